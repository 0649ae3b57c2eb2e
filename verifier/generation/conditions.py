r"""What the sentences of a statement demand of inputs, beside limits.

*distinct*, *connected*, *sorted*, `$a \neq b$`, *an even integer n* and the like are
read by patterns, from the part about the input and from what is guaranteed
elsewhere. What is guaranteed and not understood is a doubt: inputs that break it
would refuse right programs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from verifier.generation.statement import limits_in
from verifier.generation.statement_text import (
    input_part,
    sentences_in,
    without_macros,
)

type ConditionKind = Literal[
    "distinct",
    "permutation",
    "connected",
    "tree",
    "simple",
    "sorted",
    "falling",
    "positive",
    "unequal",
    "even",
    "odd",
    "prime",
    "lowercase",
    "uppercase",
    "some",
    "located",
    "total",
    "letters",
    "transitive",
    "composed",
    "leading",
    "alike",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """What one sentence demands.

    Attributes:
        kind: What it is about; `unknown` if that is not understood.
        names: Names in formulas that it is about, if it says so.
        sentence: The sentence.
        number: The number in it, if it has a meaning.
    """

    kind: ConditionKind
    names: tuple[str, ...]
    sentence: str
    number: int = 0


_SAID: dict[ConditionKind, tuple[str, ...]] = {
    "permutation": (
        r"\bpermutation of\b",
        r"\bis a permutation\b",
        r"\beach (?:integer|number) (?:from|between)\b.*\bexactly once\b",
        r"\bchaque entier\b.*\bune seule fois\b",
    ),
    "simple": (
        r"\bself[- ]?loops?\b",
        r"\b(?:multiple|parallel) edges\b",
        r"\bat most one (?:edge|road|street|connection|link|cable|bridge)\b",
        r"\bsimple (?:undirected |connected )*graph\b",
        r"\bconnects? (?:two )?(?:different|distinct)\b",
        r"\bto itself\b",
        r"\beach pair\b.*\bonce\b",
    ),
    "distinct": (
        r"\b(?:distinct|different|unique)s?\b",
        r"\bno two\b.*\b(?:same|equal|identical|coincid\w*)\b",
        r"\b(?:exactly|at most|only|more than) once\b",
        r"\bno\b.*\btwice\b",
        r"\bune seule fois\b",
        r"\bdiff[ée]rente?s\b",
    ),
    "connected": (
        r"\bconnected\b",
        r"\breach(?:able)?\b.*\b(?:every|any|all)\b",
        r"\bpossible to (?:get|reach|travel|go)\b.*\b(?:any|every|all)\b",
    ),
    "tree": (
        r"\b(?:is|forms?|forming|describ\w+) an? (?:\w+ )?tree\b",
        r"\bedges of (?:the|a) tree\b",
    ),
    "sorted": (
        r"\bsorted\b",
        r"\b(?<!de)(?<!non-)(?:increasing|ascending|non-?decreasing|chronological|croissant)\b",
        r"_\{?1\}?\s*(?:<=|<|\\leq?)\s*\w+_\{?2\}?\s*(?:<=|<|\\leq?)",
        r"_\{i\s*-\s*1\}\s*(?:<=|<|\\leq?)\s*\w+'?_\{?i\b",
        r"_\{?i\}?\s*(?:<=|<|\\leq?)\s*\w+'?_\{i\s*\+\s*1\}",
    ),
    "falling": (r"\b(?:decreasing|descending|non-?increasing)\b",),
    "positive": (r"(?<!non-)\bpositive\b(?! (?:or|and) (?:zero|negative))",),
    "lowercase": (r"\blower-?\s?case\b",),
    "uppercase": (r"\bupper-?\s?case\b", r"\bcapital letters\b"),
    "composed": (
        r"\bdecompos\w+\b.*\binto\b",
        r"\b(?:can|could) be (?:split|broken|divided) into\b",
        r"\bconcatenations? of\b",
    ),
    "alike": (
        r"\bin the same (?:format|way|manner|form)\b",
        r"\bthe same (?:format|form) as\b",
    ),
    "leading": (
        r"\bleading (?:coefficient|digit|term)s?\b.*\bnon-?zero\b",
        r"\bleading (?:coefficient|digit|term)s?\b.*\bnot (?:be )?(?:zero|0)\b",
    ),
    "some": (
        r"\b(?:at least|exactly) one (?!\w*\s?(?:way|path|solut|decompos|answer))",
    ),
}
_PATTERNS = {
    kind: re.compile("|".join(said), re.IGNORECASE) for kind, said in _SAID.items()
}
_UNEQUAL = re.compile(
    r"([A-Za-z]\w*)\s*(?:\\neq?|\\not\s*=|!=|\u2260)\s*([A-Za-z]\w*|0)(?![\w^])"
)
_MAGNITUDE = re.compile(
    r"\|\s*\w+\s*_\s*\{?\s*[\w,]+\s*\}?\s*\|\s*\$?\s*(?:\\leq?\b|\\lt\b|\u2264|<=?)"
    r"\s*\$?\s*[A-Za-z]"
)
"""A number of many that is no further from zero than another: no limit that is read."""
_KINDS = re.compile(
    r"\b(odd prime|even|odd|prime)\b(?: (?:integer|number|prime|positive))*"
    r"\s+\$?([A-Za-z])\b"
    r"|\$?\b([A-Za-z])\$? is (?:an? |always )?(odd prime|even|odd|prime)\b"
)
_TOTAL = re.compile(
    r"\bsum of (?:all )?\$?([A-Za-z])\$?\b.{0,80}?"
    r"(?:(?:not?|never) (?:be )?(?:exceeds?|more than|greater than|larger than)|at most"
    r"|bounded by|<=|\\leq?)\s*\$?([\d*^{}\\, cdotimes]+)",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"(?:\b(?:sum of (?:all |the )*(?:\w+ )?lengths|(?:total|combined|overall)"
    r" (?:length|number of (?:letters|characters)))\b|\bsum of (?:all )?\$?\|\w+\||"
    r"\\sum[^|$]{0,40}\|\s*\w+\s*\|)"
    r".{0,120}?"
    r"(?:(?:not?|never) (?:be )?(?:exceeds?|more than|greater than|larger than)|at most"
    r"|bounded by|<=|\\leq?(?![a-z]))\s*\$?\s*([\d*^{}\\, cdotimes]+)",
    re.IGNORECASE,
)
_LOCATED = re.compile(
    r"\b(?:coordinates?|coordonn[ée]es?|points?|positions?|locations?|located|"
    r"emplacements?)\b",
    re.IGNORECASE,
)
"""Of things that have a place, few statements say that no two are at the same one."""
_ALWAYS = r"\balways (?:exists?|(?:be )?possible)\b"
_GUARANTEED = re.compile(
    r"\bguarante|\b(?:may|can) (?:safely )?assume\b|\bgaranti|\bassur[ée]\b"
    rf"|\bpromised\b|{_ALWAYS}"
    r"|\balways (?:be )?(?:an?|at least one) (?:\w+ )?(?:solution|answer|way)\b",
    re.IGNORECASE,
)
_DENIED = (
    r"^no\b|\bnone of\b|\bno (?:two|three|four|pair)\b|\bnever\b|\bstrictly inside\b|"
    r"\bin general position\b"
)
_FORBIDDEN = re.compile(
    rf"{_DENIED}|\bdo(?:es)? not\b|\bwill not\b|\bcannot\b", re.IGNORECASE
)
_CLAIMED = re.compile(rf"{_DENIED}|\bco-?prime\b|\brelatively prime\b", re.IGNORECASE)
_ABOUT_INPUT = re.compile(
    r"\b(?:input|test|given|solutions?|answer|exists?|valid|entr[ée]e)\b", re.IGNORECASE
)
_SOLVABLE = re.compile(
    rf"{_ALWAYS}|\bguarante\w+ that "
    r"(?:there (?:is|exists|will be)|at least one|an? (?:\w+ )?(?:solution|answer|way)"
    r"|it is (?:always )?possible)\b",
    re.IGNORECASE,
)
_SUMMED = re.compile(
    r"\b(?:sums?|total)\b.{0,80}\b(?:equals?|is (?:exactly|always)|adds up)\b"
    r"|\b(?:add|sum) up to\b|\bsum(?:s)? (?:is )?(?:to )?exactly\b",
    re.IGNORECASE,
)
"""What numbers make together, and not at most."""
_LAW = re.compile(r"\bif\b.*\$.*\bthen\b.*\balso\b", re.IGNORECASE | re.DOTALL)
"""What always holds of the data: friends of friends are friends."""
_UNIQUE = re.compile(r"\beach\b.*\bunique\b", re.IGNORECASE)
"""Of a deck of cards, each is there once."""
_THERE = re.compile(r"^there (?:is|are|will be) (?:at least|exactly)\b", re.IGNORECASE)
_SHAPED = re.compile(
    r"\b(?:simple|convex|non-?degenerate|regular|non-self-intersecting) "
    r"(?:polygon|quadrilateral|triangle)s?\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(?:intersect|overlap|collinear|touch|cross|disjoint|convex|inside)",
    re.IGNORECASE,
)
_IF_SOLVED = re.compile(
    r"\bif (?:there (?:exists?|is|are)|it is possible)\b.{0,80}?"
    r"\bthere (?:exists?|is|are)\b",
    re.IGNORECASE,
)
"""*If there is a solution, there is a short one*: about answers, not inputs."""
_COMPUTED = re.compile(r"\b[a-zA-Z]'?\([a-zA-Z][^)]*\)|(?<![<>!=\\:])=(?!=)")
"""A function of something, or an equation: more than a limit."""
_LONGEST = 2000
"""Letters that are read of a sentence: what is looked for twice takes their square."""
_FORMULA = re.compile(r"\$[^$]*\$|\\\(.*?\\\)")


def promises_solution(sentence: str) -> bool:
    """Whether a sentence says that inputs are such that there is a solution."""
    return _SOLVABLE.search(sentence) is not None


def conditions_in(statement: str) -> list[Condition]:
    """Return what the sentences of a statement demand of inputs."""
    text = without_macros(statement)
    part = input_part(text)
    inside = [one[:_LONGEST] for one in sentences_in(part)]
    outside = [one[:_LONGEST] for one in sentences_in(text.replace(part, "\n\n"))]
    found = [one for sentence in inside for one in _demands(sentence)]
    for sentence in outside:
        if _SHAPED.search(sentence) or _GUARANTEED.search(sentence):
            demands = _demands(sentence)
            is_far = not (_SHAPED.search(sentence) or _ABOUT_INPUT.search(sentence))
            found += [d for d in demands if not (is_far and d.kind == "unknown")]
        elif _LAW.search(sentence):
            found.append(Condition("transitive", (), sentence))
        elif _UNIQUE.search(sentence):
            found += [d for d in _demands(sentence) if d.kind == "distinct"]
        elif _THERE.search(sentence):
            found += [d for d in _demands(sentence) if d.kind == "some"]
    return list(dict.fromkeys(found))


def _demands(sentence: str) -> Iterator[Condition]:
    is_understood = False
    if _SHAPED.search(sentence) or (
        _PLACED.search(sentence)
        and (_FORBIDDEN.search(sentence) or _GUARANTEED.search(sentence))
    ):
        yield Condition("unknown", (), sentence)
        return
    if _MAGNITUDE.search(sentence):
        yield Condition("unknown", (), sentence)
    for a, b in _UNEQUAL.findall(sentence):
        is_understood = True
        yield Condition("unequal", (a, b), sentence)
    for kind, name, other, other_kind in _KINDS.findall(sentence):
        is_understood = True
        word = (kind or other_kind).split()[-1]
        for known in ("even", "odd", "prime"):
            if word == known:
                yield Condition(known, (name or other,), sentence)
    for name, amount in _TOTAL.findall(sentence):
        number = _number(amount)
        if number:
            is_understood = True
            yield Condition("total", (name,), sentence, number)
    for amount in _LETTERS.findall(sentence):
        if number := _number(amount):
            is_understood = True
            yield Condition("letters", (), sentence, number)
    words = _FORMULA.sub(" ", sentence)
    if _SUMMED.search(words):
        yield Condition("unknown", (), sentence)
    if _LOCATED.search(words):
        yield Condition("located", (), sentence)
    for kind, pattern in _PATTERNS.items():
        where = sentence if kind == "sorted" else words
        if pattern.search(where):
            is_understood = True
            yield Condition(kind, (), sentence)
    is_claim = _GUARANTEED.search(words) or _CLAIMED.search(words)
    if _IF_SOLVED.search(words):
        return
    formulas = " ".join(_FORMULA.findall(sentence))
    is_limit = limits_in(sentence) and not _COMPUTED.search(formulas)
    if is_claim and not is_understood and not is_limit:
        yield Condition("unknown", (), sentence)


def _number(amount: str) -> int:
    limits = limits_in(f"$1 \\le x \\le {amount.strip(' ,$')}$")
    high = limits[0].high if limits else None
    return high if isinstance(high, int) else 0
