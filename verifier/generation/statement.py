r"""Limits that the statement of a contest problem puts on what is read.

`$1 \le n, m \le 10^5$`, `0 < a_i <= 1e9` and `1 ≤ |s| ≤ 100` are read, in LaTeX or in
plain text, from the part about the input. Which number is meant by which name
nobody says: names and numbers come in the same order, or nothing is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from verifier.generation.statement_text import input_part, without_macros

_ONE_OF = (
    r"(?<!\w)([A-Za-z]\w*(?:\s*,\s*[A-Za-z]\w*){0,9})\s*(?:\\in(?![a-zA-Z])|\u2208)\s*"
)
_SPELLED = (
    (re.compile(r"(?<!\\)%.*"), " "),
    (
        re.compile(
            rf"{_ONE_OF}\\?\{{([^,$]{{1,40}}),[^$]{{0,80}}?(?:dots|\.\.\.|\u2026)\s*,"
            r"([^,$]{1,40}?)"
            r"\\?\}(?=[\s,.;:$)]|\Z)"
        ),
        r"\2 <= \1 <= \3",
    ),
    (re.compile(rf"{_ONE_OF}\[([^],$]{{1,40}}),([^],$]{{1,40}})\]"), r"\2 <= \1 <= \3"),
    (re.compile(r"\\(?:left|right|mathit|mathrm|text|bm)(?![a-zA-Z])"), ""),
    (re.compile(r"\\leq?(?:slant)?(?![a-zA-Z])|[≤⩽]|&le;"), " <= "),
    (re.compile(r"\\lt(?![a-zA-Z])|&lt;"), " < "),
    (re.compile(r"\\(?:cdot|times)(?![a-zA-Z])|[\u00d7\u00b7]"), "*"),
    (re.compile(r"\\[lc]?dots(?![a-zA-Z])|\u2026"), "..."),
    (re.compile(r"(?<=\d)(?:\\[,;: ]|~|\{,\}|[ \u00a0\u202f,])(?=\d{3}\b)"), ""),
    (re.compile(r"\\ell(?![a-zA-Z])"), "ell"),
    (re.compile(r"\\[a-zA-Z]+"), " ; "),
    (re.compile(r"[{}]"), ""),
    (re.compile(r"(?<=[A-Za-z])\[([a-z])\]"), r"_\1"),
    (
        re.compile(
            r"\b([A-Za-z])_[01]\s*,\s*(?:\1_[123]\s*,\s*){0,2}\.\.\.\s*,?\s*"
            r"\1_\w+(?:[-+]\d+)?"
        ),
        r"\1_i",
    ),
    (
        re.compile(
            r"\b([A-Za-z])_[01]\s*(?:(?:<=|<)\s*\1_[12]\s*){0,2}(<=|<)\s*\.\.\."
            r"\s*(?:<=|<)\s*\1_\w+"
        ),
        r"\1_i",
    ),
    (re.compile(r"(\d(?:\.\d+)?)[eE](\d{1,2})\b"), r"\1*10^\2"),
)
"""How the same is spelled in LaTeX, HTML and plain text. What else LaTeX has may stand
for a number: nothing is read across it."""
_MATH = re.compile(r"(?<!\$)\$+([^$]+)\$+|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
NUMBER = r"-?\d+(?:\.\d+)?(?:\s*\*\s*\d+)?(?:\s*\^\s*\d+)?(?:[^\S\n]*[-+]\s*\d+)?"
_NAME = r"\|?[A-Za-z]\w*\|?"
_NEXT = r"(?:\s*,(?:\s*(?:and|et)\b)?\s*|\s+(?:and|et)\s+)"
"""What stands between names; no blank may be taken in two ways, twenty times over."""
_NAMES = rf"{_NAME}(?:{_NEXT}{_NAME}){{0,20}}"
_SHIFTED = r"([A-Za-z]\w*)[^\S\n]*([-+])[^\S\n]*(\d+)(?![\w.])"
_SHIFT = re.compile(_SHIFTED)
_TERM = rf"(?:{NUMBER}|{_SHIFTED}|{_NAMES})"
_CHAIN = re.compile(rf"(?<![A-Za-z0-9_]){_TERM}(?:\s*(?:<=|<)\s*{_TERM}){{1,20}}")
GOES_ON = re.compile(
    r"[A-Za-z(!]|[^\S\n]*[-+*/^][^\S\n]*(?:\d|[A-Za-z](?![A-Za-z]{2})|\()"
)
"""What follows a chain whose last term is more than was read of it: `n/2`, `2n`."""
_NEAR = 20
"""Letters that are looked at before a chain, blanks among them."""
_BEGAN_BEFORE = re.compile(r"(?:[\^*/)+]|\w-)[^\S\n]*\Z")
_WHOLE = re.compile(
    r"(-?\d+)(?:\.\d+)?(?:\s*\*\s*(\d+))?(?:\s*\^\s*(\d+))?(?:\s*([-+])\s*(\d+))?"
)
_FRACTION = re.compile(r"\d+\.\d*[1-9]\d*")
_AMOUNT = r"\$*(-?\d+(?:[ ,~]\d{3})*(?:\s*\*\s*10)?(?:\s*\^\s*\d+)?)\$*"
_BETWEEN = re.compile(
    rf"\b([A-Za-z](?:_\w+)?)\b,?\s*(?:\w+\s+){{0,4}}?\(?"
    rf"(?:between|from|in range)\s+{_AMOUNT}\s+(?:and|to)\s+{_AMOUNT}"
)
_LISTED = re.compile(r",|\s(?:and|et)\s")
_ARTICLES = frozenset("aAI")
_ADJECTIVES = r"(?:[a-z]+(?:-|\s+)){0,5}?"
_LENGTH = re.compile(
    rf"\b(?:length|long)\b[^.]{{0,30}}?\bbetween\s+{_AMOUNT}\s+and\s+{_AMOUNT}"
    rf"|\bbetween\s+{_AMOUNT}\s+and\s+{_AMOUNT}\s+{_ADJECTIVES}(?:characters|letters)"
    rf"|\bat most\s+{_AMOUNT}\s+{_ADJECTIVES}(?:characters|letters)"
)
_EACH = re.compile(
    rf"\b(?:integers|numbers|values)\b[^.;]{{0,60}}?\b(?:each|all)\b[^.;]{{0,40}}?"
    rf"(?:at least\s+{_AMOUNT}\s+and\s+at most"
    rf"|(?:between|from)\s+{_AMOUNT}\s+(?:and|to))\s+{_AMOUNT}"
    r"(?!\d|\s+(?:\w+\s+){0,2}(?:letters|characters|words|digits|lines)\b)"
)
_EVERY = re.compile(
    rf"\b(?:each|every)\s+(?:\w+\s+)?(?:element|integer|number|value|entry)\s+"
    rf"(?:is|are|will be|lies)\s+(?:an?\s+)?(?:\w+\s+){{0,2}}?"
    rf"(?:between|from|in range)\s+{_AMOUNT}\s+(?:and|to)\s+{_AMOUNT}"
    r"(?!\d|\s+(?:\w+\s+){0,2}(?:letters|characters|words|digits|lines)\b)",
    re.IGNORECASE,
)
_MOST_EXPONENT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What is said of one name.

    Attributes:
        name: The name, without bars.
        low: Least value, or None.
        high: Greatest value, the name of what bounds it, or None.
        floor: Least value, where `low` is a name that may be read later.
        places: Where the name is in the text, among all names.
        nearer: What bounds it more closely than a number that is its `high`.
        of_length: Whether it is about how long a word is.
    """

    name: str
    low: int | str | None
    high: int | str | None
    of_length: bool = False
    floor: int | None = None
    nearer: tuple[str, ...] = ()
    places: tuple[int, ...] = ()


