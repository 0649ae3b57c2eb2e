"""Layouts of stdin: what is drawn fits, and what examples share is found."""

from contextlib import suppress
from random import Random

import pytest
from pydantic import ValidationError

from verifier.generation.equations import equations_in
from verifier.generation.field_mining import rounded
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout
from verifier.generation.layout_parts import FieldOfLine, LineOfInput, ShapelessError
from verifier.generation.small_inputs import small_inputs


@pytest.mark.parametrize(
    "examples",
    [
        [b"3 2\n1 2 3\n1 2\n2 3\n", b"4 1\n4 5 6 9\n3 3\n"],
        [b"5\nabcde\n", b"3\nxyz\n"],
        [b"7 3\n", b"9 4\n", b"12 12\n"],
        [b"2\n3 4\n5 6\n", b"1\n1 1\n"],
        [b"0.5 2.25\n", b"1.0 3.5\n"],
        [b"3\n1 2\n2 3\n", b"4\n1 2\n1 3\n3 4\n"],
        [b"2\n1 2\n3 4\n1\n5 5\n", b"3\n1 1\n2 2\n3 3\n2\n4 4\n5 5\n"],
        [b"3\n2 7 8\n1 9\n0\n", b"2\n1 4\n3 1 2 3\n"],
        [b"one\n", b"some more words\n", b"two words\n"],
        [b"100\n" + b"1 " * 99 + b"2\n", b"3\n1 2 1\n"],
    ],
)
def test_what_is_drawn_has_the_layout_of_the_examples(examples: list[bytes]) -> None:
    layout = mine_layout(examples)
    assert layout is not None
    random = Random(5)

    drawn = [draw_input(layout, random) for _ in range(50)]

    assert all(map(layout.fits, examples))
    assert all(map(layout.fits, drawn))
    assert len(set(drawn)) > 5


@pytest.mark.parametrize(
    "data",
    [
        b"02\n1 2\n",
        b"2\n1 -0\n",
        b"2\n1\n",
        b"2\n1 2 3\n",
        b"2\nx y\n",
        b"2\n1 2\n\n3\n",
        b"",
        b"\xff\n",
    ],
)
def test_what_breaks_a_count_does_not_fit(data: bytes) -> None:
    layout = mine_layout([b"3\n1 2 3\n", b"2\n5 6\n"])

    assert layout is not None
    assert not layout.fits(data)


def test_examples_without_a_common_layout_have_none() -> None:
    assert mine_layout([b"1 2 3\n", b"x\ny z\n"]) is None
    assert mine_layout([b"\xff\xfe"]) is None
    assert mine_layout([]) is None


def test_a_bound_must_name_what_was_read_before() -> None:
    with pytest.raises(ValidationError, match="'k' is no integer read before"):
        Layout(lines=[LineOfInput(fields=[FieldOfLine(name="n", high="k")])])


