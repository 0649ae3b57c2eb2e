"""Expressions and tests of a grammar, written in Python.

A variable is a mapping from its indices to values, so that those of an array can be
looked at together; one without indices has the empty tuple.
"""

from collections.abc import Sequence

from verifier.generation.checktestdata.tokens import Tokens

_MOST_DEEP = 60
_LEVELS: Sequence[dict[str, str]] = (
    {"||": "or"},
    {"&&": "and"},
    {sign: sign for sign in ("==", "!=", "<=", ">=", "<", ">")},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "quotient", "%": "remainder"},
)
"""Signs between two, the loosest first, and what they are in Python."""
_COMPARING = 2


class Expressions:
    """Reads expressions, and writes them in Python.

    Args:
        tokens: Where they are read.

    Attributes:
        names: Variables that were met.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._depth = 0
        self.names: dict[str, None] = {}

    def read(self, level: int = 0) -> str:
        """Read one.

        Raises:
            GrammarError: There is none.
        """
        if level == len(_LEVELS):
            return self._factor()
        if level == _COMPARING and self._tokens.takes("!"):
            return f"(not {self.read(level)})"
        made = self.read(level + 1)
        while True:
            token = self._tokens.peek()
            sign = _LEVELS[level].get(token.text)
            if sign is None or token.kind != "sign":
                return made
            self._tokens.take()
            other = self.read(level + 1)
            is_named = sign in {"quotient", "remainder"}
            if is_named:
                made = f"{sign}({made}, {other})"
            else:
                made = f"({made} {sign} {other})"

    def variable(self) -> str:
        """Read a variable, of which there may be a value or not."""
        name = self.name()
        indices = []
        if self._tokens.takes("["):
            indices.append(self.read())
            while self._tokens.takes(","):
                indices.append(self.read())
            self._tokens.take("]")
        return f"v_{name}[({''.join(f'{index}, ' for index in indices)})]"

    def name(self) -> str:
        """Read the name of a variable."""
        if self._tokens.peek().kind != "name":
            self._tokens.fail("a variable is missing")
        name = self._tokens.take().text
        self.names[name] = None
        return name

    def listed_names(self) -> list[str]:
        """Read names between parentheses."""
        self._tokens.take("(")
        names = [self.name()]
        while self._tokens.takes(","):
            names.append(self.name())
        self._tokens.take(")")
        return names

    def _factor(self) -> str:
        self._depth += 1
        if self._depth > _MOST_DEEP:
            self._tokens.fail("parentheses are too deep")
        is_negative = self._tokens.takes("-")
        made = f"(-{self._factor()})" if is_negative else self._value()
        if not is_negative and self._tokens.takes("^"):
            made = f"power({made}, {self._factor()})"
        self._depth -= 1
        return made

    def _value(self) -> str:
        token = self._tokens.peek()
        match token.kind:
            case "number":
                self._tokens.take()
                is_whole = token.text.isdigit()
                return str(int(token.text)) if is_whole else repr(float(token.text))
            case "text":
                self._tokens.take()
                return repr(token.text)
            case "name":
                return self.variable()
            case "command":
                self._tokens.take()
                return self._called(token.text)
            case "sign" if self._tokens.takes("("):
                made = self.read()
                self._tokens.take(")")
                return made
            case _:
                pass
        return self._tokens.fail("a value is missing")

    def _called(self, command: str) -> str:
        match command:
            case "ISEOF":
                return "(at == len(text))"
            case "UNIQUE":
                names = ", ".join(f"v_{name}" for name in self.listed_names())
                return f"unique({names})"
            case "STRLEN" | "MATCH":
                self._tokens.take("(")
                made = self.read()
                self._tokens.take(")")
                if command == "STRLEN":
                    return f"len({made})"
                return f"(at < len(text) and text[at] in {made})"
            case "INARRAY":
                self._tokens.take("(")
                made = self.read()
                self._tokens.take(",")
                name = self.name()
                self._tokens.take(")")
                return f"({made} in v_{name}.values())"
            case _:
                return self._tokens.fail(f"{command} has no value; what follows it")
