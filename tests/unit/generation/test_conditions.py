"""What sentences of a statement demand, and the rules that they become."""

from random import Random

import pytest

from verifier.generation.conditions import conditions_in
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout
from verifier.generation.layout_parts import ShapelessError
from verifier.generation.skeletons import nudged
from verifier.generation.stated_bounds import named_slots, with_limits
from verifier.generation.stated_lines import said_lines
from verifier.generation.stated_rules import with_conditions
from verifier.generation.statement import limits_in
from verifier.generation.statement_text import sentences_in, without_macros


def kinds_of(text: str) -> list[str]:
    return [one.kind for one in conditions_in(f"## Input\n{text}\n## Output\n")]


def laid_out(examples: list[bytes], text: str) -> Layout:
    layout = mine_layout(examples)
    assert layout is not None
    limits = limits_in(text)
    layout = with_limits(layout, limits, examples)
    slots = named_slots(layout, limits)
    made, doubts = with_conditions(layout, conditions_in(text), slots, examples)
    assert not doubts
    return made


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("All $a_i$ are pairwise distinct.", ["distinct"]),
        ("No two cities have the same name.", ["distinct"]),
        ("The numbers are a permutation of $1, \\dots, n$.", ["permutation"]),
        ("The graph is connected.", ["connected"]),
        ("The edges form a tree.", ["tree"]),
        ("There are no self-loops.", ["simple"]),
        ("They are given in increasing order.", ["sorted"]),
        ("$0 \\le t_1 \\le t_2 \\le \\dots \\le t_n$.", ["sorted"]),
        ("Two towns $a \\neq b$ follow.", ["unequal"]),
        ("An even integer $n$ follows.", ["even"]),
        ("The modulus $p$ is a prime.", ["prime"]),
        ("They are in non-increasing order.", ["falling"]),
        ("A positive real number.", ["positive"]),
        ("The numbers are pairwise coprime.", ["unknown"]),
        ("The word has lowercase letters.", ["lowercase"]),
        ("There is at least one wall.", ["some"]),
        ("The sum of $n$ over all tests does not exceed $2 \\cdot 10^5$.", ["total"]),
        ("The sum of the lengths of the $n$ words is at most $10^6$.", ["letters"]),
        ("The total length of all names does not exceed 5000.", ["letters"]),
        ("It is guaranteed that $\\sum |s_i| \\le 10^5$.", ["letters"]),
        ("The total length of the road is at most $L$.", []),
        ("For the given input, such a $k$ always exists.", ["unknown"]),
        ("The sum over all angles equals $360$.", ["unknown"]),
        ("It is guaranteed that the hero can always win.", ["unknown"]),
        ("It is guaranteed that $1 \\le n \\le 10$.", []),
        ("No two islands intersect.", ["unknown"]),
        ("A convex polygon is given.", ["unknown"]),
        ("None of the cylinders touch or overlap.", ["unknown"]),
        ("Two integers $x_i$ and $y_i$ ($x_{i-1} < x_i \\le 10^4$).", ["sorted"]),
        ("Times $t_i$ with $t_i \\leq t_{i+1}$.", ["sorted"]),
        ("You may assume that $0 \\le g(x) \\le 10$ for all $x$.", ["unknown"]),
        ("You may assume that $x_n = z_m$ and $x_n \\le 9$.", ["unknown"]),
        ("The first line has an integer.", []),
    ],
)
def test_sentences_are_read(sentence: str, kinds: list[str]) -> None:
    assert kinds_of(sentence) == kinds


def test_elsewhere_only_what_is_guaranteed_of_the_input_counts() -> None:
    text = (
        "They live in different houses.\n\nYou may assume that birds fly.\n\n"
        "The field is a simple polygon.\n\nIf $p$ knows $q$, then $q$ also knows $p$."
        "\n\nIf it rains, then we also stay.\n\n## Input\nA number.\n\n## Output\n"
    )

    assert [one.sentence for one in conditions_in(text)] == [
        "The field is a simple polygon.",
        "If $p$ knows $q$, then $q$ also knows $p$.",
    ]


def test_macros_are_written_out_and_comments_left_out() -> None:
    text = (
        "\\newcommand{\\maxn}{10^5}\n\\def\\minn{2}\n%$1 \\le k \\le 3$\n"
        "\\begin{Input}\n$\\minn \\leq n \\leq \\maxn$\n\\end{Input}\n"
    )

    assert [(one.name, one.low, one.high) for one in limits_in(text)] == [
        ("n", 2, 10**5)
    ]
    assert "k" not in without_macros(text)


