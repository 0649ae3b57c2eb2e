"""Limits in the words of a contest problem, and the fields that they are put on."""

import pytest

from verifier.generation.layout import Layout
from verifier.generation.layout_mining import mine_layout
from verifier.generation.stated_bounds import with_limits
from verifier.generation.statement import limits_in


def told(text: str) -> list[tuple[str, object, object]]:
    return [(one.name, one.low, one.high) for one in limits_in(text)]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (r"$1 \leq n, m\leq10^5$", [("n", 1, 10**5), ("m", 1, 10**5)]),
        ("1 ≤ n < 2*10^5", [("n", 1, 2 * 10**5 - 1)]),
        ("0 <= x <= 1e9", [("x", 0, 10**9)]),
        (r"$1 \le N \le 400\,000$", [("N", 1, 400_000)]),
        (r"$-2^{31} \le v \le 2^{31}-1$", [("v", -(2**31), 2**31 - 1)]),
        (r"$0 \le a < b \le 9$", [("a", 0, 9), ("b", "a+1", 9)]),
        (r"($1 \le a,b \le n, a \neq b$)", [("a", 1, "n"), ("b", 1, "n")]),
        (r"$1 \le n \le \maxn$", [("n", 1, None)]),
        ("1 <= n <= 5555\n-9 <= a[i] <= 9", [("n", 1, 5555), ("a_i", -9, 9)]),
        ("0 < r <= 9, 0.001 <= q <= 99.9", [("r", 1, 9), ("q", 1, 99)]),
        (
            r"$1 \leq t_1 \leq t_2 \leq \dots \leq t_N \leq 10^9$",
            [("t_i", 1, 10**9)],
        ),
        (
            r"$n \le 16$. Then $n$ integers, each also at least $0$ and at most $16$.",
            [("n", None, 16), ("each 0", 0, 16)],
        ),
        ("Two numbers, all between 1 and 20 lines long.", []),
        (
            (
                "Each element is an integer between $0$ and $10^9$. "
                "Every value is from 3 to 7. Each value is between 1 and 20 lines long."
            ),
            [("every 0", 0, 10**9), ("every 1", 3, 7)],
        ),
        (r"$d_1 + \dots + d_7 \leq 10^5$", []),
        ("no limits are told here", []),
    ],
)
def test_limits_are_read_however_they_are_spelled(
    text: str, limits: list[tuple[str, object, object]]
) -> None:
    assert told(text) == limits


def test_a_name_may_be_bounded_by_a_number_and_by_another_name() -> None:
    text = r"$2 \le n \le 10^5$, $2 \le k \le 10^5$, $k \le n$, $k-1 \le m$"
    found = {one.name: one for one in limits_in(text)}

    assert found["k"].high == 10**5
    assert found["k"].nearer == ("n",)
    assert "m" not in found


def test_lengths_are_limits_of_words() -> None:
    [limit] = limits_in(r"a word $s$ ($3 \leq |s| \leq 99$)")

    assert (limit.name, limit.low, limit.high, limit.of_length) == ("s", 3, 99, True)


def test_lengths_are_read_where_letters_are_counted() -> None:
    (limit,) = limits_in("## Input\nA name of between $2$ and $20$ lowercase letters.")

    assert (limit.low, limit.high, limit.of_length) == (2, 20, True)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("$n\\in\\{1,\\ldots, 10^5\\}$", [("n", 1, 100_000)]),
        ("$k \\in \\{0, 1, \\dots, n-1\\}$", [("k", 0, "n-1")]),
        ("n \u2208 {1, \u2026, 100}", [("n", 1, 100)]),
        ("$c \\in \\{1, 2, 3\\}$", []),
        ("$a, b \\in [0, 10^9]$", [("a", 0, 10**9), ("b", 0, 10**9)]),
        ("$0 \\le k \\le n-1$", [("k", 0, "n-1")]),
        ("$1 \\le k < n + 2$", [("k", 1, "n+1")]),
        ("$1 \\le k \\le n/2$", [("k", 1, None)]),
        ("$1 \\le k \\le 2n$", [("k", 1, None)]),
        ("$1 \\le m \\le n(n-1)/2$", [("m", 1, None)]),
        ("$x^2 \\le n \\le 9$", [("n", None, 9)]),
        ("1 <= n <= 100 - number of rows", [("n", 1, 100)]),
    ],
)
def test_what_is_not_read_whole_is_no_limit(
    text: str, limits: list[tuple[str, object, object]]
) -> None:
    assert told(f"## Input\n{text}\n") == limits


