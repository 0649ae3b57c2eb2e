"""Bounds of legal inputs, mined from types, examples and the description.

What is mined is a guess, and meant to be careful: an input outside the contract
refuses right programs, one that is missing only lets a few wrong ones pass. So
bounds follow the words where there are any, and the examples where there are
several that agree.
"""

import re
import string
from collections.abc import Sequence
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
from verifier.generation.words import (
    EXTREME,
    MEASURED,
    UNSIGNED,
    by_words,
    means_spaces,
    sized,
)

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
_WHITE = "\t\n"
_NAMES_SPACE = re.compile(r"""(?:[=!]=\s*|\bin\s+|split\()(?:' '|" ")""").search
_BRACKETS = frozenset("()[]{}<>")
_FEW_LETTERS = 4
_MANY = 3
_SMALL_TEXT = 12
_HIGH = 10_000
_HIGH_SCALAR = 100
_TREATS_NEGATIVE = r"abs\(\s*{name}\b|\b{name}\s*<=?\s*-?0\b|\b{name}\s*>=\s*0\b"

_TREATS_EMPTY = (
    r"\bnot\s+{name}\b|\blen\({name}\)\s*(?:==|!=|<|<=|>|>=)\s*[012]\b"
    r"|\bif\s+{name}\s*:|\b{name}\s*[!=]=\s*(?:\[\]|\(\)|''|\"\")"
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
    # Beside lists and texts, a number is how many of them, or which.
    is_measured = MEASURED.search(description) and all(
        isinstance(value, int | float) for example in examples for value in example
    )
    for place, hint in enumerate(hinted):
        seen = [example[place] for example in examples if len(example) > place]
        if hint.shape is Shape.ANY and not seen:
            hint = _by_name(names[place], description, len(names))  # noqa: PLW2901
        typed = _with_examples(hint, seen)
        domain = _by_examples(typed, seen)
        is_open = hint.shape is Shape.ANY and domain.shape is Shape.INT
        if is_open and is_measured:
            domain = replace(domain, shape=Shape.FLOAT)
        if domain.shape in {Shape.INT, Shape.FLOAT}:
            domain = _scalar(domain, names[place], seen, description, sources)
        domain = by_words(domain, names[place], seen, description)
        is_free = domain.shape is Shape.STR and set(_FREE) <= set(domain.alphabet)
        if is_free and means_spaces(description) and any(map(_NAMES_SPACE, sources)):
            domain = replace(domain, alphabet=domain.alphabet + _WHITE)
        if EXTREME.search(description) and domain.shape in CONTAINERS:
            is_treated = _treats(_TREATS_EMPTY, names[place], sources)
            if all(seen) and not is_treated:
                domain = sized(domain, 1)
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
        has_guessed_low=not is_signed and not UNSIGNED.search(description),
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
