"""Which candidates have a voice, and how much their agreement is worth."""

import pytest

from verifier.generation.sameness import distinct_sources

PLAIN = "def f(a, b):\n    total = a + b\n    return total\n"


@pytest.mark.parametrize(
    "copy",
    [
        "# why\ndef f(a, b):\n\n  total = a+b\n  return total",
        'def f(a, b):\n    """Add."""\n    total = a + b\n    return total\n',
        "def f(x, y):\n    s = x + y\n    return s\n",
        "import math\nfrom typing import *\n" + PLAIN,
        "def f(a: int, b: int) -> int:\n    total: int = a + b\n    return total\n",
    ],
)
def test_a_program_in_other_words_is_a_copy(copy: str) -> None:
    assert distinct_sources([PLAIN, copy], "python") == [0]


@pytest.mark.parametrize(
    "other",
    [
        "def f(a, b):\n    return a + b\n",
        "def f(a, b):\n    total = b + a\n    return total\n",
        "def f(a, b):\n    total = a + b\n    return abs(total)\n",
        "def f(",
    ],
)
def test_a_program_that_does_it_otherwise_is_none(other: str) -> None:
    assert distinct_sources([PLAIN, other], "python") == [0, 1]


def test_of_other_languages_white_space_makes_no_difference() -> None:
    sources = ["int f() { return 1; }", "int f()\n{ return 1; }", "int f(){return 2;}"]

    assert distinct_sources(sources, "c") == [0, 2]


def test_a_program_that_is_no_text_of_python_is_only_like_itself() -> None:
    assert distinct_sources(["x = (", "x = (", "\0", "y = ("], "python") == [0, 2, 3]