def test_counts_may_have_a_factor_and_a_summand() -> None:
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "low": 2, "high": 9}]},
                {"fields": [{"count": "2*n-1"}]},
                {"repeat": "n-1", "fields": [{"high": "n"}]},
            ]
        }
    )

    assert layout.fits(b"2\n1 1 1\n2\n")
    assert not layout.fits(b"2\n1 1 1\n2\n2\n")
    assert not layout.fits(b"2\n1 1\n2\n")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"fields": [{"type": "text"}, {"type": "int"}]}, "alone on its line"),
        ({"fields": [{"type": "word", "alphabet": "a b"}]}, "only a text"),
    ],
)
def test_only_a_text_has_spaces(line: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Layout.model_validate({"lines": [line]})


@pytest.mark.parametrize(
    ("most", "limit"), [(100_000, 100_000), (47, 100), (999, 1000), (50, 50), (7, 20)]
)
def test_limits_are_round_numbers(most: int, limit: int) -> None:
    assert rounded(most) == limit


def test_values_that_differ_by_chance_may_be_equal() -> None:
    by_chance = mine_layout([b"3\n500 7 91\n", b"4\n8 4 321 77\n"])
    by_rule = mine_layout([b"9\n1 2 4 3 5 9 8 7 6\n", b"8\n8 7 6 5 1 2 4 3\n"])

    assert by_chance is not None
    assert by_rule is not None
    assert by_chance.fits(b"3\n5 5 5\n")
    assert not by_rule.fits(b"3\n2 2 2\n")


def test_what_rises_in_every_example_has_nothing_twice() -> None:
    strict = mine_layout([b"4\n1 50 70 91\n", b"5\n2 3 9 20 41\n"])
    level = mine_layout([b"4\n1 50 70 91\n", b"5\n2 3 9 9 41\n"])

    assert strict is not None
    assert level is not None
    assert not strict.fits(b"3\n4 4 4\n")
    assert level.fits(b"3\n4 4 4\n")


def test_the_same_seed_draws_the_same() -> None:
    layout = mine_layout([b"3\n1 2 3\n", b"2\n5 6\n"])

    assert layout is not None
    assert draw_input(layout, Random(3)) == draw_input(layout, Random(3))


def test_letters_and_arrays_of_the_reference_widen_the_layout() -> None:
    source = "char s[205]; if (s[i] == 'G') puts(\"x\"); if (c == 'z') d();"
    layout = mine_layout([b"2\nRB\n", b"3\nBBR\n"], [source])

    assert layout is not None
    assert layout.fits(b"4\nGRBG\n")
    assert not layout.fits(b"4\nGRBz\n")
    assert layout.fits(b"80\n" + b"B" * 80 + b"\n")
    assert not layout.fits(b"250\n" + b"B" * 250 + b"\n")


def test_there_may_be_none_of_what_comes_second() -> None:
    layout = mine_layout([b"4 2\n1 2\n3 4\n", b"5 1\n2 3\n"])

    assert layout is not None
    assert layout.fits(b"3 0\n")


def test_sums_that_all_examples_share_are_kept() -> None:
    squares = [b"3 7\n4 6\n5 5\n", b"10 7\n4 13\n11 6\n", b"18 10\n16 12\n12 16\n"]
    layout = mine_layout(squares)
    assert layout is not None
    random = Random(1)

    drawn = [drawn_or_none(layout, random) for _ in range(200)]
    rows = [list(map(int, data.split())) for data in drawn if data]

    assert len(rows) > 20
    assert all(a + b == c + d == e + f for a, b, c, d, e, f in rows)
    assert not layout.fits(b"3 7\n4 7\n5 5\n")


def drawn_or_none(layout: Layout, random: Random) -> bytes | None:
    try:
        return draw_input(layout, random)
    except ShapelessError:
        return None


def test_sums_that_chance_makes_are_none() -> None:
    assert equations_in({"a": (2, 3), "b": (4, 1), "c": (6, 4)}) == []
    many = {"a": (20, 31, 45), "b": (43, 1, 90), "c": (63, 32, 135)}
    assert [one.text for one in equations_in(many)] == ["a+b = c"]


@pytest.mark.parametrize(
    ("equation", "complaint"),
    [
        ("a + b", "no equation"),
        ("a = a", "twice"),
        ("a = c", "'c' is no named integer"),
        ("a = s", "'s' is no named integer"),
    ],
)
def test_an_equation_is_of_named_integers(equation: str, complaint: str) -> None:
    fields = [{"name": "a"}, {"name": "b"}, {"name": "s", "type": "word"}]
    with pytest.raises(ValidationError, match=complaint):
        Layout.model_validate({"lines": [{"fields": fields}], "equations": [equation]})


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        ("different", b"3 2\n1 2\n1 2\n", b"3 2\n1 2\n2 2\n"),
        ("distinct", b"3 2\n1 2\n2 1\n", b"3 2\n1 2\n1 2\n"),
        ("graph", b"3 2\n1 2\n1 3\n", b"3 2\n1 2\n2 1\n"),
        ("tree", b"4 3\n1 2\n3 2\n4 1\n", b"4 3\n1 2\n2 3\n3 1\n"),
    ],
)
def test_lines_keep_their_rule(rule: str, kept: bytes, broken: bytes) -> None:
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "low": 4, "high": 9}, {"name": "m"}]},
                {
                    "repeat": "n-1" if rule == "tree" else "m",
                    "rows": rule,
                    "fields": [{"high": "n"}, {"high": "n"}],
                },
            ]
        }
    )
    smaller = layout.model_dump()
    smaller["lines"][0]["fields"][0]["low"] = 2
    small = Layout.model_validate(smaller)
    random = Random(2)

    drawn = [data for _ in range(60) if (data := drawn_or_none(layout, random))]

    assert small.fits(kept)
    assert not small.fits(broken)
    assert len(drawn) > 10
    assert all(map(layout.fits, drawn))


