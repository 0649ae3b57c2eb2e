"""Commands of a grammar, written as a Python function."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from verifier.generation.checktestdata.expressions import Expressions
from verifier.generation.checktestdata.tokens import Tokens

_MOST_NESTED = 12
"""Python bears twenty blocks within each other."""
_STEP = "    "
_REFUSE = "    return False"
_KEPT = 16
"""Grammars whose translation is remembered: one is asked about each input."""
_FORMS = {"FIXED": "fixed", "SCIENTIFIC": "scientific"}


@lru_cache(_KEPT)
def python_of(source: str) -> str:
    """Translate a grammar to a Python module with a function `valid(text)`.

    Raises:
        GrammarError: It is none.
    """
    writer = _Writer(source)
    lines = [_STEP + line for line in writer.program()]
    declared = [f"{_STEP}v_{name} = {{}}" for name in writer.names]
    package = resources.files("verifier.generation.checktestdata")
    helpers = (package / "helpers.py").read_text()
    return "\n".join(
        [
            helpers,
            "",
            "def valid(text):",
            f"{_STEP}at = 0",
            *declared,
            *lines,
            f"{_STEP}return at == len(text)",
            "",
        ]
    )


@lru_cache(_KEPT)
def has_assertion(source: str) -> bool:
    """Whether a grammar says more than form and ranges.

    Raises:
        GrammarError: It has words that are none of the language.
    """
    tokens = Tokens(source)
    while (token := tokens.take()).kind != "end":
        if token.kind == "command" and token.text == "ASSERT":
            return True
    return False


class _Writer:
    """Writes one grammar."""

    def __init__(self, source: str) -> None:
        self._tokens = Tokens(source)
        self._read = Expressions(self._tokens)
        self._nested = self._loops = 0

    @property
    def names(self) -> list[str]:
        return [*self._read.names]

    def program(self) -> list[str]:
        """Write all commands to the end."""
        lines: list[str] = []
        while self._tokens.peek().kind != "end":
            lines += self._command()
        return lines

    def _block(self) -> list[str]:
        """Write commands to the word that ends them."""
        self._nested += 1
        if self._nested > _MOST_NESTED:
            self._tokens.fail("too many commands within each other")
        lines: list[str] = []
        while self._tokens.peek().text not in {"END", "ELSE"}:
            if self._tokens.peek().kind == "end":
                self._tokens.fail("END is missing")
            lines += self._command()
        self._nested -= 1
        return [_STEP + line for line in lines or ["pass"]]

    def _command(self) -> Iterator[str]:
        token = self._tokens.peek()
        if token.kind != "command":
            self._tokens.fail("a command is missing")
        self._tokens.take()
        match token.text:
            case "SPACE":
                yield from _word("' '")
            case "NEWLINE":
                yield from _word(r"'\n'")
            case "EOF":
                yield from ("if at != len(text):", _REFUSE)
            case "INT" | "FLOAT" | "FLOATP":
                yield from self._number(token.text)
            case "STRING":
                self._tokens.take("(")
                yield from _word(self._read.read())
                self._tokens.take(")")
            case "REGEX":
                yield from self._regex()
            case "ASSERT":
                yield from (f"if not {self._condition()}:", _REFUSE)
            case "SET":
                yield from self._set()
            case "UNSET":
                yield from (f"v_{name}.clear()" for name in self._read.listed_names())
            case "REP" | "REPI" | "WHILE" | "WHILEI":
                yield from self._loop(token.text)
            case "IF":
                yield f"if {self._condition()}:"
                yield from self._block()
                if self._tokens.take("END", "ELSE").text == "ELSE":
                    yield "else:"
                    yield from self._block()
                    self._tokens.take("END")
            case _:
                self._tokens.fail(f"{token.text} is no command; what follows it")

    def _condition(self) -> str:
        self._tokens.take("(")
        made = self._read.read()
        self._tokens.take(")")
        return made

    def _number(self, command: str) -> Iterator[str]:
        self._tokens.take("(")
        bounds = [self._read.read()]
        for _ in range(3 if command == "FLOATP" else 1):
            self._tokens.take(",")
            bounds.append(self._read.read())
        variable, form = "", "integer" if command == "INT" else "decimal"
        if self._tokens.takes(","):
            if self._tokens.peek().kind == "name":
                variable = self._read.variable()
            if form == "decimal" and (not variable or self._tokens.takes(",")):
                form = _FORMS[self._tokens.take(*_FORMS).text]
        self._tokens.take(")")
        convert = "int" if command == "INT" else "float"
        yield f"found = {form}(text, at)"
        yield from ("if not found:", _REFUSE)
        yield f"number, at = {convert}(found[0]), found.end()"
        yield f"if not {bounds[0]} <= number <= {bounds[1]}:"
        yield _REFUSE
        if command == "FLOATP":
            yield f"if not {bounds[2]} <= decimals(found[0]) <= {bounds[3]}:"
            yield _REFUSE
        if variable:
            yield f"{variable} = number"

    def _regex(self) -> Iterator[str]:
        self._tokens.take("(")
        yield f"found = matched({self._read.read()}, text, at)"
        yield from ("if not found:", _REFUSE)
        yield "at = found.end()"
        if self._tokens.takes(","):
            yield f"{self._read.variable()} = found[0]"
        self._tokens.take(")")

    def _set(self) -> Iterator[str]:
        self._tokens.take("(")
        while True:
            variable = self._read.variable()
            self._tokens.take("=")
            yield f"{variable} = {self._read.read()}"
            if self._tokens.take(",", ")").text == ")":
                return

    def _loop(self, command: str) -> Iterator[str]:
        self._loops += 1
        times = f"times{self._loops}"
        self._tokens.take("(")
        variable = ""
        if command.endswith("I"):
            variable = self._read.variable()
            self._tokens.take(",")
        amount = self._read.read()
        between = [*self._command()] if self._tokens.takes(",") else []
        self._tokens.take(")")
        body = self._block()
        self._tokens.take("END")
        is_counted = command.startswith("REP")
        if is_counted:
            yield f"for {times} in range({amount}):"
        else:
            yield f"{times} = -1"
            yield f"while {amount}:"
            yield f"{_STEP}{times} += 1"
        if between:
            yield f"{_STEP}if {times}:"
            yield from (f"{_STEP}{_STEP}{line}" for line in between)
        if variable:
            yield f"{_STEP}{variable} = {times}"
        yield from body


def _word(value: str) -> Iterator[str]:
    """Write that a text stands here."""
    yield f"if not text.startswith({value}, at):"
    yield _REFUSE
    yield f"at += len({value})"
