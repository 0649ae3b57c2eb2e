"""What a statement enumerates: the lines that follow, and the words of a field."""

import pytest

from verifier.generation.messages import GenerationRequest
from verifier.generation.understanding import Understanding, understand

REPLIES = r"""\section*{Input}
The first line contains an integer $N$ ($1 \le N \le 1000$), the number of replies.
The next $N$ lines contain the replies.
Each is a string of between $1$ and $20$ letters \texttt{a-z}.
\section*{Output}
"""
DATES = r"""\section*{Input}
An integer $d$ ($1 \le d \le 28$) and the name of a month, which is
\texttt{JAN}, \texttt{MAR}, \texttt{MAY}, or \texttt{JUL}.
On the second line the name of a day: `MON', `WED' or `FRI'.
\section*{Output}
"""
READS_DATES = """MONTHS = "JAN MAR MAY JUL".split() + ["JAN", "MAR", "MAY", "JUL"]
DAYS = ["MON", "WED", "FRI"]
day, month = input().split()
print((int(day) + MONTHS.index(month) + DAYS.index(input())) % 7)
"""


def understood(statement: str, source: str, examples: list[str]) -> Understanding:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio", "description": statement},
            "references": [{"language": "python", "source": source}],
            "examples": [{"input": one} for one in examples],
        }
    )
    return understand(request)


def fits(statement: str, source: str, examples: list[str], text: str) -> bool:
    layout = understood(statement, source, examples).problem.layout
    assert layout is not None
    return layout.fits(text.encode())


@pytest.mark.parametrize(
    ("text", "is_legal"),
    [
        ("1\npirate\n", True),
        ("2\npirate\nwitch\n", True),
        ("2\npirate\n", False),
        ("1\npirate\nwitch\n", False),
        (f"1\n{'b' * 20}\n", True),
        (f"1\n{'b' * 21}\n", False),
    ],
)
def test_a_number_counts_the_lines_that_are_said_to_follow(
    text: str, *, is_legal: bool
) -> None:
    assert fits(REPLIES, "print(input())\n", ["1\nghost\n"], text) is is_legal


def test_lines_that_an_example_has_otherwise_are_not_counted() -> None:
    examples = ["3\nghost\n", "2\nwitch\n"]

    assert fits(REPLIES, "print(input())\n", examples, "7\npirate\n")


@pytest.mark.parametrize(
    ("text", "is_legal"),
    [
        ("2 MAY\nWED\n", True),
        ("2 WED\nWED\n", False),
        ("2 MAY\nMAY\n", False),
    ],
)
def test_the_words_of_a_field_are_those_of_the_list_it_is_from(
    text: str, *, is_legal: bool
) -> None:
    examples = ["10 JAN\nMON\n", "3 JUL\nFRI\n"]

    assert fits(DATES, READS_DATES, examples, text) is is_legal


def test_a_list_that_an_example_is_not_from_restricts_nothing() -> None:
    statement = DATES.replace(r"\texttt{MAR}, ", "")

    assert fits(statement, READS_DATES, ["1 MAR\nMON\n"], "3 JAN\nFRI\n")


def test_test_cases_of_which_a_layout_has_nothing_are_a_doubt() -> None:
    statement = "## Input\nThe number of test cases, then for each a size and a grid.\n"
    example = "2\n2 3\n_#\n#_\n##\n#_\n1 1\n_\n#\n"
    plain = "## Input\nThe number of test cases, then a number for each.\n"

    assert understood(statement, "print(input())\n", [example]).doubts
    assert not understood(plain, "print(input())\n", ["3\n4\n5\n6\n"]).doubts


def counted(statement: str, examples: list[str]) -> tuple[str, ...]:
    return understood(f"## Input\n{statement}", "print(1)", examples).doubts


def test_lines_that_nothing_counts_are_a_doubt() -> None:
    header = r"$n$ ($1 \le n \le 90$) and $q$ ($1 \le q \le 50$). "
    lines = header + "Then follow $q$ lines, each with a command."
    twice = header + "Then follow $2(q-1)$ lines, each with a command."
    examples = ["9 3\nadd 1 2\nundo 5 6 7\nshow 4\n"]

    assert "$q$ lines" in counted(lines, examples)
    assert "$2(q-1)$ lines" in counted(twice, examples)
    assert counted(lines, ["9 3\nadd 1\nadd 7\nadd 4\n"]) == ()


def test_two_trees_have_twice_as_many_edges() -> None:
    text = r"$n$ ($2 \le n \le 90$), then $2(n-1)$ lines with $u$ and $v$."
    examples = ["3\n1 2\n2 3\n1 3\n2 3\n", "2\n1 2\n1 2\n"]

    assert fits(text, "print(1)", examples, "2\n1 2\n1 2\n")
    assert not fits(text, "print(1)", examples, "2\n1 2\n")


def test_lines_that_differ_though_a_number_counts_them_are_a_doubt() -> None:
    listed = "B 10\n4\nA C 9\nD B 12 E 13\nE F 7\nF\n"
    alike = "B 10\n4\nA C 9\nD B 12\nE F 7\nF F 1\n"

    assert counted("Who met whom.", [listed]) == (
        "the 4 lines after line 2, which it counts",
    )
    assert counted("Who met whom.", [alike]) == ()
    assert counted("Who met whom.", ["7 1\n1 2\n3\n4 5 6\n"]) == ()


def test_of_two_numbers_as_large_each_counts_what_it_is_said_to() -> None:
    text = r"$n$ and $m$ ($1 \le n, m \le 9$), $n$ lines, $m$ lines with $a$."
    examples = ["2 2\nab\ncde\n7\n8\n"]

    assert counted(text, examples) == ()
    assert fits(text, "print(1)", examples, "1 3\nab\n7\n7\n8\n")
    assert not fits(text, "print(1)", examples, "3 1\nab\n7\n7\n8\n")
