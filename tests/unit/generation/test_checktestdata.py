"""Grammars of checktestdata take what they describe, and nothing else."""

from typing import Any, cast

import pytest
from pydantic import ValidationError

from verifier.errors import AssistantFailedError
from verifier.generation.checktestdata.commands import python_of
from verifier.generation.checktestdata.tokens import GrammarError
from verifier.generation.inputs import Input, Problem
from verifier.generation.layout import Layout
from verifier.generation.messages import GenerationRequest
from verifier.generation.preconditions.checktestdata import (
    ChecktestdataPrecondition,
    complaint_of,
)
from verifier.generation.preconditions.precondition import Court
from verifier.generation.proposals import Proposals
from verifier.generation.replies import Reply, ReplyKind


def takes(grammar: str, text: str) -> bool:
    made: dict[str, Any] = {}
    exec(python_of(grammar), made)  # noqa: S102 - of grammars that stand here
    return bool(made["valid"](text))


@pytest.mark.parametrize(
    ("grammar", "legal", "illegal"),
    [
        (
            "INT(1,10^2,n) NEWLINE REP(n,SPACE) INT(-n,n) END NEWLINE",
            ["2\n-2 2\n", "1\n0\n"],
            ["2\n-2 3\n", "2\n1  2\n", "2\n1 2", "101\n", "02\n1 1\n", "1\n-0\n"],
        ),
        (
            """# a map
            INT(1, 5, r) SPACE INT(1,5,c) NEWLINE
            REPI(i, r) REGEX("[.#]+", row[i]) ASSERT(STRLEN(row[i]) == c) NEWLINE
            END""",
            ["1 2\n.#\n"],
            ["1 2\n.##\n", "1 2\n.x\n", "2 2\n..\n"],
        ),
        (
            """INT(1,9,n) NEWLINE REPI(i,n) INT(1,9,x[i]) SPACE INT(1,9,y[i]) NEWLINE
            END IF(n > 1) ASSERT(UNIQUE(x,y) && !INARRAY(7,x)) ELSE ASSERT(x[0]==7)
            END""",
            ["2\n1 2\n1 3\n", "1\n7 7\n"],
            ["2\n1 2\n1 2\n", "2\n7 1\n1 1\n", "1\n1 1\n"],
        ),
        (
            """SET(k=0, t = 0) WHILE(!ISEOF) INT(0,9) NEWLINE SET(k=k+1) END
            ASSERT(1 <= k && k <= 2 || k == 4)""",
            ["1\n", "1\n2\n", "1\n2\n3\n4\n"],
            ["", "1\n2\n3\n"],
        ),
        (
            """SET(n=1) WHILEI(i, n == 1 || MATCH(" "), NEWLINE) SPACE SET(n=0)
            INT(0,9,x[i]) END ASSERT(i == 1)""",
            [],
            [" 1\n 2"],
        ),
        (
            'REGEX("[ab]") WHILEI(i, MATCH(","), SPACE) STRING(",") END NEWLINE',
            ["a\n", "b,\n"],
            ["a;\n", "a, \n"],
        ),
        (
            """FLOAT(0,1.5,f,FIXED) SPACE FLOAT(-1e3,1e3,g,SCIENTIFIC) SPACE
            FLOATP(0,1,1,2) NEWLINE""",
            ["1.5 -1e2 0.25\n", "0 1.5E+1 1.0\n"],
            ["1.6 1e2 0.5\n", "1e0 1e2 0.5\n", "1 100 0.5\n", "1 1e1 0.125\n"],
        ),
        (
            r'STRING("a\"\\\101") ASSERT(-7/2 == -3 && -7%2 == -1 && 2^3^2 == 512)',
            ['a"\\A'],
            ["a", 'a"\\B'],
        ),
        (
            """REP(2) INT(0,3,n) REPI(j,n) SPACE INT(0,9,x[j]) END ASSERT(UNIQUE(x))
            UNSET(x) NEWLINE END""",
            ["2 1 2\n2 2 1\n", "0\n0\n"],
            ["2 1 1\n0\n"],
        ),
    ],
)
def test_a_grammar_takes_what_it_describes(
    grammar: str, legal: list[str], illegal: list[str]
) -> None:
    assert [takes(grammar, text) for text in legal] == [True] * len(legal)
    assert [takes(grammar, text) for text in illegal] == [False] * len(illegal)


