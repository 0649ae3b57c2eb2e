"""What is found in a source at its build is not looked for at each run."""

from dataclasses import replace

from sandboxes import Limits, known_languages
from sandboxes.backends.stub import StubSandbox
from verifier.building import Source, build, command_for


def test_what_is_started_is_found_once() -> None:
    looked: list[str] = []

    def entry(text: str) -> str:
        looked.append(text)
        return "some.Where"

    language = replace(known_languages().get("java"), entry=entry, resident=None)
    source = Source(text="class Where {}")

    built = build(StubSandbox(), language, source, language.build_limits)
    started = [
        command_for(
            StubSandbox(), language, source, language.run, Limits(), built.names
        )
        for _ in range(3)
    ]

    assert [command.argv[-1] for command in started] == ["some.Where"] * 3
    assert looked == [source.text]


def test_without_a_build_it_is_found_in_the_source() -> None:
    language = known_languages().get("java")
    source = Source(text="class A { public static void main(String[] a) {} }")

    command = command_for(StubSandbox(), language, source, language.run, Limits())

    assert command.argv[-1] == "A"
