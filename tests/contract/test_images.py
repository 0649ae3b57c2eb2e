"""Boxes that hold an image: its files, and none of the machine's."""

import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import (
    Command,
    Image,
    Images,
    Limits,
    Sandbox,
    SandboxError,
    SandboxOptions,
    build_image,
    known_languages,
    recipes_for,
)
from sandboxes.images import Recipe, export_image, import_into_docker
from verifier.selftest import check_language

pytestmark = pytest.mark.sandbox

C = known_languages().get("c")
PYTHON = known_languages().get("python")
PROGRAM = r"""
#include <stdio.h>
#include <unistd.h>
int main(void) {
  printf("%d %d %d", !access("/usr/bin/here", F_OK), !access("/usr/bin/gcc", F_OK),
         !access("/etc/hostname", F_OK));
}
"""


@pytest.fixture
def images() -> Iterator[Images]:
    """A store in a place that everybody may enter; pytest's are the user's own."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield Images(folder)


@pytest.fixture
def with_images(
    images: Images,
    sandbox: Sandbox,
    backend: type[Sandbox],
    sandbox_options: SandboxOptions,
) -> Iterator[Sandbox]:
    """A sandbox whose boxes may hold images."""
    made = backend(replace(sandbox_options, images=images.folder))
    yield made
    made.close()


type Publish = Callable[[Image], None]


@pytest.fixture
def publish(
    backend: type[Sandbox], sandbox_options: SandboxOptions, with_images: Sandbox
) -> Iterator[Publish]:
    """Have boxes of an image's languages hold it."""
    tags: list[str] = []
    host = sandbox_options.docker_host

    def import_it(image: Image) -> None:
        if backend.name != "docker":
            return
        tags.append(f"verifier-test:{uuid.uuid4().hex}")
        import_into_docker(image, tags[-1], host)
        language = known_languages().get(image.languages[0])
        for _ in range(100):  # an engine is not asked at every box
            if with_images.image_of(language) == image.id:
                return
            time.sleep(0.1)
        pytest.fail("the image is not found")

    yield import_it
    with_images.close()  # an image that is in use keeps its labels, and lives on
    if tags:
        command = ["docker", "--host", host, "rmi", "--force", *tags]
        subprocess.run(command, check=True, capture_output=True)


def add_tiny_image(images: Images) -> Image:
    """Add an image for C that holds one static program, and nothing else."""
    root = images.folder / ".making" / "root"
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "bin").symlink_to("usr/bin")
    here = root / "usr" / "bin" / "here"
    subprocess.run(
        ["/usr/bin/gcc", "-static", "-x", "c", "-", "-o", here],
        input=PROGRAM.encode(),
        check=True,
    )
    return images.add(
        root,
        Image(
            id="tiny",
            root=root,
            languages=("c",),
            suite="none",
            packages={},
            tools={},
            built_at=time.time(),
            size_bytes=0,
            own_bytes=0,
        ),
    )


@pytest.mark.every_backend
def test_box_holds_the_image_of_its_language_and_nothing_else(
    images: Images, with_images: Sandbox, publish: Publish
) -> None:
    assert with_images.image_of(C) is None
    publish(add_tiny_image(images))

    assert with_images.image_of(C) == "tiny"
    with with_images.open(C) as box:
        run = box.run(Command(argv=("/bin/here",)), Limits())
    # An engine puts a file of that name into every container; ours is empty.
    assert run.stdout == (b"1 0 1" if with_images.name == "docker" else b"1 0 0"), run


def test_boxes_of_other_languages_are_as_before(
    images: Images, with_images: Sandbox, publish: Publish
) -> None:
    publish(add_tiny_image(images))
    look = Command(argv=("/bin/sh", "-c", "test -e /usr/bin/here"))
    for _ in range(2):  # a box that was used for one is not used for the other
        with with_images.open(C) as box:
            assert box.run(Command(argv=("/bin/here",)), Limits()).succeeded
        for language in (PYTHON, None):
            assert with_images.image_of(language) is None
            with with_images.open(language) as box:
                assert box.run(look, Limits()).exit_code == 1


@pytest.mark.every_backend
def test_image_cannot_be_written_to(
    images: Images, with_images: Sandbox, publish: Publish
) -> None:
    source = '#include <stdio.h>\nint main(void) { return !fopen("/usr/x", "w"); }'
    image = add_tiny_image(images)
    writer = image.root / "usr" / "bin" / "writer"
    command = ["/usr/bin/gcc", "-static", "-x", "c", "-", "-o", str(writer)]
    subprocess.run(command, input=source.encode(), check=True)
    publish(image)
    with with_images.open(C) as box:
        run = box.run(Command(argv=("/bin/writer",)), Limits())

    assert run.exit_code == 1
    assert not (image.root / "usr" / "x").exists()


def test_image_without_a_file_of_ours_is_not_begun(images: Images) -> None:
    (recipe,) = recipes_for([known_languages().get("javascript")])
    assert recipe.files == ("/usr/share/verifier/node/judging.js",)

    with pytest.raises(SandboxError, match="/nowhere/judging is missing"):
        build_image(replace(recipe, files=("/nowhere/judging",)), images)

    assert not images.all()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_image_is_made_and_its_language_passes_its_self_test(
    images: Images, with_images: Sandbox, publish: Publish, tmp_path: Path
) -> None:
    (recipe,) = recipes_for([known_languages().get("awk")])
    said: list[str] = []

    image = build_image(recipe, images, said.append)

    assert image.languages == ("awk",)
    assert {"gawk", "bash", "python3"} <= set(image.packages)
    assert said
    assert not list((image.root / "etc" / "apt").iterdir())
    assert (image.root / "etc" / "hosts").read_text() == "127.0.0.1 localhost\n"
    assert not (image.root / "etc" / "shadow").exists()
    publish(image)
    assert with_images.image_of(known_languages().get("awk")) == image.id
    assert check_language("awk", with_images).available
    tar = tmp_path / "image.tar"
    export_image(image, tar)
    listed = subprocess.run(["/bin/tar", "tf", tar], capture_output=True, check=True)
    assert b"./usr/bin/gawk\n" in listed.stdout


def test_image_that_cannot_be_made_leaves_nothing_behind(images: Images) -> None:
    recipe = Recipe(languages=("c",), suite="atlantis", packages=("gcc",), tools=())
    with pytest.raises(SandboxError, match="mmdebstrap failed"):
        build_image(recipe, images)

    assert images.all() == []
    assert not list(images.folder.glob(".making-*"))


def test_machine_without_docker_says_so(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="docker is missing"):
        import_into_docker(add_tiny_image_without_gcc(images), "verifier:c")


def add_tiny_image_without_gcc(images: Images) -> Image:
    root = images.folder / ".making" / "root"
    root.mkdir(parents=True)
    made = Image(
        id="empty",
        root=root,
        languages=(),
        suite="none",
        packages={},
        tools={},
        built_at=0.0,
        size_bytes=0,
        own_bytes=0,
    )
    return images.add(root, made)