@pytest.mark.parametrize(
    ("grammar", "why"),
    [
        ("INT(1,2", "line 1"),
        ("REP(2)\nNEWLINE", "line 2: END is missing"),
        ("GUESS(1)", "GUESS is no command"),
        ("INT(1 2)", "is missing"),
        ("ASSERT(1 == )", "a value is missing"),
        ("SPACE ; NEWLINE", "';' is not understood"),
        ("END", "END is no command"),
        ("INT(0, " + "(" * 99 + "1" + ")" * 99 + ")", "too deep"),
        ("REP(1)" * 30 + "END" * 30, "within each other"),
    ],
)
def test_what_is_no_grammar_is_told(grammar: str, why: str) -> None:
    with pytest.raises(GrammarError, match=why):
        python_of(grammar)


def test_a_request_with_a_bad_grammar_is_refused_at_once() -> None:
    asked = {
        "target": {"kind": "stdio"},
        "references": [{"language": "python", "source": "print(input())"}],
        "examples": [{"input": "1\n"}],
    }
    good = {"kind": "checktestdata", "source": "INT(1,9) NEWLINE"}

    GenerationRequest.model_validate({**asked, "preconditions": [good]})
    with pytest.raises(ValidationError, match="line 1: END is missing"):
        GenerationRequest.model_validate(
            {**asked, "preconditions": [{**good, "source": "REP(1)"}]}
        )


@pytest.mark.parametrize(
    ("grammar", "is_formal"),
    [
        ("INT(1,9,n) NEWLINE", True),
        ("INT(1,9,n) NEWLINE ASSERT(n != 4)", False),
        ('STRING("ASSERT") # ASSERT', True),
    ],
)
def test_a_grammar_that_asserts_nothing_is_of_form_alone(
    grammar: str, *, is_formal: bool
) -> None:
    made = ChecktestdataPrecondition(source=grammar)

    assert made.is_formal is is_formal


@pytest.mark.parametrize("more", ["", " ASSERT(n > 0)"])
def test_rules_of_examples_hold_beside_a_grammar_of_form_alone(more: str) -> None:
    grammar = (
        f"INT(1,500,n) NEWLINE REP(n) INT(1,5000) SPACE INT(1,9) NEWLINE END{more}"
    )
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "high": 5}]},
                {
                    "repeat": "n",
                    "rows": "ascending",
                    "fields": [{"high": 9}, {"high": 3}],
                },
            ]
        }
    )
    proposals = Proposals(
        strategies=[],
        preconditions=[ChecktestdataPrecondition(source=grammar)],
        court=cast("Court", None),
        seed=0,
        is_bounded=True,
    )
    problem = Problem(is_stdio=True, layout=layout)

    def fits(data: bytes) -> bool:
        return proposals._fits(problem, Input(data, "search"))  # noqa: SLF001 - no box

    assert fits(b"6\n1 9\n1 1\n1 1\n3 1\n900 1\n4000 9\n")
    assert fits(b"2\n5 1\n4 1\n") is bool(more)


@pytest.mark.parametrize("kind", [ReplyKind.DIED, ReplyKind.LEFT_OUT])
def test_an_input_on_which_a_grammar_takes_too_long_is_illegal(
    kind: ReplyKind,
) -> None:
    assert complaint_of(Reply(kind=kind)) == "the grammar takes too long"


def test_a_grammar_that_raises_is_the_fault_of_the_tests() -> None:
    with pytest.raises(AssistantFailedError, match="KeyError"):
        complaint_of(Reply(kind=ReplyKind.RAISED, words="raised KeyError"))


def test_names_and_texts_of_a_grammar_stay_names_and_texts() -> None:
    grammar = 'INT(0,1,import) STRING("\'\\"); import os #{n}") NEWLINE'

    assert takes(grammar, "1'\"); import os #{n}\n")
