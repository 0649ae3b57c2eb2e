# Runs a program and then test code in one shell, and tells of its end.
# usage: verifier_shared.sh SOURCE
#
# Descriptor 4 gives a secret, the test code and a NUL, and another secret; 3 is
# written; `verifier/graders/line.py` is at the other end. Both are closed while
# the program or a test runs (the shell keeps them elsewhere, above 9). One
# group, so that it is read before the program can make aliases.
{
  # shellcheck disable=SC1090
  builtin source "./$1" 3>&- 4<&-

  # Special builtins come before functions in POSIX mode, which an assignment sets:
  # so it can be undone that the program has functions in the place of builtins.
  POSIXLY_CORRECT=1
  \unset -f unset builtin unalias
  \unset POSIXLY_CORRECT
  builtin unalias -a
  while IFS= builtin read -r verifier_name; do
    builtin unset -f "$verifier_name"
  done < <(builtin compgen -b; builtin compgen -k)
  builtin trap - EXIT ERR DEBUG RETURN

  IFS= builtin read -r -u 4 verifier_secret
  builtin printf '%s loaded\n' "$verifier_secret" >&3
  builtin unset verifier_name verifier_secret
  IFS= builtin read -r -d '' -u 4 verifier_code
  builtin eval "$verifier_code" 3>&- 4<&-
  verifier_status=$?
  if [[ $verifier_status != 0 ]]; then
    builtin exit "$verifier_status"
  fi
  while IFS= builtin read -r verifier_name; do
    if builtin declare -F "$verifier_name" >/dev/null; then
      builtin printf '{"test": "the program", "outcome": "failed", "message": "it replaced %s"}\n' "$verifier_name" >&3
      builtin exit 0
    fi
  done < <(builtin compgen -b)
  IFS= builtin read -r -u 4 verifier_secret
  builtin printf '{"test": "the program", "outcome": "passed"}\n%s {"done": 1}\n' "$verifier_secret" >&3
  builtin exit 0
}
