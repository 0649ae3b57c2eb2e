"""Which lines a statement says there are, and what examples are read by it."""

import pytest

from verifier.generation.layout import Layout
from verifier.generation.layout_mining import mine_layout
from verifier.generation.layout_parts import LineOfInput
from verifier.generation.messages import GenerationRequest
from verifier.generation.stated_lines import said_lines
from verifier.generation.understanding import understand


def amounts(text: str) -> list[str]:
    """Return how many lines there are, as a reader would write it."""
    said = said_lines(text)
    same = {one.amount.name: one.amount.name for one in said if one.amount.name}
    return [one.amount.term(same) or str(one.amount.offset) for one in said]


def read(text: str, *examples: str) -> Layout:
    layout = mine_layout([one.encode() for one in examples], (), said_lines(text))
    assert layout is not None
    return layout


def repeats(layout: Layout) -> list[object]:
    return [line.repeat for line in layout.lines]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The first line contains $n$. The next $n-1$ lines each hold $a$.", "1 n-1"),
        ("One line with $n$ and $m$. Then follow $m$ lines.", "1 m"),
        ("A line with $n$.\n$n$ lines, each with $2n$ numbers.", "1 n"),
        ("First line: $n$. Second line: $a$. The last line holds $b$.", "1 1 1"),
        ("On the first line N. Then N lines follow.", "1 N"),
        ("A line with $n$, then $2n$ lines, then three lines.", "1 2*n 3"),
        ("A line with $n$, then $(n+1)$ lines.", "1 n+1"),
        # What is said of the same lines again is not another line.
        ("The first line has $n$. The first line is short.", "1"),
        ("A line with $n$, then $n$ lines. Each of these lines has $x$.", "1 n"),
        ("$n$ lines. Each pair is described by: one line with $a$ and $b$.", "n"),
        ("The input consists of two lines. The first line has $n$.", "1"),
        ("The first line has $n$. The first two lines are short.", "1"),
        ("A line with $n$, then $n$ lines. Following the $n$ lines is $k$.", "1 n"),
        # Unless it is all that is said.
        ("The input consists of exactly two lines.", "2"),
        ("Two numbers per line, one per line, in line with the rules.", ""),
        ("the $i$-th line and every line", ""),
        ("One line, then $\u00b2$ lines.", "1"),  # a digit that is no number
    ],
)
def test_lines_are_counted_as_a_reader_would(text: str, found: str) -> None:
    assert " ".join(amounts(text)) == found


def test_what_stands_on_lines_has_names_and_counts() -> None:
    first, second, _ = said_lines(
        r"The first line has $n$ and $k$ ($1 \le n, k \le 9$). "
        "The second line has $n - 1$ integers $a_i$. Then follow $k$ lines."
    )

    assert first.names == ("n", "k")
    assert [one.term({"n": "v0"}) for one in second.counted] == ["v0-1"]


def test_two_blocks_of_lines_that_look_alike_are_told_apart() -> None:
    text = (
        "The first line has $N$, $K$ and $S$. The next $N-1$ lines have $u$, $v$, $w$. "
        "The next $K$ lines have $r$, $a$ and $d$."
    )
    example = "4 2 1\n1 2 2\n1 3 3\n2 4 2\n4 1 6\n2 2 20\n"

    assert repeats(read(text, example)) == [1, "v0-1", "v1"]
    assert repeats(read("", example)) != [1, "v0-1", "v1"]


def test_numbers_that_are_as_large_count_what_they_are_said_to() -> None:
    text = (
        "The first line has $t$ and $p$. The second line has $t-1$ numbers. "
        "The third line has $p$ numbers. Then follow $t-1$ lines with $p$ letters. "
        "The last line has $p$ letters."
    )
    layout = read(text, "3 2\n5 6\n7 8\nX X\n- X\nX -\n")

    lines = [one for one in layout.lines if isinstance(one, LineOfInput)]
    assert [line.fields[0].count for line in lines[1:3]] == ["v0-1", "v1"]
    assert repeats(layout) == [1, 1, 1, "v0-1", 1]


def test_a_number_that_counts_lines_may_be_on_a_line_of_its_own() -> None:
    text = (
        "The first line has $n$. Each of the following $n$ lines has a name. Following "
        "the names is a number $k$. The next $k$ lines have a question each."
    )
    example = "3\nab\nca\nbc\n2\na\nb\n"

    assert repeats(read(text, example)) == [1, "v0", 1, "v1"]


@pytest.mark.parametrize(
    "text",
    [
        "The first line has $n$. Then follow $n+7$ lines.",  # there are not so many
        "The first line has $n$. Then follow $q$ lines.",  # nobody has read $q$
        "The first line has the letters $a$, $b$. Then follow $a$ lines.",
    ],
)
def test_a_statement_that_examples_break_is_not_believed(text: str) -> None:
    example = "2 9\n1 2\n3 4\n"

    assert read(text, example) == read("", example)


def test_lines_that_end_in_as_many_words_as_they_say_are_of_one_kind() -> None:
    text = "The first line has $n$. Then follow $n$ lines."
    layout = read(text, "3\nann 4 2 red blue\nbob 3 0\ncy 1 1 red\n")

    line = layout.lines[1]
    assert isinstance(line, LineOfInput)
    assert [one.type for one in line.fields] == ["word", "int", "int", "word"]
    assert line.fields[3].count == line.fields[2].name
    assert layout.fits(b"2\nann 9 3 red blue red\ncy 1 0\n")
    assert not layout.fits(b"2\nann 9 3 red blue\ncy 1 0\n")


def bounds_of(text: str, example: str) -> list[list[tuple[object, object]]]:
    stated = understand(
        GenerationRequest.model_validate(
            {
                "target": {"kind": "stdio", "description": text},
                "references": [{"language": "python", "source": "print(1)"}],
                "examples": [{"input": example}],
            }
        )
    )
    layout = stated.problem.layout
    assert layout is not None
    lines = [one for one in layout.lines if isinstance(one, LineOfInput)]
    return [[(one.low, one.high) for one in line.fields] for line in lines]


def test_limits_are_of_the_line_that_they_are_spoken_of_with() -> None:
    text = (
        "# Input\n"
        r"The first line has $n$ ($1 \le n \le 30$). Each of the next $n$ "
        r"lines has $p$ ($0 \le p \le 4$) and $p$ integers; if line $i$ has "
        r"$x_1, \ldots, x_p$, then $1 \le x_j < i$. The next line has $t$ "
        r"($1 \le t \le 70$). Each of the next $t$ lines has an integer $i$."
    )
    bounds = bounds_of(text, "3\n0\n1 1\n2 1 2\n2\n3\n1\n")

    assert bounds[0] == [(1, 30)]
    assert bounds[1][0] == (0, 4)
    assert bounds[2] == [(1, 70)]


def test_a_bound_ends_where_the_sentence_goes_on() -> None:
    text = (
        "# Input\n"
        r"One line with $n$ and $m$ ($1 \le n, m \le 10^5$). Then $m$ lines "
        r"with $i$, $j$ and $c$ ($1 \le i, j \le n$ and $c$ is a letter)."
    )

    assert bounds_of(text, "4 2\n4 1 x\n2 3 y\n")[1][:2] == [(1, "v0"), (1, "v0")]


def test_a_list_that_is_written_out_has_one_limit() -> None:
    text = (
        "# Input\n"
        r"One line with $n$ ($1 \le n \le 10$). "
        r"A line with $n-1$ integers $0 \le s_1, \ldots, s_{n-1} \le 101$."
    )

    assert bounds_of(text, "4\n7 1 5\n")[1] == [(0, 101)]
