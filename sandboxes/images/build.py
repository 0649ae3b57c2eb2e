"""Makes an image: a whole Debian by mmdebstrap, and the tools that are not in it.

The mirror is the machine's own, as apt knows it; no trace of it is left in the
image, nor of anything else of the machine.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sandboxes.errors import SandboxError
from sandboxes.images.recipe import Recipe
from sandboxes.images.store import Image, Images, share_files
from sandboxes.images.tools import install_tools, versions_of
from sandboxes.language import TOOLS

_SOURCE = "$(REPO_URI)\t$(CODENAME)\t$(RELEASE)\t$(COMPONENT)"
_LEFT_OUT = ("doc", "man", "locale", "info", "lintian", "bug")
"""Folders of `/usr/share` that no program needs."""
_OF_THE_MACHINE = (
    "etc/apt",
    "etc/resolv.conf",
    "etc/hostname",
    "etc/machine-id",
    "var/cache",
    "var/lib/apt",
    "var/log",
    "root",
    "home",
)
_FILES = {
    "etc/passwd": "root:x:0:0::/:/bin/false\ncandidate:x:1000:1000::/box:/bin/sh\n",
    "etc/group": "root:x:0:\ncandidate:x:1000:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
}
_SECRET = ("etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-")


class ImageError(SandboxError):
    """An image cannot be made here; says why, and how to supply what is missing."""


def build_image(
    recipe: Recipe, images: Images, tell: Callable[[str], None] = lambda _: None
) -> Image:
    """Make an image, and put it into the store.

    Args:
        recipe: What it holds.
        images: The store.
        tell: Told what is being done.

    Raises:
        ImageError: This machine cannot make it, or a package does not come.
        ToolError: A tool does not come.
    """
    if os.geteuid() != 0:
        msg = "only root can make images: its files belong to root"
        raise ImageError(msg)
    if not shutil.which("mmdebstrap"):
        msg = "mmdebstrap is missing; on Debian: apt-get install mmdebstrap"
        raise ImageError(msg)
    ours = _made_here(recipe.files)
    images.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    # mmdebstrap wants everybody to be able to enter the place where it works.
    with _working_place(images.folder) as work:
        suite, sources = _sources(recipe.suite)
        tell(f"unpacking {len(recipe.packages)} packages of Debian {suite}")
        root = work / "root"
        _debootstrap(recipe, suite, sources, root)
        versions = _installed(root)
        if recipe.tools:
            tell(f"installing {', '.join(recipe.tools)}")
        install_tools(recipe.tools, root / TOOLS.lstrip("/"))
        made = _put(ours, root)
        _clean(root)
        tell("sharing files with other images")
        size, own = share_files(root, [it.root for it in images.all()])
        tools = versions_of(recipe.tools) | made
        image = Image(
            id=recipe.digest([*versions.items(), *tools.items()]),
            root=root,
            languages=recipe.languages,
            suite=suite,
            packages=versions,
            tools=tools,
            built_at=time.time(),
            size_bytes=size,
            own_bytes=own,
        )
        return images.add(root, image)


@contextlib.contextmanager
def _working_place(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


def _sources(suite: str) -> tuple[str, str]:
    """Return the release, and the machine's own sources as lines for it."""
    command = ["apt-get", "indextargets", "--format", _SOURCE]
    wanted = ["Created-By: Packages", "Origin: Debian"]
    try:
        done = subprocess.run(
            [*command, *wanted], capture_output=True, check=False, text=True
        )
    except OSError as error:
        msg = "there is no apt-get; images are made on Debian"
        raise ImageError(msg) from error
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    if not rows:
        msg = "apt knows no Debian source; run apt-get update"
        raise ImageError(msg)
    own = min((row[2] for row in rows), key=len)
    lines = {
        f"deb {uri} {release.replace(own, suite or own)} {component}"
        for uri, _, release, component in rows
        if not release.endswith("-backports")
    }
    return suite or own, "\n".join(sorted(lines)) + "\n"


