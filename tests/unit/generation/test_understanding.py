"""What is read of signatures and descriptions."""

from random import Random

import pytest

from verifier.generation.annotations import read_signature
from verifier.generation.domain import Domain, Shape
from verifier.generation.forms import forms_of
from verifier.generation.hypotheses import drawn, searching
from verifier.generation.messages import GenerationRequest
from verifier.generation.mutating import Mutator
from verifier.generation.prose import constants_in, examples_in, named_in
from verifier.generation.relations import Kind, relations_in
from verifier.generation.understanding import understand


@pytest.mark.parametrize(
    ("text", "args", "answer"),
    [
        (">>> f(1, 'a')\n[1]", (1, "a"), [1]),
        ("f([1, (2, 3)]) == {'a': 1}", ([1, (2, 3)],), {"a": 1}),
        ("assert f(')(') == 2, 'why'", (")(",), 2),
        ("f(1) -> True", (1,), True),
        ("f(1) => 'x'", (1,), "x"),
        ("f(5) # returns nothing", (5,), None),
        ("For f(3) returns 9.", (3,), 9),
    ],
)
def test_examples_are_found_in_prose(text: str, args: object, answer: object) -> None:
    [found] = examples_in(text, "f")

    assert found.args == args
    assert found.answer == answer


@pytest.mark.parametrize(
    "text", ["f(x)", "f(", "g(1)", "f(n=1)", "f(__import__('os'))"]
)
def test_what_is_no_call_with_literals_is_passed_over(text: str) -> None:
    assert examples_in(text, "f") == []


@pytest.mark.parametrize(
    ("annotation", "shape"),
    [
        ("int", Shape.INT),
        ("List[int]", Shape.LIST),
        ("typing.Optional[str]", Shape.UNION),
        ("int | None", Shape.UNION),
        ("'dict[str, int]'", Shape.DICT),
        ("tuple[int, ...]", Shape.TUPLE),
        ("Tuple[int, str]", Shape.RECORD),
        ("Literal['a', 2]", Shape.LITERAL),
        ("Foo[int]", Shape.ANY),
        ("print('x')", Shape.ANY),
    ],
)
def test_annotations_become_domains(annotation: str, shape: Shape) -> None:
    signature = read_signature(f"def f(x: {annotation}): ...", "f")

    assert signature is not None
    assert signature.domains[0].shape is shape


def test_a_method_is_read_without_its_self() -> None:
    source = "class A:\n    def m(self, x: int, y: str = ''): ..."
    signature = read_signature(source, "A.m")

    assert signature is not None
    assert signature.names == ("x", "y")
    assert signature.required == 1


@pytest.mark.parametrize(
    ("description", "value", "is_legal"),
    [
        ("a positive integer n", 0, False),
        ("a positive integer n", 1, True),
        ("a non-negative integer n", 0, True),
        ("a non-negative integer n", -1, False),
        ("1 <= n <= 10^2", 101, False),
        ("n >= 3", 2, False),
        ("any integer, also a negative one", -5, True),
        ("any integer", -5, False),
        ("any integer", 5, True),
        ("a positive integer. f(-1) == 0", -1, True),
    ],
)
def test_words_bound_what_is_legal(
    description: str, value: int, *, is_legal: bool
) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {
                "kind": "function",
                "function": "f",
                "signature": "def f(n: int): ...",
                "description": description,
            },
            "references": [{"language": "python", "source": "def f(n): return n"}],
        }
    )

    assert understand(request).problem.domains[0].fits(value) is is_legal


def test_relations_are_those_of_all_examples() -> None:
    ranges = relations_in(("l", "r", "x"), [(1, 5, 9), (2, 2, 1)])
    lists = relations_in(("a", "b"), [([1], [2]), ([1, 2], [3, 4])])
    counts = relations_in(("xs", "k"), [([1, 2], 2), ([1, 2, 3], 1)])

    sizes = relations_in(("arr", "n"), [([1, 2], 2), ([1, 2, 3], 3)])

    assert [relation.kind for relation in sizes] == [Kind.SIZE]
    assert sizes[0].repaired(([4, 5, 6, 7], 2)) == [[4, 5, 6, 7], 4]
    assert [relation.kind for relation in ranges] == [Kind.ORDERED]
    assert [relation.kind for relation in lists] == [Kind.LENGTH]
    assert [relation.kind for relation in counts] == [Kind.WITHIN]
    assert ranges[0].repaired((7, 3, 0)) == [3, 7, 0]
    assert lists[0].repaired(([1, 2], [3])) == [[1], [3]]
    assert counts[0].holds(counts[0].repaired(([1, 2], -11)))


def test_constants_are_read_without_docstrings() -> None:
    source = 'def f(x):\n    """doc 7"""\n    return x == 42 or x == "abc"'

    assert constants_in(source) == (42, "abc")
    assert constants_in("def (") == ()


def test_examples_may_name_their_arguments() -> None:
    text = "For s = 'abc', c = 'a' the result is 'bc'.\nInput: s = \"q\", c = \"x\""

    assert [told.args for told in named_in(text, ("s", "c"))] == [
        ("abc", "a"),
        ("q", "x"),
    ]
    assert named_in("s = abc, c = 2", ("s", "c")) == []


@pytest.mark.parametrize(
    ("source", "low"),
    [
        ("def f(n): return n % 2 == 0", 0),
        ("def f(n): return abs(n) % 10", -100),
        ("def f(n):\n    if n < 0: return 0\n    return n", -100),
    ],
)
def test_what_a_right_program_treats_apart_is_legal(source: str, low: int) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f"},
            "references": [{"language": "python", "source": source}],
            "examples": [{"args": [7]}],
        }
    )
    [domain] = understand(request).problem.domains

    assert domain.fits(low)
    assert low < 0 or not domain.fits(-1)


