"""Reads a signature, as any of the languages writes it, or in a neutral notation.

(nums: list[int], target: int) -> list[int]       neutral
int[] twoSum(int[] nums, int target)              Java, C#
vector<int> twoSum(vector<int>& nums, int target) C++
func twoSum(nums []int, target int) []int         Go
fn two_sum(nums: Vec<i32>, target: i32) -> Vec<i32>
function twoSum(nums: number[], target: number): number[]
(list[int], int) -> list[int]                     without names
"""

import re
from collections.abc import Sequence

from sandboxes.signatures.names import GENERIC, MODIFIERS, PLAIN, SignatureError
from sandboxes.signatures.reading import read_type
from sandboxes.signatures.tokens import closing, split, tokens
from sandboxes.signatures.types import ANY, Parameter, Shape, Signature, Type

_ARROWS = frozenset({"->", "=>", ":"})
_SELF = frozenset({"self", "this", "cls", "$this"})
_GO_PAIR = 2
_ARROW = re.compile(r"\s*=>?\s*$")
_KINDS = re.compile(r",\s*[/*]\s*(?=[,)])")
"""Python's marks of parameters that have names or places alone."""
_DEFAULT = re.compile(r"=\s*(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')")
_QUOTED = re.compile(
    r"([:\[,(>|]\s*)(['\"])([A-Za-z_][\w\[\], .|]*)\2(?=\s*(?:[\],)=|:]|->|$))"
)
"""Python's `'TreeNode'`; a Rust's lifetime has no second sign before a bracket."""
_RECEIVER = re.compile(r"\bfunc\s*\([^()]*\)\s*(?=\w)")


def parse_signature(text: str) -> Signature:
    """Read a signature.

    Raises:
        SignatureError: It cannot be read; says where, and what may be written.
    """
    parts = tokens(_bare(text))
    start = _parameter_list(parts)
    end = closing(parts, start)
    before, inside, after = parts[:start], parts[start + 1 : end], parts[end + 1 :]
    is_go = "func" in before and "->" not in after and ":" not in inside
    if is_go:  # where a byte is a character, as in LeetCode's boards; uint8 is none
        inside, after = _chars(inside), _chars(after)
    pieces = [piece for piece in split(inside, ",") if piece not in ([], ["void"])]
    parameters = _go_parameters(pieces) if is_go else [_parameter(p) for p in pieces]
    return Signature(
        parameters=tuple(it for it in parameters if it.name not in _SELF),
        returns=_returned(before, after, is_go=is_go),
    )


def _bare(text: str) -> str:
    """Return a signature without what says nothing of types."""
    text = _KINDS.sub("", _ARROW.sub("", text.rstrip("; {:")))
    text = _RECEIVER.sub("func ", _DEFAULT.sub("= 0", text))
    return _QUOTED.sub(r"\1\3", text).replace("$", "")


def _chars(parts: list[str]) -> list[str]:
    return ["char" if part == "byte" else part for part in parts]


def _parameter_list(parts: Sequence[str]) -> int:
    """Find the bracket that opens the parameters: the first one within no other."""
    depth = 0
    for at, part in enumerate(parts):
        if part == "(" and depth == 0:
            # A return type may be a tuple: C#'s `(int, int) f(int n)`.
            after = closing(parts, at) + 1
            rest = parts[after:]
            if "(" in rest and rest[0] not in _ARROWS and "func" not in parts[:at]:
                return after + rest.index("(")
            return at
        depth += (part in "<[") - (part in ">]")
    msg = "a signature has its parameters in round brackets"
    raise SignatureError(msg)


def _parameter(piece: list[str]) -> Parameter:
    written, piece = piece, next(split(piece, "="))  # a default value
    if not piece:
        msg = f"{' '.join(written)!r} is no parameter"
        raise SignatureError(msg)
    if [it for it in piece if it not in "&*" and it not in MODIFIERS] in (
        ["self"],
        ["this"],
        ["cls"],
    ):
        return Parameter(name="self", type=ANY)
    named = list(split(piece, ":"))
    if len(named) == _GO_PAIR:
        # The last one, even if it is a modifier elsewhere: `val`, `ref`, `params`.
        words = [word for word in named[0] if word.isidentifier()]
        if not words:
            msg = f"{' '.join(piece)!r} is no parameter"
            raise SignatureError(msg)
        is_open = named[0][-1] == "?"
        return Parameter(
            name=words[-1], type=read_type([*named[1], "?"] if is_open else named[1])
        )
    return _c_parameter(piece)


def _c_parameter(piece: list[str]) -> Parameter:
    """Read `int nums[]`, `const vector<int>& nums` or a type alone."""
    start, sizes = len(piece), 0
    while piece[start - 1] == "]" and start > _GO_PAIR:
        opening = start - 2 - piece[start - 2].isdigit()
        if opening < 0 or piece[opening] != "[":
            break
        start, sizes = opening, sizes + 1
    is_behind = start > 1 and piece[start - 1].isidentifier()
    suffix: list[str] = []
    if sizes and is_behind and not _is_type(piece[start - 1]):  # int board[9][9]
        suffix, piece = ["[", "]"] * sizes, piece[:start]
    last = piece[-1]
    before = [word for word in piece[:-1] if word not in "&*"]
    is_name = last.isidentifier() and not _is_type(last) and last != "const"
    is_typed = any(word not in MODIFIERS for word in before)
    if suffix or (is_name and is_typed):
        inner = read_type([*piece[:-1], *suffix])
        return Parameter(name=last, type=_all_of(inner, piece[:-1]))
    if is_name:
        return Parameter(name=last, type=ANY)
    return Parameter(name=None, type=read_type(piece))


def _all_of(type_: Type, words: Sequence[str]) -> Type:
    """Return what a parameter holds: of `String... words`, all of them."""
    return Type(Shape.LIST, (type_,)) if "..." in words else type_


def _is_type(word: str) -> bool:
    return word in PLAIN or word in GENERIC or word in "]>)"


def _go_parameters(pieces: list[list[str]]) -> list[Parameter]:
    """Read `a, b int, c []string`: names without a type have that of the next."""
    read: list[Parameter] = []
    type_ = ANY
    for piece in reversed(pieces):
        if len(piece) > 1:
            type_ = _all_of(read_type(piece[1:]), piece[1:])
        read.append(Parameter(name=piece[0], type=type_))
    return read[::-1]


def _returned(before: list[str], after: list[str], *, is_go: bool) -> Type:
    if "throws" in after:
        after = after[: after.index("throws")]
    after = [part for part in after if part not in {"const", "override", "noexcept"}]
    if after and after[0] in _ARROWS:
        return read_type(after[1:])
    if is_go:
        return _go_result(after)
    if after:
        msg = f"{' '.join(after)!r} after the parameters; write '-> type'"
        raise SignatureError(msg)
    words = [word for word in before if word not in MODIFIERS]
    if len(words) > 1:
        return read_type(words[:-1])
    return ANY


def _go_result(after: list[str]) -> Type:
    if not after:
        return Type(Shape.VOID)
    if after[0] == "(" and closing(after, 0) == len(after) - 1:
        pieces = [piece for piece in split(after[1:-1], ",") if piece != ["error"]]
        types = [read_type(piece) for piece in pieces]
        return types[0] if len(types) == 1 else Type(Shape.TUPLE, tuple(types))
    return read_type(after)
