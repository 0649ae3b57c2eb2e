"""Recipes and the store of images, without making one."""

import json
from pathlib import Path

import pytest

from sandboxes import Image, Images, SandboxError, known_languages, recipes_for
from sandboxes.images import TOOLS, Recipe, install_tools
from sandboxes.images.store import share_files
from sandboxes.images.tools import Package

C = known_languages().get("c")
SWIFT = known_languages().get("swift")
DART = known_languages().get("dart")


def image(name: str, built_at: float, *languages: str) -> Image:
    return Image(
        id=name,
        root=Path("unused"),
        languages=languages,
        suite="bookworm",
        packages={"gcc": "12"},
        tools={},
        built_at=built_at,
        size_bytes=1,
        own_bytes=1,
    )


def put(images: Images, name: str, built_at: float, *languages: str) -> Image:
    made = images.folder / ".making" / "root"
    made.mkdir(parents=True)
    return images.add(made, image(name, built_at, *languages))


def test_recipe_has_packages_and_libraries_of_its_languages() -> None:
    python = known_languages().get("python")
    (recipe,) = recipes_for([C, python])

    assert recipe.languages == ("c", "python")
    assert {*C.packages, *python.packages, *python.libraries} <= set(recipe.packages)


def test_languages_of_another_release_get_a_recipe_of_their_own() -> None:
    assert [it.suite for it in recipes_for([C, SWIFT])] == ["", "trixie"]


def test_what_nothing_supplies_has_no_recipe() -> None:
    assert recipes_for([DART]) == []


def test_id_is_that_of_recipe_and_versions() -> None:
    recipe, *others = recipes_for([C, SWIFT])
    first = recipe.digest([("gcc", "12"), ("dash", "1")])

    assert recipe.digest([("dash", "1"), ("gcc", "12")]) == first
    assert recipe.digest([("dash", "1"), ("gcc", "13")]) != first
    assert others[0].digest([("gcc", "12"), ("dash", "1")]) != first


def test_every_tool_of_a_language_is_pinned() -> None:
    named = {it for name in known_languages().names for it in _tools(name)}

    assert named == set(TOOLS)
    for packages in TOOLS.values():
        for package in packages:
            assert len(package.digest) in (64, 88), package.name


def _tools(name: str) -> tuple[str, ...]:
    return known_languages().get(name).tools


def test_newest_image_of_a_language_is_found(tmp_path: Path) -> None:
    images = Images(tmp_path)
    put(images, "old", 1.0, "c", "cpp")
    put(images, "new", 2.0, "c")

    for seen in (images, Images(tmp_path)):
        assert [it.id for it in seen.all()] == ["new", "old"]
        assert [found.id for found in (seen.find("c"), seen.find("cpp")) if found] == [
            "new",
            "old",
        ]
        assert seen.find("java") is None


def test_same_image_made_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    images = Images(tmp_path)
    put(images, "same", 1.0, "c")
    put(images, "same", 2.0, "c")

    assert [it.built_at for it in images.all()] == [2.0]


def test_removed_image_is_gone(tmp_path: Path) -> None:
    images = Images(tmp_path)
    images.remove(put(images, "one", 1.0, "c"))

    assert images.all() == []
    assert not (tmp_path / "one").exists()


def test_damaged_image_is_none(tmp_path: Path) -> None:
    images = Images(tmp_path)
    made = put(images, "one", 1.0, "c")
    for text in ("{", json.dumps({"id": "one"})):
        (made.root.parent / "image.json").write_text(text)
        assert Images(tmp_path).all() == []


def test_machine_without_images_has_none(tmp_path: Path) -> None:
    assert Images(tmp_path / "nowhere").all() == []


def test_files_that_are_alike_are_one_on_disk(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for root, odd in ((one, b"1"), (two, b"2")):
        (root / "usr").mkdir(parents=True)
        (root / "usr" / "same").write_bytes(b"same" * 100)
        (root / "usr" / "odd").write_bytes(odd)
        (root / "usr" / "mode").write_bytes(b"mode")
        (root / "usr" / "link").symlink_to("same")
    (two / "usr" / "mode").chmod(0o755)

    assert share_files(two, [one]) == (400 + 1 + 4, 1 + 4)
    assert (two / "usr" / "same").samefile(one / "usr" / "same")
    assert (two / "usr" / "odd").read_bytes() == b"2"
    assert not (two / "usr" / "mode").samefile(one / "usr" / "mode")


def test_tool_that_is_not_what_was_pinned_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(package: Package, work: Path) -> Path:
        archive = work / "archive"
        archive.write_bytes(b"something else")
        return archive

    monkeypatch.setattr("sandboxes.images.tools._download", download)
    with pytest.raises(SandboxError, match="not the one pinned"):
        install_tools(["kotlin"], tmp_path / "tools")
    assert list((tmp_path / "tools").iterdir()) == []


def test_recipe_is_a_value() -> None:
    one, two = (
        Recipe(languages=("c",), suite="", packages=("gcc",), tools=())
        for _ in range(2)
    )

    assert one == two
