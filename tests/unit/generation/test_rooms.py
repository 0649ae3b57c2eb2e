"""How much the arrays of a program hold."""

import pytest

from verifier.generation.layout_mining import mine_layout
from verifier.generation.rooms import letters_in, limit_of, rooms_in


@pytest.mark.parametrize(
    ("size", "limit"),
    [(105, 100), (1024, 1000), (21, 20), (100, 99), (50, 49), (26, 25), (128, 127)],
)
def test_some_places_are_spare(size: int, limit: int) -> None:
    assert limit_of(size) == limit


def test_what_an_example_shows_is_legal() -> None:
    assert limit_of(105, [3, 103]) == 104
    assert limit_of(100, [100]) == 100


def test_sizes_may_have_names() -> None:
    source = "#define MAXN 31\nconst int M = 20;\nint a[MAXN], b[M + 5], c[n], d[1];"

    assert rooms_in(source) == [25, 31]


@pytest.mark.parametrize(
    ("source", "letters"),
    [
        ("char s[101], t[11];", 100),
        ("#define N 105\nchar s[N];", 100),
        ("char grid[50][21];", 20),
        ("char s[100]; char *p = malloc(n);", 0),
        ("char s[n];", 0),
        ("char c; int a[100];", 0),
        ("char s[100]; string t;", 0),
    ],
)
def test_a_text_in_c_has_an_end(source: str, letters: int) -> None:
    assert letters_in(source) == letters


def test_words_fit_into_what_they_are_read_into() -> None:
    examples = [b"abcdef\n", b"cba\n", b"programming\n"]

    wide = mine_layout(examples)
    narrow = mine_layout(examples, ['char s[21]; scanf("%s", s);'])

    assert wide is not None
    assert narrow is not None
    assert wide.fits(b"a" * 40 + b"\n")
    assert not narrow.fits(b"a" * 21 + b"\n")
    assert narrow.fits(b"a" * 20 + b"\n")
