"""What the README says of names is what the code has."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.main import get_command

from sandboxes import known_backends, known_languages
from verifier import checkers, graders, rewards
from verifier.cli import app
from verifier.generation.messages import GenerationRequest
from verifier.generation.oracles import AnyOracle
from verifier.generation.preconditions import AnyPrecondition
from verifier.generation.strategies import AnyStrategy
from verifier.outcome import Verdict
from verifier.settings import Settings
from verifier.signals import SIGNALS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
NAMES = set(re.findall(r"`([\w.-]+)`", README))


def kinds(union: Any) -> list[str]:
    """Return the kinds of the plugins in a union."""
    members = get_args(get_args(union)[0])
    return sorted(member.model_fields["kind"].default for member in members)


def test_every_setting_is_described_and_no_other() -> None:
    described = set(re.findall(r"`(VERIFIER_[A-Z_]+)", README))
    known = {f"VERIFIER_{name.upper()}" for name in Settings.model_fields}

    assert described == known


def test_every_plugin_of_generation_is_described() -> None:
    document = (ROOT / "docs" / "testgen.md").read_text()
    for union in (AnyStrategy, AnyPrecondition, AnyOracle):
        for name in kinds(union):
            assert f"`{name}`" in document, name
    for name in GenerationRequest.model_fields:
        assert f"`{name}`" in document or f'"{name}"' in document, name


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_line_of_cause(verdict: Verdict) -> None:
    assert re.search(rf"^\| `{verdict}` \| .+ \|$", README, re.MULTILINE)


@pytest.mark.parametrize(
    "name",
    sorted(
        {  # the checker `python` has the name of its language
            *kinds(checkers.AnyChecker),
            *kinds(rewards.AnyReward),
            *kinds(graders.AnyCase),
            *known_languages().names,
            *known_backends().names,
        }
    ),
)
def test_every_plugin_is_named(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_is_named(name: str) -> None:
    assert re.search(rf"`{name}(:NAME)?`", README)


def test_every_command_is_shown() -> None:
    commands = getattr(get_command(app), "commands", {})
    shown = set(re.findall(r"\.venv/bin/verifier ([\w-]+)", README))

    assert shown == set(commands)


def test_every_link_leads_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), (document, target)
