"""Takes the program out of a model's whole answer.

A block is a fenced code block of CommonMark (0.31.2, 4.5): a fence of three or
more backticks or tildes, indented by at most three spaces, closed by a fence
of the same character that is at least as long, or by the end of the text.
Lists and quotes are not parsed.

What a model thinks before it answers is no answer, and a draft in there is not
its program, not even if there is no other:

- `<think>` at the start of a line opens a thought and `</think>` ends it; one
  that is never ended lasts to the end (the model ran out of tokens).
- A `</think>` that nothing opened ends a thought that began with the text, as
  chat templates often put `<think>` into the prompt.
- In a block neither means anything, but for a `</think>` alone on a line
  before any thought has ended: it was the thought that left a block open.

`<thinking>` is the same; case does not matter; a tag in `backticks` is none.
"""

import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field

_OPENER = re.compile(r"\s*<think(?:ing)?>", re.IGNORECASE)
_CLOSER = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_FENCES = ("```", "~~~")
_MOST_INDENT = 3


def program_in(completion: str, names: Collection[str]) -> str | None:
    """Take the program out of a model's answer.

    Args:
        completion: All that the model wrote.
        names: The language's name and aliases. The first word of a block's
            info string is compared with them, whatever its case; of
            `rust,ignore` and `python:main.py` that is the part before the
            mark, and `{.python}` is pandoc's way to say `python`.

    Returns:
        The last block of that language; if there is none, the last block
        without any info string; None if there is none either. Blank blocks
        do not count.
    """
    wanted = {name.casefold() for name in names}
    blocks = [block for block in _Scan().blocks_of(completion) if block.text.strip()]
    tagged = [block for block in blocks if block.tag in wanted]
    untagged = [block for block in blocks if block.tag is None]
    chosen = tagged or untagged
    return chosen[-1].text if chosen else None


@dataclass(slots=True)
class _Block:
    """A fenced block; without a tag if its info string is blank."""

    fence: str
    indent: int
    tag: str | None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def is_closed_by(self, line: str) -> bool:
        body = line.lstrip(" ")
        mark = body.rstrip()
        return (
            len(line) - len(body) <= _MOST_INDENT
            and mark.startswith(self.fence)
            and not mark.strip(self.fence[0])
        )

    def add(self, line: str) -> None:
        """Add a line, less the indentation that the fence had too."""
        spaces = len(line) - len(line.lstrip(" "))
        self.lines.append(line[min(spaces, self.indent) :])


@dataclass(slots=True)
class _Scan:
    """Reads an answer line by line, once."""

    blocks: list[_Block] = field(default_factory=list)
    block: _Block | None = None
    thinking: bool = False
    has_thought: bool = False

    def blocks_of(self, completion: str) -> list[_Block]:
        for line in io.StringIO(completion, newline=""):  # ends stay as they are
            if self.block is not None:
                self._read_code(self.block, line)
            else:
                self._read_text(line)
        return self.blocks

    def _read_code(self, block: _Block, line: str) -> None:
        if not self.has_thought and _CLOSER.fullmatch(line.strip()):
            self._end_thought()
        elif block.is_closed_by(line):
            self.block = None
        else:
            block.add(line)

    def _read_text(self, line: str) -> None:
        rest = _after_last_closer(line)
        if rest is not None:
            self._end_thought()
            line = rest
        if self.thinking:
            return
        if _OPENER.match(line):
            self.thinking = True
        elif block := _opened_by(line):
            self.block = block
            self.blocks.append(block)

    def _end_thought(self) -> None:
        if not self.thinking:
            self.blocks.clear()
        self.block = None
        self.thinking = False
        self.has_thought = True


def _after_last_closer(line: str) -> str | None:
    rest = None
    for match in _CLOSER.finditer(line):
        start, end = match.span()
        before, after = line[max(start - 1, 0) : start], line[end : end + 3]
        if not (before == "`" and after.startswith("`") and after != "```"):
            rest = end
    return None if rest is None else line[rest:]


def _opened_by(line: str) -> _Block | None:
    body = line.lstrip(" ")
    indent = len(line) - len(body)
    if indent > _MOST_INDENT or not body.startswith(_FENCES):
        return None
    info = body.lstrip(body[0])
    if body[0] == "`" and "`" in info:
        return None  # `code` in a paragraph
    return _Block(body[: len(body) - len(info)], indent, _tag(info.strip()))


def _tag(info: str) -> str | None:
    if not info:
        return None
    word = re.split(r"[\s,:]", info, maxsplit=1)[0]
    return word.lstrip("{.").rstrip("}").casefold()
