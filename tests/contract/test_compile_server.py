"""A compiler that stays does what one that is started does."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import (
    Language,
    Sandbox,
    SandboxOptions,
    known_languages,
)
from verifier.building import Build, Source, build

pytestmark = pytest.mark.sandbox

HELLO = "public class Main { public static void main(String[] a) { %s } }"


@pytest.fixture(scope="module")
def java() -> Language:
    return known_languages().get("java")


@pytest.fixture(scope="module")
def builder(
    backend: type[Sandbox],
    sandbox_options: SandboxOptions,
    tmp_path_factory: pytest.TempPathFactory,
    java: Language,
) -> Iterator[Sandbox]:
    own = backend(replace(sandbox_options, cache=tmp_path_factory.mktemp("cache")))
    for _ in range(3):  # until it is worth one
        compiled(own, java, HELLO % "")
    yield own
    own.close()


def compiled(builder: Sandbox, java: Language, text: str) -> Build:
    return build(builder, java, Source(text=text), java.build_limits)


def plainly(builder: Sandbox, java: Language, text: str) -> Build:
    return compiled(builder, replace(java, resident=None), text)


def cpu_s(done: Build) -> float:
    assert done.run is not None
    return done.run.cpu_time_s


def test_it_is_used(builder: Sandbox, java: Language) -> None:
    quick = [cpu_s(compiled(builder, java, HELLO % f"int i = {n};")) for n in range(3)]

    assert min(quick) < 0.5 * cpu_s(plainly(builder, java, HELLO % "int i = 9;"))


@pytest.mark.parametrize(
    "text",
    [
        HELLO % 'System.out.println("héllo \U0001f600");',
        HELLO % "class Inner {} Runnable r = () -> {}; new Inner();",
        "package a.b; " + HELLO % "",
        "interface One {} record Two(int n) {} enum Three { A } " + HELLO % "",
        HELLO % "java.util.List l = new java.util.ArrayList(); l.add(1);",
    ],
)
def test_it_makes_the_same_classes(builder: Sandbox, java: Language, text: str) -> None:
    assert compiled(builder, java, text).files == plainly(builder, java, text).files


@pytest.mark.parametrize(
    "text",
    [
        HELLO % "int i = x;",
        HELLO % "VerifierJavac v;",
        "public class Main {",
        "",
        HELLO % ("int i = " + "(" * 20_000 + "1" + ")" * 20_000 + ";"),
    ],
)
def test_what_it_refuses_is_refused_in_the_compilers_own_words(
    builder: Sandbox, java: Language, text: str
) -> None:
    quick, plain = compiled(builder, java, text), plainly(builder, java, text)

    assert quick.complaint == plain.complaint
    assert quick.complaint is not None
    assert quick.run is not None
    assert plain.run is not None
    assert quick.run.exit_code == plain.run.exit_code


def test_one_program_does_not_see_another(builder: Sandbox, java: Language) -> None:
    assert compiled(builder, java, HELLO % "" + " class Secret {}").complaint is None
    spy = compiled(builder, java, HELLO % "new Secret();")

    assert spy.complaint is not None
    assert sorted(compiled(builder, java, HELLO % "").files) == ["Main.class"]


def test_a_server_that_dies_is_replaced(builder: Sandbox, java: Language) -> None:
    builder.interrupt()
    for _ in range(3):
        assert compiled(builder, java, HELLO % "").complaint is None


def test_two_threads_take_turns(builder: Sandbox, java: Language) -> None:
    done: list[Build] = []

    def work(number: int) -> None:
        text = f"class Other{number} {{}} {HELLO % ''}"
        done.append(compiled(builder, java, text))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = {name for one in done for name in one.files}
    assert found == {"Main.class", *(f"Other{n}.class" for n in range(4))}


def test_closing_ends_it(
    backend: type[Sandbox],
    sandbox_options: SandboxOptions,
    tmp_path: Path,
    java: Language,
) -> None:
    own = backend(replace(sandbox_options, cache=tmp_path))
    for _ in range(3):
        compiled(own, java, HELLO % "")
    before = threading.active_count()
    own.close()

    assert threading.active_count() == before - 1


PROGRAMS = {
    "kotlin": ("fun main() {{ println({0}) }}\n{1}", "class Secret", "Secret()"),
    "scala": (
        "object Main {{ def main(a: Array[String]) {{ println({0}) }} }}\n{1}",
        "class Secret",
        "new Secret",
    ),
}


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", PROGRAMS)
def test_other_compilers_stay_as_well(
    name: str, tmp_path: Path, backend: type[Sandbox], sandbox_options: SandboxOptions
) -> None:
    language = known_languages().get(name)
    text, secret, use = PROGRAMS[name]
    own = backend(replace(sandbox_options, cache=tmp_path))
    try:
        first = compiled(own, language, text.format(0, secret))
        server = [compiled(own, language, text.format(n, secret)) for n in (1, 2, 3)]
        refused = compiled(own, language, text.format(use, ""))
        plain = plainly(own, language, text.format(3, secret + " "))
    finally:
        own.close()

    assert [it.complaint for it in (first, *server, plain)] == [None] * 5
    assert cpu_s(server[-1]) < 0.5 * cpu_s(first), "it is used"
    assert server[-1].files == plain.files
    assert refused.complaint == "the build ended: exit code 1"
    assert refused.run is not None
    assert b"Secret" in refused.run.stderr, "what came before is not seen"