def test_a_rule_of_edges_needs_two_integers() -> None:
    line = {"fields": [{"type": "word"}], "rows": "graph"}
    with pytest.raises(ValidationError, match="begin with two integers"):
        Layout.model_validate({"lines": [line]})


def test_edges_of_the_examples_have_no_loops() -> None:
    layout = mine_layout(
        [b"6 6\n6 3\n6 4\n5 1\n2 5\n1 4\n5 4\n", b"3 1\n1 3\n", b"3 2\n1 2\n2 3\n"]
    )

    assert layout is not None
    assert not layout.fits(b"3 2\n1 1\n2 3\n")
    assert not layout.fits(b"3 2\n1 2\n2 1\n")
    assert not layout.fits(b"3 2\n1 2\n2 4\n")
    # More edges than nodes are no doubt legal, even if no example has them.
    assert layout.fits(b"4 6\n1 2\n1 3\n1 4\n2 3\n2 4\n3 4\n")


def test_ranges_of_the_examples_lie_within_their_word() -> None:
    layout = mine_layout(
        [b"zyxxx\n3\n1 2\n3 3\n1 5\n", b"xyzzyxz\n4\n2 7\n5 6\n4 4\n1 7\n"]
    )

    assert layout is not None
    assert layout.fits(b"xyz\n2\n1 3\n2 2\n")
    assert not layout.fits(b"xyz\n2\n1 4\n2 2\n")
    assert not layout.fits(b"xyz\n2\n3 1\n2 2\n")


def test_grids_are_as_wide_as_they_say() -> None:
    stated = mine_layout([b"2 3\n...\n.#.\n", b"3 2\n..\n##\n#.\n", b"1 4\n.#..\n"])
    fixed = mine_layout([b"XX0\n000\nX.X\n", b"...\n.X.\n..0\n", b"X..\n0..\n.0.\n"])

    assert stated is not None
    assert fixed is not None
    assert not stated.fits(b"2 3\n..\n.#.\n")
    assert not fixed.fits(b"X0\n000\nX.X\n")
    assert fixed.fits(b"0X0\n000\nX.X\n")


def test_words_of_the_reference_are_the_only_ones() -> None:
    source = 'const char *days[] = {"monday", "friday", "sunday"};'
    layout = mine_layout([b"monday\n3\n", b"sunday\n40\n", b"monday\n7\n"], [source])

    assert layout is not None
    assert layout.fits(b"friday\n5\n")
    assert not layout.fits(b"yadnom\n5\n")
    drawn = {draw_input(layout, Random(n)).split()[0] for n in range(40)}
    assert drawn == {b"monday", b"friday", b"sunday"}


def test_pieces_are_of_the_alphabet() -> None:
    field = {"type": "word", "alphabet": "ab", "pieces": ["abc"]}
    with pytest.raises(ValidationError, match="'c' is not in the alphabet"):
        Layout.model_validate({"lines": [{"fields": [field]}]})


def test_words_are_made_of_pieces_now_and_then() -> None:
    source = 'if (ends(s, "etra")) puts("YES");'
    layout = mine_layout([b"petr\n", b"liala petra\n", b"tr\n"], [source])
    assert layout is not None
    random = Random(3)

    drawn = [draw_input(layout, random) for _ in range(100)]

    assert sum(b"etra" in data for data in drawn) > 10
    assert all(map(layout.fits, drawn))


