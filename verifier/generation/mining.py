"""Bounds of legal inputs, mined from types, examples and the description.

What is mined is a guess, and meant to be careful: an input outside the contract
refuses right programs, one that is missing only lets a few wrong ones pass. So
bounds follow the words where there are any, and the examples where there are
several that agree.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from verifier.generation.domain import (
    ANY,
    CONTAINERS,
    Domain,
    Shape,
    domain_of,
    merged,
)
from verifier.generation.forms import forms_of, sizes_of

_FREE = string.ascii_letters + string.digits + " .,!?"
_CLASSES = (
    (string.digits, string.digits),
    (string.ascii_lowercase, string.ascii_letters),
    (string.ascii_letters, string.ascii_letters),
    (string.digits + string.ascii_uppercase, string.digits + string.ascii_uppercase),
    (string.ascii_letters + string.digits, string.ascii_letters + string.digits),
    (string.ascii_letters + " ", _FREE),
)
"""Letters that examples are made of, and those that inputs may then have."""
_BRACKETS = frozenset("()[]{}<>")
_FEW_LETTERS = 4
_MANY = 3
_SMALL_TEXT = 12
_HIGH = 10_000
_HIGH_SCALAR = 100
_TREATS_NEGATIVE = r"abs\(\s*{name}\b|\b{name}\s*<=?\s*-?0\b|\b{name}\s*>=\s*0\b"

_POSITIVE = re.compile(
    r"\bpositive\b(?!\s+(?:or|and|/)\s*(?:zero|negative))(?!\s*(?:and|or)\s+negative)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"negative (?:and|or) positive|positive (?:and|or) negative", re.IGNORECASE
)
_DIVIDED = re.compile(r"\b(?:prime )?(?:factors?|divisors?)\b|logarithm", re.IGNORECASE)
_EXTREME = re.compile(
    r"\b(?:max(?:imum)?|min(?:imum)?|largest|smallest|biggest|greatest|highest|lowest"
    r"|longest|shortest|average|mean|median|mode)\b",
    re.IGNORECASE,
)
"""What nothing has of which there is nothing."""
_TREATS_EMPTY = (
    r"\bnot\s+{name}\b|\blen\({name}\)\s*(?:==|!=|<|<=|>|>=)\s*[012]\b"
    r"|\bif\s+{name}\s*:|\b{name}\s*[!=]=\s*(?:\[\]|\(\)|''|\"\")"
)
_MEASURED = re.compile(
    r"\b(?:area|volume|perimeter|circumference|radius|diameter|surface|hypotenuse"
    r"|temperature|velocity|speed|distance|height|weight|price|angle)\b",
    re.IGNORECASE,
)
"""What is measured, and not counted: whole numbers are examples of it only."""
_UNSIGNED = re.compile(
    r"\b(?:area|volume|perimeter|circumference|radius|diameter|surface|hypotenuse"
    r"|distance|height|weight|length|price|age|size|years?|months?|days?|hours?"
    r"|minutes|seconds)\b",
    re.IGNORECASE,
)
"""What is never below nothing."""
_ORDINAL = re.compile(r"\b(?:n|k)['`\u2019]?-?\s?th\b", re.IGNORECASE)
"""Places are counted from one."""
_NOT_NEGATIVE = re.compile(r"non-?\s?negative|natural number|unsigned", re.IGNORECASE)
_NOT_EMPTY = re.compile(r"non-?\s?empty|not (?:be )?empty|at least one", re.IGNORECASE)
_SORTED = re.compile(
    r"\b(?:a|the|given|two|of)\s+sorted\b|sorted (?:list|array|integer)|in a sorted",
    re.IGNORECASE,
)
_DISTINCT = re.compile(
    r"\b(?:unique|distinct) (?:elements|integers|numbers|positive|values)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?P<low>-?\d+)\s*(?:<=|≤)\s*(?P<name>\w+)(?P<len>\.length)?\s*(?:<=|≤)\s*(?P<high>-?\d[\d^]*)"
)
_LENGTH = re.compile(
    r"(?P<low>\d+)\s*(?:<=|≤)\s*(?:len\((?P<name>\w+)\)|\|(?P<bar>\w+)\||(?P<dot>\w+)\.length)"
    r"\s*(?:<=|≤)\s*(?P<high>\d[\d^]*)"
)
_AT_LEAST = re.compile(r"\b(?P<name>\w+)\s*(?P<sign>>=|≥|>)\s*(?P<low>-?\d+)\b")
_RESTRICTED_TO = (
    (r"consist\w* (?:only )?of (?:lower|small)\s?-?case", string.ascii_lowercase),
    (r"lower-?case (?:english )?\w+ only", string.ascii_lowercase),
    (r"\b1s? and 0s?\b|\b0s? and 1s?\b|binary string", "01"),
    (r"only digits|string of digits", string.digits),
)
_NUMBER_WORDS = re.compile(r"'zero' to 'nine'", re.IGNORECASE)
_DIGIT_WORDS = (
    *("zero", "one", "two", "three", "four"),
    *("five", "six", "seven", "eight", "nine"),
)


def mine(
    names: Sequence[str],
    hinted: Sequence[Domain],
    examples: Sequence[Sequence[Any]],
    description: str,
    sources: Sequence[str] = (),
) -> tuple[Domain, ...]:
    """Refine the domains of the arguments.

    Args:
        names: Names of the parameters.
        hinted: Their domains, as the annotations say.
        examples: Arguments of legal calls.
        description: The task in words.
        sources: Programs that are right: what they treat apart is legal.
    """
    domains = []
    for place, hint in enumerate(hinted):
        seen = [example[place] for example in examples if len(example) > place]
        if hint.shape is Shape.ANY and not seen:
            hint = _by_name(names[place], description, len(names))  # noqa: PLW2901
        typed = _with_examples(hint, seen)
        domain = _by_examples(typed, seen)
        is_open = hint.shape is Shape.ANY and domain.shape is Shape.INT
        if is_open and _MEASURED.search(description):
            domain = replace(domain, shape=Shape.FLOAT)
        if domain.shape in {Shape.INT, Shape.FLOAT}:
            domain = _scalar(domain, names[place], seen, description, sources)
        domain = _by_words(domain, names[place], seen, description)
        if _EXTREME.search(description) and domain.shape in CONTAINERS:
            is_treated = _treats(_TREATS_EMPTY, names[place], sources)
            if all(seen) and not is_treated:
                domain = _sized(domain, 1)
        domains.append(domain)
    return tuple(domains)


_NUMBERS = Domain(shape=Shape.LIST, items=(Domain(shape=Shape.INT),))
_TEXTS = Domain(shape=Shape.LIST, items=(Domain(shape=Shape.STR),))
_SPOKEN = (
    (r"(?:list|array)s?\s+of\s+(?:string|word)s?", _TEXTS),
    (r"(?:list|array|sequence)s?(?:\s+of\s+\w+)?", _NUMBERS),
    (r"(?:string|text|sentence|word)s?", Domain(shape=Shape.STR)),
    (r"(?:float|real|decimal)s?(?:\s+numbers?)?", Domain(shape=Shape.FLOAT)),
    (r"(?:integer|number|int|digit)s?", Domain(shape=Shape.INT)),
)


def _by_name(name: str, description: str, count: int) -> Domain:
    """Guess a type from words next to a name; or anywhere, of the only parameter."""
    for pattern, domain in _SPOKEN:
        near = rf"{pattern}\s+(?:called\s+|named\s+)?[`'\"(]?{re.escape(name)}\b"
        if re.search(rf"\b{near}", description, re.IGNORECASE):
            return domain
    for pattern, domain in _SPOKEN if count == 1 else ():
        if re.search(rf"\b{pattern}\b", description, re.IGNORECASE):
            return domain
    return ANY


def _with_examples(hint: Domain, seen: Sequence[Any]) -> Domain:
    """Fill in what annotations leave open from the types of the examples."""
    if not seen:
        return hint
    shown = merged([domain_of(value) for value in seen])
    if hint.shape is Shape.ANY:
        return _homogeneous(shown)
    if hint.shape in CONTAINERS and shown.shape is hint.shape:
        pairs = zip(hint.items, shown.items, strict=True)
        items = tuple(
            other if item.shape is Shape.ANY else item for item, other in pairs
        )
        return replace(hint, items=items)
    if hint.shape in CONTAINERS and any(i.shape is Shape.ANY for i in hint.items):
        return _homogeneous(shown)
    return hint


def _homogeneous(domain: Domain, *, in_list: bool = False) -> Domain:
    """Take tuples of one type, seen in examples alone, to be of any length.

    Pairs in a list stay pairs: they are records more often than not.
    """
    is_list = domain.shape is Shape.LIST
    items = tuple(_homogeneous(item, in_list=is_list) for item in domain.items)
    is_record = domain.shape is Shape.RECORD and bool(items)
    if is_record and not in_list and len({item.shape for item in items}) == 1:
        return Domain(shape=Shape.TUPLE, items=(merged(items),), least=1)
    return replace(domain, items=items)


def _by_examples(domain: Domain, seen: Sequence[Any]) -> Domain:
    """Narrow a domain to what the examples have in common."""
    match domain.shape:
        case Shape.STR:
            return _text_by_examples(domain, [v for v in seen if isinstance(v, str)])
        case Shape.INT | Shape.FLOAT:
            numbers = [v for v in seen if type(v) in (int, float)]
            return _numbers_by_examples(domain, numbers)
        case Shape.RECORD:
            rows = [v for v in seen if isinstance(v, tuple)]
            items = [
                _by_examples(item, [row[i] for row in rows if len(row) > i])
                for i, item in enumerate(domain.items)
            ]
            return replace(domain, items=tuple(items))
        case Shape.DICT:
            dicts = [v for v in seen if isinstance(v, dict)]
            if _are_objects(dicts):
                keys_ = tuple(dicts[0])
                columns = [[row[key] for row in dicts] for key in keys_]
                fields = tuple(
                    _by_examples(merged(list(map(domain_of, column))), column)
                    for column in columns
                )
                return Domain(shape=Shape.OBJECT, keys=keys_, items=fields)
            keys = _by_examples(domain.items[0], [k for d in dicts for k in d])
            items_ = _by_examples(
                domain.items[1], [x for d in dicts for x in d.values()]
            )
            return replace(domain, items=(keys, items_))
        case Shape.UNION:
            parts = [
                _by_examples(part, [v for v in seen if part.fits(v)])
                for part in domain.items
            ]
            return replace(domain, items=tuple(parts))
        case shape if shape in CONTAINERS:
            lists = [list(v) for v in seen if isinstance(v, list | tuple | set)]
            return _container_by_examples(domain, lists)
        case _:
            return domain


def _are_objects(dicts: Sequence[dict[Any, Any]]) -> bool:
    """Whether all have the same keys, which are words: names of fields."""
    names = set(dicts[0]) if dicts else set()
    are_words = all(isinstance(name, str) and name.isidentifier() for name in names)
    is_same = all(set(row) == names for row in dicts)
    return len(dicts) >= _MANY and len(names) > 1 and are_words and is_same


def _text_by_examples(domain: Domain, texts: Sequence[str]) -> Domain:
    letters = set("".join(texts))
    if not letters:
        return domain
    forms = forms_of(texts)
    if forms:
        return replace(domain, forms=forms, sizes=sizes_of(texts))
    if len(texts) >= _MANY and all(len(text) == 1 for text in texts):
        domain = replace(domain, least=1, most=1)
    if letters <= _BRACKETS | {" "} or len(letters) <= _FEW_LETTERS <= _total(texts):
        return replace(domain, alphabet="".join(sorted(letters)))
    if letters <= set(_DIGITS_LIKE) and len(texts) > 1:
        return replace(domain, alphabet="".join(sorted(letters | set(string.digits))))
    for shown, wider in _CLASSES:
        if letters <= set(shown):
            enough = len(texts) >= _MANY or _total(texts) >= _SMALL_TEXT
            return replace(domain, alphabet=wider if enough else _FREE)
    extra = "".join(sorted(letter for letter in letters if letter.isprintable()))
    return replace(domain, alphabet="".join(dict.fromkeys(_FREE + extra)))


_DIGITS_LIKE = string.digits + "-+./: "


def _total(texts: Sequence[str]) -> int:
    return sum(map(len, texts))


def _numbers_by_examples(domain: Domain, numbers: Sequence[float]) -> Domain:
    if not numbers:
        return domain
    high = max(_HIGH, 10 * max(abs(number) for number in numbers))
    return replace(domain, low=-high, high=high)


def _treats(pattern: str, name: str, sources: Sequence[str]) -> bool:
    filled = pattern.replace("{name}", re.escape(name))
    return any(re.search(filled, source) for source in sources)


def _scalar(
    domain: Domain,
    name: str,
    seen: Sequence[Any],
    description: str,
    sources: Sequence[str],
) -> Domain:
    """Bound an argument that is a number by itself: often a size, or a place.

    Programs that are right differ on numbers that nobody thought of. Negative
    ones count as thought of if an example has them, the description speaks of
    them, or a right program treats them apart. Zero does unless words exclude it.
    """
    numbers = [value for value in seen if type(value) in (int, float)]
    least = min(numbers, default=1)
    is_signed = least < 0 or re.search(r"\bnegative\b|(?<![\w.])-\d", description)
    is_treated = _treats(_TREATS_NEGATIVE, name, sources)
    high = max(_HIGH_SCALAR, 10 * max(map(abs, numbers), default=0))
    return replace(
        domain,
        low=domain.low if is_signed or is_treated else 0,
        high=high,
        has_guessed_low=not is_signed and not _UNSIGNED.search(description),
        has_guessed_high=True,
    )


def _container_by_examples(domain: Domain, lists: Sequence[list[Any]]) -> Domain:
    inner = [item for items in lists for item in items]
    item = _by_examples(domain.items[0], inner)
    rows = [[len(row) for row in items if isinstance(row, list)] for items in lists]
    is_grid = (
        domain.items[0].shape is Shape.LIST
        and sum(len(row) > 1 for row in rows) > 0
        and all(len(set(row)) <= 1 for row in rows)
    )
    least = 0
    if lists and min(map(len, lists)) > 0 and len(lists) >= _MANY + 2:
        least = 1
    return replace(
        domain,
        items=(item, *domain.items[1:]),
        is_rectangular=is_grid,
        is_square=is_grid
        and all(len(items) == len(items[0]) for items in lists if items),
        least=max(domain.least, least),
    )


def _by_words(
    domain: Domain, name: str, seen: Sequence[Any], description: str
) -> Domain:
    """Narrow a domain to what the description says of such arguments.

    A rule that an example breaks was not meant for this argument.
    """
    for rule in _rules(name, description):
        narrowed = rule(domain)
        if all(narrowed.fits(value) for value in seen if domain.fits(value)):
            domain = narrowed
    return domain


def _rules(name: str, description: str) -> Iterator[Any]:
    if _NOT_NEGATIVE.search(description):
        yield lambda domain: _on_numbers(domain, low=0)
    elif _POSITIVE.search(description) and not _SIGNED.search(description):
        yield lambda domain: _on_numbers(domain, low=1)
    if _DIVIDED.search(description):
        yield lambda domain: _on_scalar(domain, low=1)
    if _ORDINAL.search(description):
        yield lambda domain: _on_scalar(domain, low=1)
    if _is_count(name, description):
        yield lambda domain: _on_numbers(domain, low=0)
    if _NOT_EMPTY.search(description):
        yield lambda domain: _sized(domain, 1)
    if _SORTED.search(description):
        yield lambda domain: _on_lists(domain, is_sorted=True)
    if _DISTINCT.search(description):
        yield lambda domain: _on_lists(domain, is_distinct=True)
    for found in _BETWEEN.finditer(description):
        if found["name"] == name:
            low, high = int(found["low"]), _power(found["high"])
            if found["len"]:
                yield lambda d, a=low, b=high: _sized(d, a, b)
            else:
                yield lambda d, a=low, b=high: _on_numbers(d, low=a, high=b)
    for found in _LENGTH.finditer(description):
        if name in {found["name"], found["bar"], found["dot"]}:
            low, high = int(found["low"]), _power(found["high"])
            yield lambda d, a=low, b=high: _sized(d, a, b)
    for found in _AT_LEAST.finditer(description):
        if found["name"] == name:
            low = int(found["low"]) + (found["sign"] == ">")
            yield lambda d, a=low: _on_numbers(d, low=a)
    for pattern, alphabet in _RESTRICTED_TO:
        if re.search(pattern, description, re.IGNORECASE):
            yield lambda domain, letters=alphabet: _on_texts(domain, letters)
    if _NUMBER_WORDS.search(description):
        yield lambda domain: _worded(domain, _DIGIT_WORDS)


def _is_count(name: str, description: str) -> bool:
    """Whether a number is spoken of as a size, a place or an end of counting."""
    it = rf"[`'\"]?{re.escape(name)}\b"
    before = r"(?:size|length|first|last|top|than|to|until|till|most|with|every|of)"
    after = r"(?:-?\s?(?:th|st|nd|rd)\b|\s+(?:elements|numbers|items|times|characters"
    after += r"|digits|vowels|consonants|largest|smallest|levels|terms|people|cars))"
    return (
        re.search(rf"\b{before}\s+{it}|{it}{after}", description, re.IGNORECASE)
        is not None
    )


def _power(text: str) -> int:
    base, _, exponent = text.partition("^")
    return int(base) ** min(int(exponent), 18) if exponent else int(base)


def _on_scalar(domain: Domain, *, low: float) -> Domain:
    return _on_numbers(domain, low=low) if domain.shape is Shape.INT else domain


def _on_numbers(
    domain: Domain, *, low: float | None = None, high: float | None = None
) -> Domain:
    if domain.shape in {Shape.INT, Shape.FLOAT}:
        if low is not None:
            best = low if domain.low is None else max(domain.low, low)
            domain = replace(domain, low=best, has_guessed_low=False)
        if high is not None:
            domain = replace(domain, high=high, has_guessed_high=False)
        return domain
    if domain.shape is Shape.UNION or domain.shape in CONTAINERS:
        items = tuple(_on_numbers(item, low=low, high=high) for item in domain.items)
        return replace(domain, items=items)
    return domain


def _on_lists(domain: Domain, **changes: bool) -> Domain:
    if domain.shape in {Shape.LIST, Shape.TUPLE}:
        return replace(domain, **changes)  # type: ignore[arg-type]
    return domain


def _on_texts(domain: Domain, letters: str) -> Domain:
    if domain.shape is Shape.STR:
        return replace(domain, alphabet=letters)
    if domain.shape in CONTAINERS:
        items = tuple(_on_texts(item, letters) for item in domain.items)
        return replace(domain, items=items)
    return domain


def _worded(domain: Domain, words: tuple[str, ...]) -> Domain:
    if domain.shape is Shape.STR:
        return replace(domain, words=words)
    return domain


def _sized(domain: Domain, least: int, most: int | None = None) -> Domain:
    if domain.shape in CONTAINERS or domain.shape is Shape.STR:
        return replace(domain, least=max(domain.least, least), most=most or domain.most)
    return domain


def told(domain: Domain) -> list[str]:
    """Say in words what bounds a domain has."""
    notes = []
    for part in domain.walk():
        if part.low is not None or part.high is not None:
            low = "-inf" if part.low is None else f"{part.low:g}"
            high = "inf" if part.high is None else f"{part.high:g}"
            notes.append(f"{part.shape} within {low}..{high}")
        if part.alphabet:
            notes.append(f"text of {part.alphabet!r}")
        if part.forms:
            notes.append(f"text like {', '.join(part.forms[:3])}")
        if part.keys:
            notes.append(f"dict of {', '.join(part.keys)}")
        if part.words:
            notes.append(f"words of {', '.join(part.words)}")
        if part.least:
            notes.append(f"{part.shape} of at least {part.least}")
        if part.most is not None:
            notes.append(f"{part.shape} of at most {part.most}")
        notes += ["sorted"] * part.is_sorted + ["distinct"] * part.is_distinct
        notes += ["rectangular"] * part.is_rectangular + ["square"] * part.is_square
    return notes
