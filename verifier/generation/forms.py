"""What a text looks like that is written by a rule: `12:30`, `(1, 2)`, `a@b.org`.

The form of a text has `9` for a run of digits, `a` for a run of letters, and its
other characters as they are. Texts of one form are drawn by filling its runs.
"""

import re
import string
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from random import Random

from verifier.generation.layout_parts import MOST_FORMS

_RUN = re.compile(r"[0-9]+|[A-Za-z]+")
_PART = re.compile(r"[0-9]+|[a-z]+|[A-Z]+|.")
_MARKS = frozenset("()[]{}:/-.,@+#%$=<>;|_&")
_LEAST_TEXTS = 2
_LEAST_RUNS = 2
_LONGEST = 4


def form_of(text: str) -> str:
    """Return the form of a text."""
    return _RUN.sub(lambda run: "9" if run[0][0].isdigit() else "a", text)


def forms_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the forms of texts that are written by a rule; none, if they are not.

    They are, if all have the same marks and at least two runs, one of digits:
    words with full stops and commas are prose.
    """
    found = tuple(dict.fromkeys(map(form_of, texts)))
    if len(texts) < _LEAST_TEXTS:
        return ()
    shapes = {form.replace(" ", "") for form in found}
    runs = [letter for letter in found[0] if letter in "9a"]
    is_ruled = len(shapes) == 1 and len(runs) >= _LEAST_RUNS and "9" in runs
    return found if is_ruled and set(found[0]) & _MARKS else ()


def filled(form: str, random: Random, sizes: Sequence[int]) -> str:
    """Draw a text of a form.

    Args:
        form: The form.
        random: Where chance comes from.
        sizes: How long runs may be.
    """
    made = []
    for letter in form:
        if letter not in "9a":
            made.append(letter)
            continue
        letters = "0123456789" if letter == "9" else "abcxyzABZ"
        size = random.choice(sizes) if sizes else random.randint(1, _LONGEST)
        made.append("".join(random.choice(letters) for _ in range(size)))
    return "".join(made)


def sizes_of(texts: Sequence[str]) -> tuple[int, ...]:
    """Return how long the runs of some texts are."""
    return tuple(sorted({len(run) for text in texts for run in _RUN.findall(text)}))


_FIXED = {
    "0": "0",
    "1": "123456789",
    "2": "012",
    "3": "0123",
    "5": "012345",
    "9": string.digits,
    "a": string.ascii_lowercase,
    "A": string.ascii_uppercase,
}
_TIME = re.compile(r"9{1,2}(?::99){1,2}")
_LAST_MINUTE, _LAST_HOUR = 59, 23
_LEAST_WORDS = 3
_MOST_SHAPES = 3
_MOST_RUNS = 4
_LONGEST_LETTERS = 2
"""Letters before or behind a number: of more, it is a name with a number."""
_LONGEST_NUMBER = 18


def word_forms_of(words: Sequence[str]) -> list[str]:
    """Return what each character is of words that are written by a rule.

    Words of one length that share their marks: `12-30` and `07-45` have the form
    `99-99`. Letters and numbers side by side, in few orders: `C#4`, `F12` have the
    forms `A#1`, `A1` and `A19`. Other words have none.
    """
    fixed = _fixed_form_of(words) if len(words) >= _LEAST_WORDS else ""
    return _times(words, fixed) if fixed else _numbered_forms(dict.fromkeys(words))


def has_form(word: str, forms: Sequence[str], alphabet: str) -> bool:
    """Whether a word has one of some forms, with letters and digits of an alphabet."""
    return any(
        len(word) == len(form)
        and all(
            letter in letters_for(kind, alphabet)
            for letter, kind in zip(word, form, strict=True)
        )
        for form in forms
    )


def fill_form(form: str, alphabet: str, choose: Callable[[str], str]) -> str:
    """Make a word of such a form.

    Args:
        form: The form.
        alphabet: The letters and digits that words may have, where it has some.
        choose: Chooses one of some letters.
    """
    return "".join(
        choose(letters_for(kind, alphabet)) if kind in _FIXED else kind for kind in form
    )


def without_zero(word: str, alphabet: str, random: Random) -> str:
    """Return a number, written in digits, that 0 leads only if it is alone."""
    if len(word) == 1 or not word.startswith("0"):
        return word
    return random.choice(alphabet.replace("0", "")) + word[1:]


def letters_for(kind: str, alphabet: str) -> str:
    """Return what may stand at a place of a form: a mark stands for itself."""
    letters = _FIXED.get(kind, kind)
    return "".join(one for one in alphabet if one in letters) or letters


def _fixed_form_of(words: Sequence[str]) -> str:
    forms = {_fixed(word) for word in words}
    form = forms.pop()
    marks = {letter for letter in form if letter not in _FIXED}
    return form if not forms and marks and marks != set(form) else ""


def _times(words: Sequence[str], form: str) -> list[str]:
    """Return the forms of times of day, if words may be some; else their one form.

    No minute or second is above 59; hours of two digits are 00 to 13 and 20 to 23,
    which are all that forms can say.
    """
    if not _TIME.fullmatch(form):
        return [form]
    parts = [[int(part) for part in word.split(":")] for word in words]
    if any(part > _LAST_MINUTE for _, *rest in parts for part in rest):
        return [form]
    made = form.replace(":99", ":59")
    are_hours = all(hour <= _LAST_HOUR for hour, *_ in parts)
    if form.startswith("99") and are_hours:
        return [f"0{made[1:]}", f"23{made[2:]}"]
    return [made]


def _numbered_forms(words: Iterable[str]) -> list[str]:
    """Return the forms of letters and numbers, in all lengths up to those seen."""
    found = [[run[0] for run in _PART.finditer(word)] for word in words]
    shapes = {tuple(map(_kind_of, runs)) for runs in found}
    is_told = _LEAST_WORDS <= len(found) >= 2 * len(shapes) - 1
    if not is_told or len(shapes) > _MOST_SHAPES:
        return []
    if not any({"a", "A"} & set(shape) and "9" in shape for shape in shapes):
        return []
    forms: dict[str, None] = {}
    for shape in sorted(shapes):
        alike = [runs for runs in found if tuple(map(_kind_of, runs)) == shape]
        columns = [
            _sizes_of_run(kind, column)
            for kind, column in zip(shape, zip(*alike, strict=True), strict=True)
        ]
        if len(shape) > _MOST_RUNS or not all(columns):
            return []
        forms |= dict.fromkeys(map("".join, product(*columns)))
    return list(forms) if len(forms) <= MOST_FORMS else []


def _sizes_of_run(kind: str, runs: Sequence[str]) -> list[str]:
    """Return how runs at one place of words may look; nothing if that is not told."""
    longest = max(map(len, runs))
    if kind in "aA":
        are_even = len(runs) >= _LEAST_WORDS and len(set(map(len, runs))) == 1
        is_short = longest <= _LONGEST_LETTERS or are_even
        return sorted({kind * len(run) for run in runs}) if is_short else []
    if kind != "9":
        return sorted(set(runs)) if longest == 1 else []
    if longest > _LONGEST_NUMBER:
        return []
    if any(len(run) > 1 and run[0] == "0" for run in runs):
        return sorted({"9" * len(run) for run in runs})
    first = "9" if "0" in runs else "1"
    return [first, *("1" + "9" * size for size in range(1, longest))]


def _kind_of(run: str) -> str:
    return _fixed(run[0])


def _fixed(word: str) -> str:
    return "".join(
        next((kind for kind in "9aA" if letter in _FIXED[kind]), letter)
        for letter in word
    )