def test_what_the_reference_asks_for_is_legal() -> None:
    asks = 'int main(){scanf("%d %d",&n,&k); if (n == 1 || k == 0) return 0;}'
    other = 'int main(){scanf("%d %d",&n,&k); while (k > 0) k--;}'
    examples = [b"3 2\n1 2 3\n", b"2 1\n5 6\n", b"4 2\n5 6 7 8\n"]

    asked, unasked = (mine_layout(examples, [text]) for text in (asks, other))

    assert asked is not None
    assert unasked is not None
    assert asked.fits(b"1 0\n4\n")
    assert not unasked.fits(b"1 1\n4\n")
    assert not unasked.fits(b"2 0\n4 4\n")


def test_a_range_that_the_reference_counts_through_is_in_order() -> None:
    source = 'scanf("%d %d %d", &x, &a, &b); for (i = a; i <= b; i++) s += i % x;'
    examples = [b"5 1 7\n", b"3 3 9\n", b"9 2 2\n"]

    layout, free = mine_layout(examples, [source]), mine_layout(examples)

    assert layout is not None
    assert free is not None
    assert not layout.fits(b"5 7 1\n")
    assert free.fits(b"5 7 1\n")


def test_some_inputs_are_as_long_as_the_limits_allow() -> None:
    fields = [{"name": "n", "high": 50_000}]
    layout = Layout.model_validate(
        {"lines": [{"fields": fields}, {"fields": [{"count": "n", "high": 99}]}]}
    )
    random = Random(6)

    sizes = [len(draw_input(layout, random).split()) - 1 for _ in range(100)]

    assert max(sizes) == 50_000
    assert sum(size > 2000 for size in sizes) < 25


def test_integers_that_differ_are_drawn_at_once_however_many() -> None:
    fields = [{"count": "n", "high": "n", "distinct": True}]
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "low": 90_000, "high": 90_000}]},
                {"fields": fields},
            ]
        }
    )

    numbers = draw_input(layout, Random(1)).split()[1:]

    assert len(set(numbers)) == 90_000


def test_more_edges_than_there_can_be_are_not_tried() -> None:
    ends = [{"high": 3}, {"high": 3}]
    layout = Layout.model_validate(
        {"lines": [{"fields": ends, "repeat": 4, "rows": "graph"}]}
    )
    with pytest.raises(ShapelessError):
        draw_input(layout, Random(0))


def test_few_small_integers_are_drawn_in_all_ways() -> None:
    layout = Layout.model_validate(
        {"lines": [{"fields": [{"name": "a", "low": -9}, {"name": "b", "high": "a"}]}]}
    )

    small = set(small_inputs(layout, Random(1)))

    assert {b"1 1\n", b"2 1\n", b"3 2\n"} <= small
    signed = layout.model_dump()
    signed["lines"][0]["fields"][1]["low"] = -50
    below = set(small_inputs(Layout.model_validate(signed), Random(1)))
    assert {b"1 0\n", b"2 -1\n", b"0 0\n"} <= below
    assert all(map(layout.fits, small))
    many = Layout.model_validate({"lines": [{"fields": [{"count": 5}]}]})
    assert not list(small_inputs(many, Random(1)))


def test_numbers_of_edges_and_nodes_are_often_alike() -> None:
    layout = mine_layout(
        [b"6 4\n6 3\n6 4\n5 1\n2 5\n", b"9 1\n1 3\n", b"3 2\n1 2\n2 3\n"]
    )
    assert layout is not None
    drawn = [drawn_or_none(layout, Random(seed)) for seed in range(300)]
    pairs = [data.split()[:2] for data in drawn if data]

    assert sum(n == m for n, m in pairs) > 10


def test_names_are_no_longer_than_the_next_round_number() -> None:
    layout = mine_layout([b"2\n3 robin\n1 anne\n", b"1\n7 maximilian\n"])

    assert layout is not None
    assert layout.fits(b"1\n2 jo\n")
    assert not layout.fits(b"1\n2 maximilianus\n")


