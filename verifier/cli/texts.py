"""Text of programs, made safe and short enough for a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from verifier.outcome import Verdict

MAX_LINES = 12
MAX_COLUMNS = 160

_KEPT = frozenset("\t ")


def console_for_people() -> Console:
    """Return a console for tables: colored on a terminal, wide elsewhere."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = MAX_COLUMNS
    return console


def verdict_style(verdict: Verdict) -> str:
    """Return the color of a verdict."""
    match verdict:
        case Verdict.ACCEPTED:
            return "green"
        case Verdict.SKIPPED:
            return "dim"
        case Verdict.INTERNAL_ERROR:
            return "magenta"
        case (
            Verdict.WRONG_ANSWER
            | Verdict.OUTPUT_LIMIT_EXCEEDED
            | Verdict.TIME_LIMIT_EXCEEDED
            | Verdict.MEMORY_LIMIT_EXCEEDED
            | Verdict.RUNTIME_ERROR
            | Verdict.COMPILE_ERROR
        ):
            return "red"


def lines_of(data: bytes) -> list[str]:
    """Return the first lines of what a program wrote, nothing in them active.

    A terminal obeys control characters, and this is a stranger's text.
    """
    lines = data.decode(errors="backslashreplace").splitlines()
    shown = [safe(line)[:MAX_COLUMNS] for line in lines[:MAX_LINES]]
    if len(lines) > MAX_LINES:
        shown.append(f"… {len(lines) - MAX_LINES} more lines")
    return shown


def safe(text: str) -> str:
    """Return a line with what is not printable spelled out."""
    return "".join(
        letter
        if letter in _KEPT or letter.isprintable()
        else letter.encode("unicode_escape", "backslashreplace").decode()
        for letter in text
    )


def block(label: str, data: bytes | None, other: bytes | None, sign: str) -> Text:
    """Return a labeled excerpt; lines that another text has not are marked.

    Args:
        label: What the text is.
        data: The text; nothing is shown of None or an empty one.
        other: What it is compared with, line by line; None compares nothing.
        sign: `-` or `+`, the mark.
    """
    text = Text()
    if not data:
        return text
    others: Sequence[str] | None = None if other is None else lines_of(other)
    for number, line in enumerate(lines_of(data)):
        differs = others is not None and others[number : number + 1] != [line]
        mark = f"{sign} " if differs else "  "
        style = ("red" if sign == "-" else "green") if differs else ""
        text.append(f"  {label if number == 0 else '':>7} │ ", "dim")
        text.append(f"{mark}{line}\n", style)
    return text


def mebibytes(size: int | None) -> str:
    """Return a size for people."""
    return "" if size is None else f"{size / 2**20:.1f} MiB"