def test_limits_in_words_are_read() -> None:
    assert [
        (one.name, one.low, one.high, one.of_length)
        for one in limits_in(
            "An integer $n$ between $1$ and $10^4$, and a word of at most 20 letters."
        )
    ] == [("n", 1, 10**4, False), ("length 0", None, 20, True)]


def test_sentences_end_where_items_do() -> None:
    text = (
        "\\begin{itemize}\\item One, i.e. Two.\n\\item Three \\texttt{E}.\\end{itemize}"
    )

    assert sentences_in(text) == ["One, i.e. Two.", "Three E."]


@pytest.mark.parametrize(
    ("examples", "text", "legal", "illegal"),
    [
        (
            [b"3\n5 1 2\n", b"2\n7 3\n"],
            "All numbers are distinct.",
            b"2\n4 9\n",
            b"2\n4 4\n",
        ),
        ([b"1 2\n", b"3 4\n", b"9 2\n"], "Both are different.", b"2 1\n", b"7 7\n"),
        (
            [b"2\n5 0 1\n3 3 2\n", b"3\n1 1 1\n2 2 2\n1 3 3\n"],
            "No two trees stand on the same spot.",
            b"2\n1 1 2\n2 1 2\n",
            b"2\n1 1 2\n1 1 1\n",
        ),
        (
            [b"3\n1 5 9\n", b"2\n2 7\n"],
            "The numbers are in increasing order.",
            b"2\n4 8\n",
            b"2\n8 4\n",
        ),
        (
            [b"3\n9 5 5\n", b"2\n7 2\n"],
            "The numbers are in descending order.",
            b"3\n8 8 4\n",
            b"2\n4 8\n",
        ),
        (
            [b"0.50\n", b"1.25\n", b"0.75\n"],
            "A positive number of meters.",
            b"0.01\n",
            b"0.00\n",
        ),
        (
            [b"3 3\n1 2\n2 3\n1 3\n", b"4 3\n1 2\n2 3\n3 4\n"],
            "The graph is connected.",
            b"3 2\n1 2\n1 3\n",
            b"4 2\n1 2\n3 4\n",
        ),
        (
            [b"1 2\n3 4\n", b"5 6\n7 8\n", b"3 1\n1 9\n"],
            "$1 \\le a, b, c, d \\le 9$, $a \\neq c$.",
            b"1 2\n2 2\n",
            b"1 2\n1 3\n",
        ),
        (
            [b"7 4\n", b"3 2\n", b"11 8\n"],
            "An odd prime $p$, an even $n$ ($3 \\le p \\le 99$, $2 \\le n \\le 9$).",
            b"13 2\n",
            b"15 2\n",
        ),
        (
            [b"ab\n", b"ba\n", b"aab\n"],
            "A word of lowercase letters.",
            b"xyz\n",
            b"XYZ\n",
        ),
        (
            [b"2 3\n.S.\n..E\n", b"3 2\nSE\n..\n..\n", b"2 2\nS.\n.E\n"],
            "There is exactly one S and exactly one E.",
            b"2 2\nSE\n..\n",
            b"2 2\nSE\nS.\n",
        ),
        (
            [b"2\n2\n1 2\n1\n5\n", b"1\n3\n1 2 3\n", b"2\n1\n1\n1\n1\n"],
            "$1 \\le t, n, a_i \\le 9$. The sum of $n$ over all tests is at most $4$.",
            b"2\n2\n1 2\n2\n3 4\n",
            b"2\n2\n1 2\n3\n3 4 4\n",
        ),
    ],
)
def test_conditions_become_rules(
    examples: list[bytes], text: str, legal: bytes, illegal: bytes
) -> None:
    layout = laid_out(examples, text)
    random = Random(3)
    drawn = []
    for _ in range(100):
        try:
            drawn.append(draw_input(layout, random))
        except ShapelessError:
            continue

    assert layout.fits(legal)
    assert not layout.fits(illegal)
    assert len(set(drawn)) > 10
    assert all(map(layout.fits, drawn))


def test_a_condition_that_an_example_breaks_is_no_rule() -> None:
    layout = laid_out([b"3\n5 1 5\n", b"2\n7 3\n"], "All colors are distinct.")

    assert layout.fits(b"2\n4 4\n")


def test_a_nudge_changes_one_letter_or_one_digit() -> None:
    data = b"2\n144.25 hello\n"
    random = Random(5)

    nudges = {nudged(data, random) for _ in range(40)}

    assert len(nudges) > 5
    assert all(len(one) == len(data) for one in nudges)
    assert all(
        sum(a != b for a, b in zip(one, data, strict=True)) <= 1 for one in nudges
    )
    assert nudged(b"1 2\n", random) == b"1 2\n"


