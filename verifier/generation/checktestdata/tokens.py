"""The words of a grammar, one after another."""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

type TokenKind = Literal["text", "number", "command", "name", "sign", "end"]

_TOKEN = re.compile(
    r"""
      (?P<blank> \s+ | \#[^\n]* )
    | (?P<text> "(?:\\.|[^"\\])*" )
    | (?P<number> [0-9]+ (?:\.[0-9]+)? (?:[eE][+-]?[0-9]+)? )
    | (?P<command> [A-Z]+ )
    | (?P<name> [a-z][a-z0-9_]* )
    | (?P<sign> <= | >= | == | != | && | \|\| | [-+*/%^()\[\],=<>!] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", '"': '"', "\\": "\\", "\n": ""}


class GrammarError(ValueError):
    """What is read is no grammar; its words say where and why."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes:
        kind: What it is; `end` stands behind the last one.
        text: Itself; of a text, what it means.
        line: Where it is, from 1.
    """

    kind: TokenKind
    text: str
    line: int


class Tokens:
    """The words of a grammar, read from the first to the last.

    Raises:
        GrammarError: Something is no word of the language.
    """

    def __init__(self, source: str) -> None:
        self._tokens: list[Token] = []
        at, line = 0, 1
        while at < len(source):
            found = _TOKEN.match(source, at)
            if found is None:
                msg = f"line {line}: {source[at]!r} is not understood"
                raise GrammarError(msg)
            text, at = found[0], found.end()
            if kind := _kind_of(found.lastgroup):
                meant = _unescaped(text[1:-1]) if kind == "text" else text
                self._tokens.append(Token(kind, meant, line))
            line += text.count("\n")
        self._tokens.append(Token("end", "", line))
        self._at = 0

    def peek(self) -> Token:
        """Return the next one, which stays."""
        return self._tokens[self._at]

    def take(self, *texts: str) -> Token:
        """Take the next one.

        Args:
            texts: What it must be; anything, if there are none.

        Raises:
            GrammarError: It is something else.
        """
        token = self.peek()
        if texts and (token.kind == "text" or token.text not in texts):
            self.fail(f"{' or '.join(texts)} is missing")
        if token.kind != "end":
            self._at += 1
        return token

    def takes(self, text: str) -> bool:
        """Take the next one, if it is this."""
        token = self.peek()
        if token.kind == "text" or token.text != text:
            return False
        self.take()
        return True

    def fail(self, why: str) -> NoReturn:
        """Say where a grammar is wrong.

        Raises:
            GrammarError: Always.
        """
        token = self.peek()
        found = f"{token.text!r}" if token.kind != "end" else "the end"
        msg = f"line {token.line}: {why}, found {found}"
        raise GrammarError(msg)


def _kind_of(group: str | None) -> TokenKind | None:
    match group:
        case "text" | "number" | "command" | "name" | "sign":
            return group
        case _:
            return None


def _unescaped(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        letter = found[1]
        if letter[0] in "01234567":
            return chr(int(letter, 8))
        return _PLAIN.get(letter, found[0])

    return _ESCAPE.sub(meant, text)
