"""What a text looks like that is written by a rule: `12:30`, `(1, 2)`, `a@b.org`.

The form of a text has `9` for a run of digits, `a` for a run of letters, and its
other characters as they are. Texts of one form are drawn by filling its runs.
"""

import re
import string
from collections.abc import Callable, Sequence
from random import Random

_RUN = re.compile(r"[0-9]+|[A-Za-z]+")
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
    "9": string.digits,
    "a": string.ascii_lowercase,
    "A": string.ascii_uppercase,
}


def fixed_form_of(words: Sequence[str]) -> str:
    """Return what each character is of words of one length that share their marks.

    `12-30` and `07-45` have the form `99-99`; words without a mark have none.
    """
    forms = {_fixed(word) for word in words}
    form = forms.pop()
    marks = {letter for letter in form if letter not in _FIXED}
    is_ruled = len(words) >= _LEAST_TEXTS and not forms
    return form if is_ruled and marks and marks != set(form) else ""


def has_fixed_form(word: str, form: str) -> bool:
    """Whether a word has such a form."""
    return len(word) == len(form) and all(
        letter in _FIXED.get(kind, kind)
        for letter, kind in zip(word, form, strict=True)
    )


def fill_fixed(form: str, choose: Callable[[str], str]) -> str:
    """Make a word of such a form.

    Args:
        form: The form.
        choose: Chooses one of some letters.
    """
    return "".join(choose(_FIXED[kind]) if kind in _FIXED else kind for kind in form)


def _fixed(word: str) -> str:
    kinds = [
        next((kind for kind, letters in _FIXED.items() if letter in letters), letter)
        for letter in word
    ]
    return "".join(kinds)