def _debootstrap(recipe: Recipe, suite: str, sources: str, root: Path) -> None:
    options = [f"--dpkgopt=path-exclude=/usr/share/{it}/*" for it in _LEFT_OUT]
    # Java's packages make links in a folder of manuals, which must be there.
    manuals = 'mkdir -p "$1/usr/share/man/man1"'
    command = [
        *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase"),
        f"--include={','.join(recipe.packages)}",
        f"--setup-hook={manuals}",
        *options,
        *(suite, str(root), "-"),
    ]
    done = subprocess.run(
        command, input=sources.encode(), capture_output=True, check=False
    )
    if done.returncode:
        lines = done.stderr.decode(errors="replace").splitlines()
        errors = [line for line in lines if line.startswith("E:")] or lines[-5:]
        msg = f"mmdebstrap failed: {' | '.join(errors)}"
        raise ImageError(msg)


def _installed(root: Path) -> dict[str, str]:
    shown = "${Package}\t${Version}\n"
    command = ["dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f", shown]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return dict(line.split("\t", 1) for line in done.stdout.splitlines())


def _made_here(files: Iterable[str]) -> dict[str, bytes]:
    """Read files of ours.

    Raises:
        ImageError: The machine has not made one of them.
    """
    found = {}
    for name in files:
        try:
            found[name] = Path(name).read_bytes()
        except OSError as error:
            msg = f"{name} is missing; scripts/quickstart --languages makes it"
            raise ImageError(msg) from error
    return found


def _put(files: Mapping[str, bytes], root: Path) -> dict[str, str]:
    """Write files of ours into an image; return a hash of each as its version."""
    for name, data in files.items():
        target = root / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        target.write_bytes(data)
    return {name: hashlib.sha256(data).hexdigest()[:16] for name, data in files.items()}


def _clean(root: Path) -> None:
    """Take out what came from the machine, and what nobody in a box may need."""
    for name in _OF_THE_MACHINE:
        path = root / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            path.mkdir(mode=0o755)
        else:
            path.unlink(missing_ok=True)
    for name in _SECRET:
        (root / name).unlink(missing_ok=True)
    for name, text in _FILES.items():
        (root / name).write_text(text)


_TAR = ("tar", "--create", "--numeric-owner", "--sort=name", "--directory")


def export_image(image: Image, file: Path) -> None:
    """Write an image as a tar archive, as `docker import` and `podman import` take it.

    Raises:
        ImageError: It cannot be written.
    """
    with file.open("wb") as sink:
        done = subprocess.run([*_TAR, image.root, "."], stdout=sink, check=False)
    if done.returncode:
        msg = f"tar could not write {file}"
        raise ImageError(msg)


DOCKER_LABEL = "verifier.image"
"""Label of a Docker image that holds the id of ours that it was made of."""
DOCKER_LANGUAGES = "verifier.languages"
"""Label with the names of the languages that it is for, separated by blanks."""


def import_into_docker(image: Image, tag: str, host: str | None = None) -> None:
    """Make a Docker image of the same root, labelled as the docker backend wants it.

    Args:
        image: The image.
        tag: What it is called there.
        host: Where the engine is; None: where the docker command finds it.

    Raises:
        ImageError: There is no docker, or it refuses.
    """
    if not shutil.which("docker"):
        msg = "docker is missing; with --tar FILE the image can be imported elsewhere"
        raise ImageError(msg)
    languages = " ".join(image.languages)
    with subprocess.Popen([*_TAR, image.root, "."], stdout=subprocess.PIPE) as tar:
        done = subprocess.run(
            [
                *("docker", *(["--host", host] if host else []), "import"),
                *("--change", f"LABEL {DOCKER_LABEL}={image.id}"),
                *("--change", f'LABEL {DOCKER_LANGUAGES}="{languages}"'),
                *("-", tag),
            ],
            stdin=tar.stdout,
            capture_output=True,
            check=False,
        )
    if done.returncode or tar.returncode:
        msg = f"docker import: {done.stderr.decode(errors='replace').strip()}"
        raise ImageError(msg)