def limits_in(statement: str, names: Sequence[str] = ()) -> list[Limit]:
    """Return the limits that a statement tells, in the order in which names come.

    Args:
        statement: The problem in words; only its part about the input counts, if
            there is one.
        names: What the reference calls the integers that it reads. Where the part
            about the input has no limits, these may have some elsewhere.
    """
    text = without_macros(statement)
    found = _limits_of_part(input_part(text))
    return found or [one for one in _limits_of_part(text) if one.name in names]


def _limits_of_part(part: str) -> list[Limit]:
    plain = plain_text(part)
    named: dict[str, Limit] = {}
    chains = [limit for c in _CHAIN.finditer(plain) for limit in _limits_at(c, plain)]
    for said in (chains, _in_words(plain)):
        for limit in said:
            first = named.get(limit.name)
            named[limit.name] = _merged(first, limit) if first else limit
    places = _places(_order(part))
    found = [
        replace(one, places=_places_of(one.name, places)) for one in named.values()
    ]
    return sorted(found, key=lambda one: one.places[0] if one.places else inf)


def _merged(first: Limit, then: Limit) -> Limit:
    """Put together what is said of one name in two places; the first wins."""
    high, nearer = first.high, first.nearer + then.nearer
    if isinstance(high, str) and isinstance(then.high, int):
        nearer = (high, *nearer)
        high = then.high
    elif isinstance(high, int) and isinstance(then.high, str):
        nearer = (*nearer, then.high)
    return replace(
        first,
        low=then.low if first.low is None else first.low,
        high=then.high if high is None else high,
        floor=then.floor if first.floor is None else first.floor,
        nearer=tuple(dict.fromkeys(nearer)),
    )


