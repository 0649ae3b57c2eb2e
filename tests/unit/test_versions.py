"""Selectors of versions choose what npm's choose."""

import pytest

from verifier.api.versions import is_selected, version_of

CASES = [
    ("3.11.2", "*", True),
    ("3.11.2", "", True),
    ("3.11.2", "x", True),
    ("3.11.2", "3", True),
    ("3.11.2", "3.x", True),
    ("3.11.2", "3.11", True),
    ("3.11.2", "3.11.2", True),
    ("3.11.2", "v3.11.2", True),
    ("3.11.2", "=3.11.2", True),
    ("3.11.2", "3.11.1", False),
    ("3.11.2", "3.1", False),
    ("3.11.2", "2.x", False),
    ("3.11.2", "^3.2.0", True),
    ("3.11.2", "^3.12.0", False),
    ("0.2.5", "^0.2.3", True),
    ("0.3.0", "^0.2.3", False),
    ("0.0.4", "^0.0.3", False),
    ("3.11.2", "~3.11.0", True),
    ("3.11.2", "~3.10", False),
    ("3.11.2", "~3", True),
    ("3.11.2", ">=3.11", True),
    ("3.11.2", ">3.11", False),
    ("3.11.2", ">3.11.1", True),
    ("3.11.2", "<3.11.2", False),
    ("3.11.2", "<=3.11", True),
    ("3.11.2", "<=3.10", False),
    ("3.11.2", ">=3.0.0 <3.11.0", False),
    ("3.11.2", ">= 3.0.0 < 4", True),
    ("3.11.2", "2.x || 3.x", True),
    ("3.11.2", "2.x || 4.x", False),
    ("3.11.2", "3.0 - 3.11", True),
    ("3.11.2", "3.0 - 3.10.9", False),
]


@pytest.mark.parametrize(("version", "selector", "expected"), CASES)
def test_selector_takes_a_version(
    version: str, selector: str, *, expected: bool
) -> None:
    assert is_selected(version_of(version), selector) is expected


@pytest.mark.parametrize(
    "selector", ["new", "3.", "3.1.2.4", ">>3", "3 &", "3.x.", "-"]
)
def test_nonsense_is_no_selector(selector: str) -> None:
    with pytest.raises(ValueError, match="not a version selector"):
        is_selected((3, 11, 2), selector)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.2.15(1)-release", (5, 2, 15)),
        ("go1.19.8", (1, 19, 8)),
        ("17.0", (17, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_version_is_its_first_three_numbers(
    text: str, expected: tuple[int, int, int]
) -> None:
    assert version_of(text) == expected
