"""Tests at a program's end are compiled by the compilers that stay."""

import pytest

from sandboxes import Parts, RunResult, Sandbox, known_languages
from verifier.building import build_with_tests

pytestmark = [pytest.mark.sandbox, pytest.mark.slow, pytest.mark.timeout(240)]

CODE = {
    "kotlin": (
        "fun f(x: Int): Int = x + NUMBER\n",
        'fun main() { if (f(1) != 2) throw Exception("no") }\n',
    ),
    "scala": (
        "object A { def f(x: Int): Int = x + NUMBER\n",
        "def main(args: Array[String]) = { assert(f(1) == 2) } }\n",
    ),
}


def build(language: str, number: str, sandbox: Sandbox) -> RunResult:
    source, code = CODE[language]
    row = known_languages().get(language)
    parts = Parts(
        prelude="",
        source=source.replace("NUMBER", number),
        code=code,
        main=row.source_name,
        files={},
        test_files={},
        tag=f"t{len(number)}",
    )
    built = build_with_tests(sandbox, row, "appended", parts, row.build_limits)
    assert built.run is not None
    return built.run


@pytest.mark.parametrize("language", CODE)
def test_the_third_is_built_by_the_compiler_that_stays(
    language: str, own_sandbox: Sandbox
) -> None:
    first = build(language, "1", own_sandbox)
    build(language, "11", own_sandbox)
    third = build(language, "111", own_sandbox)

    assert first.succeeded
    assert third.succeeded
    # What is left is javac, for the class that calls the tests.
    assert third.cpu_time_s < first.cpu_time_s / 2


@pytest.mark.parametrize("language", CODE)
def test_what_it_cannot_compile_is_reported_by_the_compiler_itself(
    language: str, own_sandbox: Sandbox
) -> None:
    for number in ("1", "11"):
        build(language, number, own_sandbox)

    wrong = build(language, "no_such_name", own_sandbox)

    assert not wrong.succeeded
    assert b"no_such_name" in wrong.stdout + wrong.stderr