def test_a_name_that_is_nudged_is_so_everywhere() -> None:
    data = b"2\nraud 4000\ngul 3000\npainter 1 raud\n"
    found = [nudged(data, Random(seed)).split() for seed in range(200)]

    assert all(words[1] == words[7] for words in found)
    assert len({words[1] for words in found}) > 3
    assert all(len({words[1], words[3], words[5]}) == 3 for words in found)


def test_a_magnitude_within_another_number_is_a_doubt() -> None:
    bound = (
        "## Input\nSeven integers $b_1, \\ldots, b_7$ ($1 \\leq |b_{i}| \\leq d_i$)."
    )
    plain = (
        "## Input\nIntegers $x_i$ ($|x_i| \\leq 10^9$), a word, $1 \\leq |s| \\leq n$."
    )

    assert [one.kind for one in conditions_in(bound)] == ["unknown"]
    assert conditions_in(plain) == []


@pytest.mark.parametrize(
    "piece",
    [
        *("a,", "aa", "$", "n <= ", "no two ", "each pair ", " ", "\n", "$n$ "),
        *(
            "a_1 <= a_2 <= ... ",
            "sum of the lengths ",
            "n and ",
            "n, and ",
            "a_1, ..., ",
        ),
        *("one line ", "$n-1$ lines ", "first and final "),
    ],
)
def test_a_hostile_statement_is_read_in_a_time_that_ends(piece: str) -> None:
    text = "## Input\n" + piece * 20_000

    limits = limits_in(text + "\n\n$1 \\le k \\le 9$")
    assert "k" in {limit.name for limit in limits}
    assert len(conditions_in(text)) <= 2
    assert len(said_lines(text)) <= 40


def test_what_is_said_of_answers_is_no_doubt() -> None:
    about_answers = (
        "## Input\nIt is guaranteed that if there exists a valid sequence, there "
        "exists a valid sequence of length at most $2\\cdot 10^5$."
    )
    about_inputs = "## Input\nIt is guaranteed that there exists a valid sequence."

    assert conditions_in(about_answers) == []
    assert [one.kind for one in conditions_in(about_inputs)] == ["unknown"]


def test_sentences_end_where_lines_are_broken() -> None:
    text = (
        "## Input\nThe total length of the words is promised to never exceed $10^6$. "
        "\\\\ \\\\ Both consist of letters (see equation 1)."
    )

    assert [(one.kind, one.number) for one in conditions_in(text)] == [
        ("letters", 10**6)
    ]


def test_words_together_have_no_more_letters_than_stated() -> None:
    text = (
        "An integer $n$ ($1 \\le n \\le 10^5$), then $n$ words $w_i$ "
        "($1 \\le |w_i| \\le 10^5$). The total length of them is at most $10^5$."
    )
    layout = laid_out([b"2\nab cde\n", b"4\nno one to see\n"], text)
    drawn = [draw_input(layout, Random(seed)) for seed in range(150)]
    letters = [len(b"".join(data.split()[1:])) for data in drawn]

    assert layout.fits(b"2\n" + b"a" * 99_999 + b" b\n")
    assert not layout.fits(b"2\n" + b"a" * 99_999 + b" bc\n")
    assert max(letters) <= 10**5
    assert max(letters) > 50_000
    assert max(data.count(b" ") for data in drawn) > 50_000
    assert sorted(letters)[len(letters) // 2] < 2000


def test_words_that_are_limited_together_alone_may_be_long_or_many() -> None:
    text = "A number $n$, then $n$ words, whose total length never exceeds $10^5$."
    layout = laid_out([b"2\nab cde\n", b"4\nno one to see\n"], text)
    limited = "A number $n$ ($1 \\le n \\le 9$), then $n$ words. The total length of "
    few = laid_out([b"2\nab cde\n"], limited + "all words is at most $10^5$.")

    assert layout.fits(b"2\n" + b"a" * 99_998 + b" aa\n")
    assert layout.fits(b"50000\n" + b"aa " * 49_999 + b"aa\n")
    assert not layout.fits(b"2\n" + b"a" * 99_999 + b" aa\n")
    assert not few.fits(b"10\n" + b"aa " * 9 + b"aa\n")


def test_roads_of_one_way_may_lead_back() -> None:
    text = (
        "Two integers $n$ and $m$ ($2 \\le n, m \\le 50$), then $m$ roads $u$, $v$ "
        "with $1 \\le u, v \\le n$, $u \\neq v$. No two have the same begin and end."
    )
    layout = laid_out([b"4 3\n1 2\n2 1\n3 4\n", b"3 2\n1 3\n3 1\n"], text)

    assert layout.fits(b"2 2\n1 2\n2 1\n")
    assert not layout.fits(b"2 2\n1 2\n1 2\n")
    assert not layout.fits(b"2 2\n1 2\n1 1\n")