def test_only_the_part_about_the_input_counts_in_the_order_of_its_names() -> None:
    text = (
        "It took $1 \\le z \\le 7$ years.\n\\section*{Input}\n$n$ and $k$, then "
        "$k \\le 9$: $1 \\le k \\le 9$ and $1 \\le n \\le 5$\n\\section*{Output}\n"
        "$1 \\le y \\le 3$\n"
    )

    assert told(text) == [("n", 1, 5), ("k", 1, 9)]


def laid_out(examples: list[bytes], text: str) -> Layout:
    layout = mine_layout(examples)
    assert layout is not None
    return with_limits(layout, limits_in(text), examples)


def test_limits_widen_and_narrow_what_examples_show() -> None:
    layout = laid_out(
        [b"3 5\n1 2 3\n", b"2 9\n5 6\n"],
        r"$n$ and $k$ ($2 \le n \le 1000$, $5 \le k \le 9$), "
        r"then $a_i$ ($0\le a_i\le 10^9$)",
    )

    assert layout.fits(b"4 9\n0 1000000000 7 7\n")
    assert not layout.fits(b"1 9\n7\n")
    assert not layout.fits(b"2 4\n7 7\n")
    assert not layout.fits(b"2 5\n7 -1\n")


def test_a_limit_that_an_example_breaks_was_meant_for_something_else() -> None:
    layout = laid_out([b"30\n", b"50\n", b"44\n"], r"$1 \le n \le 40$")

    assert layout.fits(b"30\n50\n"[:3])
    assert layout.fits(b"50\n")


def test_lengths_of_names_are_said_once_whatever_stands_between() -> None:
    layout = laid_out(
        [b"2\na < b\nB > ab\n", b"3\nx > y\nQ < R\nu < v\n"],
        "A name consists of at most 20 letters.",
    )

    assert layout.fits(b"2\na > b\n" + b"a" * 20 + b" < " + b"b" * 20 + b"\n")
    assert not layout.fits(b"2\na > b\n" + b"a" * 21 + b" < b\n")


def test_of_a_chain_the_nearest_that_is_read_before_bounds() -> None:
    layout = laid_out(
        [b"7 4\n", b"30 2\n"], r"$n$ and $k$ ($2 \le k \le n \le 2\cdot10^5$)"
    )

    assert layout.fits(b"200000 200000\n")
    assert not layout.fits(b"5 6\n")
    assert not layout.fits(b"5 1\n")
    assert not layout.fits(b"1 1\n")


def test_what_is_said_in_two_places_is_put_together() -> None:
    layout = laid_out(
        [b"7 4\n", b"30 2\n"],
        r"$n$ and $k$ with $k \le n$. $1 \le n \le 90$, $1 \le k \le 50$.",
    )

    assert layout.fits(b"90 50\n")
    assert not layout.fits(b"5 6\n")


def test_limits_that_are_left_are_of_the_line_that_has_as_many() -> None:
    layout = laid_out(
        [b"3 2 1\n2\n1 2 7\n2 3 5\n", b"4 1 2\n1 4\n3 1 9\n"],
        r"$n$, $m$ and $k$ ($1 \le n, m, k \le 50$), then $k$ exits, then $m$ lines "
        r"with $u_i$, $v_i$ and $s_i$ ($1 \le u_i, v_i \le n$, $0 \le s_i \le 10^6$).",
    )

    assert layout.fits(b"3 1 1\n2\n1 3 1000000\n")
    assert not layout.fits(b"3 1 1\n2\n1 3 1000001\n")


def test_lines_that_are_alike_have_their_limits_said_once() -> None:
    layout = laid_out(
        [b"2 2 0\n1 2\n3 1 0 0\n", b"3 5 1 2\n2 11 3\n5 4 5 1 12 6\n"],
        r"Three lines, each with $n$ ($1 \le n \le 1000$) and $n$ digits $d_i$ "
        r"($0 \le d_i \le 2^{30}$).",
    )

    assert layout.fits(b"1 1073741824\n2 7 7\n4 1 1 1 1\n")
    assert not layout.fits(b"1 1073741825\n2 7 7\n4 1 1 1 1\n")
    assert not layout.fits(b"1 5\n2 7\n4 1 1 1 1\n")