def domains_of(
    function: str, examples: list[list[object]], description: str = ""
) -> tuple[Domain, ...]:
    request = GenerationRequest.model_validate(
        {
            "target": {
                "kind": "function",
                "function": "f",
                "description": description,
            },
            "references": [{"language": "python", "source": function}],
            "examples": [{"args": args} for args in examples],
        }
    )
    return understand(request).problem.domains


def test_dicts_of_the_same_words_keep_their_fields() -> None:
    rows = [{"name": "a", "price": 1.5}, {"name": "b", "price": 2.5}]
    [domain] = domains_of("def f(rows): ...", [[rows], [rows[:1]]])

    assert domain.fits([{"name": "c", "price": 0.5}])
    assert not domain.fits([{"name": "c"}])
    assert not domain.fits([{"name": "c", "price": "x"}])
    assert all(
        domain.fits(Mutator(Random(seed)).change([*rows], domain)) for seed in range(50)
    )
    assert all(domain.fits(value) for (value,) in drawn(searching([domain]), 50, 1))


def test_texts_that_are_written_by_a_rule_keep_its_form() -> None:
    [domain] = domains_of("def f(t): ...", [["12:30"], ["7:05"]])

    assert domain.fits("9:59")
    assert not domain.fits("9:5x")
    assert not domain.fits("9.59")
    assert all(
        domain.fits(Mutator(Random(seed)).change("12:30", domain)) for seed in range(50)
    )
    assert all(domain.fits(value) for (value,) in drawn(searching([domain]), 50, 1))


@pytest.mark.parametrize("texts", [["a.b", "c.d"], ["hello", "you"], ["12", "7"]])
def test_words_and_numbers_have_no_form(texts: list[str]) -> None:
    assert forms_of(texts) == ()


def test_what_is_measured_may_have_a_fraction() -> None:
    [measured] = domains_of("def f(r): ...", [[3], [4]], "the area of a circle")
    [counted] = domains_of("def f(r): ...", [[3], [4]], "how many there are")
    [hinted] = domains_of("def f(r: int): ...", [[3], [4]], "the area of a circle")
    _, listed = domains_of("def f(xs, k): ...", [[[3], 1]], "the k highest prices")

    assert measured.fits(1.5)
    assert not listed.fits(1.5)
    assert not counted.fits(1.5)
    assert not hinted.fits(1.5)


def test_nothing_has_no_largest_unless_the_reference_says_so() -> None:
    examples: list[list[object]] = [[[1, 2]], [[3]]]
    [plain] = domains_of("def f(xs): return max(xs)", examples, "the largest one")
    source = "def f(xs):\n    return max(xs) if len(xs) > 0 else None"
    [treated] = domains_of(source, examples, "the largest one")

    assert not plain.fits([])
    assert treated.fits([])


def test_places_are_counted_from_one() -> None:
    [domain] = domains_of("def f(n): ...", [[3], [4]], "find the n-th square")

    assert not domain.fits(0)
    assert domain.fits(1)


STATED = 'def f(n):\n    """Return one more.\n\n    >>> f(1)\n    2\n    """\n'


def test_an_example_without_an_answer_takes_that_of_the_description() -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f", "signature": STATED},
            "candidates": [{"language": "python", "source": "def f(n): return n"}],
            "examples": [{"args": [1]}, {"args": [5]}],
        }
    )
    known = understand(request)

    assert [one.data for one in known.problem.examples] == [b"[1]", b"[5]"]
    assert [(s.input.data, s.answer) for s in known.stated] == [(b"[1]", 2)]


def test_what_candidates_say_of_themselves_states_no_answer() -> None:
    typed = STATED.replace("(n)", "(n: int) -> int").replace("    2\n", "    3\n")
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f", "signature": STATED},
            "candidates": [{"language": "python", "source": f"{typed}    return 3\n"}],
        }
    )
    known = understand(request)

    assert [s.answer for s in known.stated] == [2]
    assert known.problem.domains[0].shape is Shape.INT


def test_a_signature_that_the_examples_do_not_fit_is_passed_over() -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {
                "kind": "function",
                "function": "rotate",
                "signature": "def rotate(items: list[int], m: int, n: int): ...",
            },
            "references": [
                {"language": "python", "source": "def rotate(items, m): return items"}
            ],
            "examples": [{"args": [[1, 2], 1]}],
        }
    )

    assert understand(request).problem.names == ("items", "m")


@pytest.mark.parametrize(
    ("words", "source", "has_tabs"),
    [
        ("Words are separated by a space.", "return s.split(' ')", True),
        ("Words are separated by space.", 'return s[-1] == " "', True),
        ("Words are separated by spaces.", "return s.split()", False),
        ("Words are separated by whitespace.", "return s.split(' ')", False),
        ("Only letters, separated by a space.", "return s.split(' ')", False),
    ],
)
def test_where_spaces_alone_separate_a_tab_is_a_character(
    words: str, source: str, *, has_tabs: bool
) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {
                "kind": "function",
                "function": "f",
                "signature": "def f(s: str): ...",
                "description": words,
            },
            "references": [
                {"language": "python", "source": f"def f(s):\n    {source}\n"}
            ],
            "examples": [{"args": ["apple pie"]}, {"args": ["a b"]}],
        }
    )
    [domain] = understand(request).problem.domains

    assert domain.fits("a\tb") is has_tabs
    assert domain.fits("a bc")