def _in_words(plain: str) -> Iterator[Limit]:
    """Read `n between 1 and 100` and `at most 20 letters`."""
    for name, low, high in _BETWEEN.findall(plain):
        if name not in _ARTICLES:
            yield Limit(name=name, low=value_of_term(low), high=value_of_term(high))
    for number, (least, lowest, most) in enumerate(_EACH.findall(plain)):
        low = value_of_term(least or lowest)
        yield Limit(name=f"each {number}", low=low, high=value_of_term(most))
    for number, (lowest, most) in enumerate(_EVERY.findall(plain)):
        low, high = value_of_term(lowest), value_of_term(most)
        yield Limit(name=f"every {number}", low=low, high=high)
    for number, amounts in enumerate(_LENGTH.findall(plain)):
        *least_first, longest = map(value_of_term, filter(None, amounts))
        least = least_first[0] if least_first else None
        name = f"length {number}"
        yield Limit(name=name, low=least, high=longest, of_length=True)


def plain_text(text: str) -> str:
    """Return a text with its formulas spelled in one way: `1 <= n*m <= 10^5`."""
    for pattern, spelled in _SPELLED:
        text = pattern.sub(spelled, text)
    return re.sub(r"[^\S\n]+", " ", text.replace("$", " "))


def in_formulas(text: str) -> str:
    """Return a text as `plain_text` does, with its formulas between dollars."""
    made, at = [], 0
    for found in _MATH.finditer(text):
        formula = next(filter(None, found.groups()))
        made += [plain_text(text[at : found.start()]), f" ${plain_text(formula)}$ "]
        at = found.end()
    return re.sub(r"[^\S\n]+", " ", "".join([*made, plain_text(text[at:])]))


def _order(part: str) -> list[str]:
    """Return the names of a text in formulas, as they come; all words without any."""
    formulas = [next(filter(None, groups)) for groups in _MATH.findall(part)]
    text = " ; ".join(map(plain_text, formulas)) or plain_text(part)
    return re.findall(r"[A-Za-z]\w*", text)