def test_one_limit_that_is_left_is_of_the_one_word() -> None:
    digits = laid_out(
        [b"9 3\n044\n", b"5 7\n0123403\n", b"7 4\n1133\n"],
        r"$n$ and $m$ ($1 \le n, m \le 90$), $m$ digits $c_i$ ($0 \le c_i \le 4$).",
    )
    word = laid_out(
        [b"abba\n", b"ab\n"], r"A string of length $l$ ($2 \le l \le 500\,000$)."
    )

    assert digits.fits(b"9 2\n04\n")
    assert not digits.fits(b"9 2\n05\n")
    assert word.fits(b"ab" * 250_000 + b"\n")
    assert not word.fits(b"a\n")


def test_limits_follow_the_names_that_stand_together() -> None:
    layout = laid_out(
        [b"2 1\n0 0 500\n9 9 700\n3 3 7\n", b"1 2\n-5 5 150\n0 1 20\n8 1 3\n"],
        r"$n$ and $m$ ($1 \le n, m \le 90$), $n$ lines with $x$, $y$ and $r$ "
        r"($-10^3 \le x, y \le 10^3$, $100 \le r \le 900$), and $m$ lines with $x$, "
        r"$y$ and $h$ ($1 \le h \le 50$).",
    )

    assert layout.fits(b"1 1\n-1000 1000 900\n1000 -1000 50\n")
    assert not layout.fits(b"1 1\n0 0 99\n0 0 50\n")
    assert not layout.fits(b"1 1\n0 0 100\n0 0 51\n")


def test_decimals_may_be_just_above_what_is_excluded() -> None:
    layout = laid_out([b"0.50 2\n", b"7.25 3\n"], r"$0 < r \le 100$, $1 \le n \le 5$")

    assert layout.fits(b"0.01 5\n")
    assert layout.fits(b"100.00 1\n")
    assert not layout.fits(b"0.00 5\n")
    assert not layout.fits(b"100.01 5\n")


def test_names_that_nobody_can_tell_are_not_guessed() -> None:
    examples = [b"3 4 5\n1 1 1\n", b"7 8 9\n2 2 2\n"]
    layout = mine_layout(examples)
    assert layout is not None

    assert with_limits(layout, limits_in("1 <= a, b <= 10^6"), examples) == layout


def test_one_number_may_bound_the_next() -> None:
    layout = laid_out(
        [b"2\n1 7\n5 5\n", b"1\n4 6\n"],
        r"$1 \le N \le 1000$; two numbers $0 \le a \le b \le 1\,000$",
    )

    assert layout.fits(b"1\n0 1000\n")
    assert not layout.fits(b"1\n7 1\n")


def test_bars_are_lengths_of_words_and_sizes_of_numbers() -> None:
    words = laid_out([b"hello\n", b"abc\n", b"xy\n"], r"$1 \le |s| \le 500$")
    numbers = laid_out([b"1 2\n", b"-3 4\n"], r"$|x|, |y| \le 1000$")

    assert words.fits(b"a" * 500 + b"\n")
    assert not words.fits(b"a" * 501 + b"\n")
    assert numbers.fits(b"-1000 -1000\n")
    assert not numbers.fits(b"-1001 0\n")


def test_what_is_a_permutation_in_every_example_stays_one() -> None:
    layout = mine_layout([b"3\n2 3 1\n", b"4\n4 1 2 3\n"])

    assert layout is not None
    assert layout.fits(b"5\n5 1 2 4 3\n")
    assert not layout.fits(b"3\n2 2 1\n")


def test_names_of_the_reference_tell_which_number_is_meant() -> None:
    examples = [b"4 20 7\n", b"9 30 8\n"]
    layout = mine_layout(examples)
    assert layout is not None
    text = "Print h lines of w digits N (0 <= N <= 9).\nInput:\n3 4 5\nOutput:\n3"

    limits = limits_in(text, ["N", "w", "h"])
    narrow = with_limits(layout, limits, examples, ["N", "w", "h"])

    assert limits_in(text) == []
    assert not narrow.fits(b"10 20 7\n")
    assert narrow.fits(b"0 9999 7\n") is layout.fits(b"1 9999 7\n")


def test_an_order_that_the_reference_contradicts_is_not_taken() -> None:
    examples = [b"3\n1 2 3\n", b"2\n5 -6\n"]
    layout = mine_layout(examples)
    assert layout is not None
    limits = limits_in("-1000 <= a[i] <= 1000 is new, 1 <= n <= 50")

    limited = with_limits(layout, limits, examples, ["n"])

    assert limited.fits(b"2\n-1000 1000\n")
    assert not limited.fits(b"2\n-1001 1000\n")
    assert limited.fits(f"50\n{'1 ' * 50}\n".encode())
    assert not limited.fits(f"51\n{'1 ' * 51}\n".encode())