def test_words_of_one_letter_are_a_doubt() -> None:
    examples = [b"ab\n", b"abba\n", b"bab\n"]
    asks = 'int main(){scanf("%s",s); if (strlen(s) == 1) puts("0");}'
    doubtful, asked = mine_layout(examples), mine_layout(examples, [asks])

    assert doubtful is not None
    assert asked is not None
    assert asked.fits(b"a\n")
    assert not doubtful.fits(b"a\n")


def test_texts_are_made_of_words_that_end_in_pieces() -> None:
    source = 'ends(s, "etra"); ends(s, "lios");'
    layout = mine_layout([b"petra lios\n", b"tr\n", b"lios petra xlios\n"], [source])
    assert layout is not None

    drawn = [draw_input(layout, Random(seed)) for seed in range(200)]

    assert any(
        len(words) > 1 and all(word.endswith((b"etra", b"lios")) for word in words)
        for words in map(bytes.split, drawn)
    )


def test_the_longest_inputs_have_extreme_values_too() -> None:
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "high": 100}]},
                {"fields": [{"count": "n", "low": -100, "high": 100}]},
                {"fields": [{"count": "n", "low": -100, "high": 100}]},
            ]
        }
    )

    drawn = [draw_input(layout, Random(seed)).split()[1:] for seed in range(300)]
    full = [set(numbers) for numbers in drawn if len(numbers) == 200]

    assert {b"100"} in full
    assert any(len(numbers) > 50 for numbers in full)


def test_a_number_far_above_all_others_does_not_bound_them() -> None:
    far = mine_layout([b"2 5000\n14 91\n", b"3 900\n5 72 3\n", b"1 700\n40\n"])
    near = mine_layout([b"2 95\n14 91\n", b"3 80\n5 72 3\n", b"1 70\n40\n"])

    assert far is not None
    assert near is not None
    assert not far.fits(b"1 9000\n8000\n")
    assert near.fits(b"1 90\n90\n")
    assert not near.fits(b"1 50\n60\n")


def test_some_signed_numbers_are_opposites() -> None:
    field = {"count": 6, "low": -1000, "high": 1000}
    layout = Layout.model_validate({"lines": [{"fields": [field]}]})
    rows = [
        list(map(int, draw_input(layout, Random(seed)).split())) for seed in range(300)
    ]

    large = [row for row in rows if max(map(abs, row)) > 100]
    assert sum(any(-n in row for n in row if n) for row in large) > 10


def test_many_fields_are_often_small_together() -> None:
    fields = [{"low": -(10**8), "high": 10**8}] * 6
    layout = Layout.model_validate({"lines": [{"fields": fields}]})
    rows = [draw_input(layout, Random(seed)).split() for seed in range(200)]

    assert sum(all(abs(int(n)) <= 12 for n in row) for row in rows) > 20


def test_some_rows_are_powers_of_a_number_that_is_read() -> None:
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "k", "low": 7, "high": 7}]},
                {"fields": [{"count": 6, "low": 1, "high": 10**9}]},
            ]
        }
    )
    random = Random(3)

    drawn = [draw_input(layout, random) for _ in range(800)]

    assert all(map(layout.fits, drawn))
    assert any(b"\n1 7 49 343 2401 16807\n" in data for data in drawn)


def test_a_few_numbers_are_all_there_are_where_another_would_have_been_seen() -> None:
    bits = [b"6\n0 1 0 1 1 0\n", b"9\n1 1 1 1 1 1 1 1 0\n", b"3\n0 0 1\n"]
    layout = mine_layout(bits)

    assert layout is not None
    assert layout.fits(b"4\n1 0 0 1\n")
    assert not layout.fits(b"4\n1 0 2 1\n")


def test_a_few_numbers_say_nothing_where_few_are_seen() -> None:
    layout = mine_layout([b"2\n0 1\n", b"3\n1 1 0\n"])

    assert layout is not None
    assert layout.fits(b"4\n1 0 2 1\n")


def test_large_numbers_are_not_few() -> None:
    layout = mine_layout([b"2\n1 1000000000\n", b"3\n1 1 5\n"])

    assert layout is not None
    assert layout.fits(b"2\n77 8\n")