def _places(order: Sequence[str]) -> dict[str, list[int]]:
    """Return where names are, by name; lists also by their own: `a_1` is of `a_`."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(order):
        base, _, index = name.partition("_")
        for each in {name, f"{base}_"} if index else {name}:
            found.setdefault(each, []).append(place)
    return found


def _places_of(name: str, places: dict[str, list[int]]) -> tuple[int, ...]:
    """Return where a name is meant: `a_1` and `a_n` mean `a_i`, too."""
    base, _, index = name.partition("_")
    return tuple(places.get(f"{base}_" if index.isalpha() else name, ()))


def _limits_at(chain: re.Match[str], plain: str) -> Iterator[Limit]:
    """Read a chain; of `x^2 <= k <= n/2` what is said of `k` is not known."""
    parts = [part.strip() for part in re.split(r"(<=|<)", chain[0])]
    if GOES_ON.match(plain, chain.end()):
        # Of `k <= n, m-1 <= 9` what goes on is the last of the list.
        parts[-1] = ", ".join(_LISTED.split(parts[-1])[:-1]).strip()
    start = chain.start()
    if _BEGAN_BEFORE.search(plain, max(0, start - _NEAR), start):
        parts[0] = ""
    return _limits_of(parts[::2], parts[1::2])


def _limits_of(terms: Sequence[str], signs: Sequence[str]) -> Iterator[Limit]:
    """Read `1 <= a < b <= 9`: what stands beside a name bounds it.

    A term of which not all was read is empty; it bounds nothing.
    """
    for place, term in enumerate(terms):
        if value_of_term(term) is not None or _SHIFT.fullmatch(term):
            continue
        below = [*_ends_below(terms[:place], signs)]
        low = below[0] if below else None
        floor = next((end for end in below if isinstance(end, int)), None)
        above = [*_ends_above(terms[place + 1 :], signs[place:])]
        high = (
            next((end for end in above if isinstance(end, int)), above[-1])
            if above
            else None
        )
        nearer = [end for end in above if isinstance(end, str) and end != high]
        names = re.findall(_NAME, re.sub(r"\b(?:and|et)\b", " ", term))
        for name in names if (low, high) != (None, None) else ():
            yield Limit(
                name=name.strip("|"),
                low=low if isinstance(low, int) or len(names) == 1 else None,
                high=high,
                of_length=name.startswith("|"),
                floor=floor,
                nearer=tuple(nearer),
            )


def _ends_below(
    terms: Sequence[str], signs: Sequence[str]
) -> Iterator[int | str | None]:
    """Yield what is no greater than what comes after some terms, the nearest first."""
    step = 0
    for term, sign in zip(terms[::-1], signs[: len(terms)][::-1], strict=True):
        # Of `0.001 <= r` the least integer is 1, too.
        step |= int(sign == "<" or _FRACTION.fullmatch(term) is not None)
        yield _bound(term, step)


def _ends_above(
    terms: Sequence[str], signs: Sequence[str]
) -> Iterator[int | str | None]:
    """Yield what is no less than what comes before some terms, up to a number."""
    for number, (term, sign) in enumerate(zip(terms, signs, strict=True), start=1):
        # Of `a <= n, a < b` and `a <= n and b` the list is of what comes after it.
        last = _LISTED.split(term)[0] if number == len(terms) else term
        end = _bound(last.strip(), -1 if sign == "<" else 0)
        yield end
        if isinstance(end, int):
            return


def _bound(term: str, step: int) -> int | str | None:
    value = value_of_term(term)
    if value is not None:
        return value + step
    if shift := _SHIFT.fullmatch(term):
        term, step = shift[1], step + int(shift[2] + shift[3])
    is_name = re.fullmatch(r"[A-Za-z]\w*", term) is not None
    return (f"{term}{step:+d}" if step else term) if is_name else None


def value_of_term(term: str) -> int | None:
    """Return the number that a term is, without its fraction; None if it is none."""
    found = _WHOLE.fullmatch(term.strip())
    if found is None:
        return None
    whole, factor, exponent, sign, more = found.groups()
    value = int(whole)
    power = min(int(exponent or 1), _MOST_EXPONENT)
    if factor:
        value *= int(factor) ** power
    elif exponent:
        value = -(abs(value) ** power) if value < 0 else value**power
    return value + int(f"{sign}{more}") if sign else value