def test_one_example_in_order_is_no_rule_and_two_are() -> None:
    once = mine_layout([b"5\n1 2 3 4 5\n", b"1\n1\n", b"1\n900\n"])
    twice = mine_layout([b"5\n1 2 3 4 5\n", b"4\n2 30 44 50\n", b"1\n900\n"])

    assert once is not None
    assert once.fits(b"3\n3 1 2\n")
    assert twice is not None
    assert not twice.fits(b"3\n3 1 2\n")


def test_numbers_that_are_compared_with_are_drawn_and_what_is_beside_them() -> None:
    layout = Layout.model_validate({"lines": [{"fields": [{"high": 10**9}]}]})
    random = Random(2)

    drawn = [draw_input(layout, random, [4321, 10**12]) for _ in range(600)]

    assert all(map(layout.fits, drawn))
    assert {b"4320\n", b"4321\n", b"4322\n"} <= set(drawn)


def test_numbers_of_which_chance_would_have_made_two_equal_all_differ() -> None:
    examples = [b"4\n1 2 3 4\n", b"5\n9 2 1 4 6\n", b"6\n6 4 3 1 5 2\n"]

    layout = mine_layout(examples)

    assert layout is not None
    assert not layout.fits(b"3\n2 7 2\n")
    assert layout.fits(b"3\n2 7 3\n")


def test_a_word_is_as_long_as_the_number_before_it_says() -> None:
    layout = mine_layout([b"3\nabc\n4\ndbca\n", b"5\nabcde\n4\nefgh\n"])

    assert layout is not None
    assert layout.fits(b"2\nab\n3\nabc\n")
    assert not layout.fits(b"2\nab\n9\nabcd\n")


def test_no_line_of_several_numbers_is_there_twice_if_none_is() -> None:
    layout = mine_layout([b"3\n1 2\n1 9\n7 2\n", b"2\n5 5\n8 1\n"])
    twice = mine_layout([b"3\n1 2\n1 2\n7 2\n", b"2\n5 5\n8 1\n"])

    assert layout is not None
    assert twice is not None
    assert not layout.fits(b"2\n4 4\n4 4\n")
    assert twice.fits(b"2\n4 4\n4 4\n")


def test_two_numbers_behind_a_command_differ() -> None:
    examples = [
        b"4 4\n! 1 4\n! 2 1\n? 4 3\n? 1 2\n",
        b"5 3\n? 5 1\n! 3 5\n? 2 4\n",
        b"9 3\n! 9 1\n! 3 8\n? 1 3\n",
    ]
    layout = mine_layout(examples, [])

    assert layout is not None
    assert layout.lines[1].rows == "different"  # type: ignore[union-attr]
    assert Layout.model_validate_json(layout.model_dump_json()) == layout
    drawn = []
    for seed in range(60):
        with suppress(ShapelessError):  # of one variable no two differ
            drawn.append(draw_input(layout, Random(seed)))
    assert all(map(layout.fits, drawn))
    rows = [line.split() for data in drawn for line in data.splitlines()[1:]]
    assert rows
    assert all(row[1] != row[2] for row in rows)
    assert not layout.fits(b"4 2\n! 1 4\n! 2 2\n")


def test_some_inputs_have_one_of_everything_at_its_end() -> None:
    row = {"fields": [{"name": "a", "high": 1000}, {"low": "a", "high": 1000}]}
    lines = [{"fields": [{"name": "n", "high": 1000}]}, {"repeat": "n", **row}]
    layout = Layout.model_validate({"lines": lines})
    random = Random(4)

    drawn = {draw_input(layout, random) for _ in range(600)}
    assert {b"1\n1000 1000\n", b"1\n1 1\n"} <= drawn


def test_what_is_too_long_is_drawn_shorter() -> None:
    fields = [{"high": 10**18, "low": 10**17}] * 3
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "high": 100_000}]},
                {"fields": fields, "repeat": "n"},
            ]
        }
    )
    sizes = [
        len(data) for s in range(150) if (data := drawn_or_none(layout, Random(s)))
    ]

    assert len(sizes) == 150
    assert sum(size > 500_000 for size in sizes) > 3
    assert max(sizes) <= 1_500_000
