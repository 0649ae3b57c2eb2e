"""Reads a signature, as any of the languages writes it, or in a neutral notation.

(nums: list[int], target: int) -> list[int]       neutral
int[] twoSum(int[] nums, int target)              Java, C#
vector<int> twoSum(vector<int>& nums, int target) C++
func twoSum(nums []int, target int) []int         Go
fn two_sum(nums: Vec<i32>, target: i32) -> Vec<i32>
function twoSum(nums: number[], target: number): number[]
(list[int], int) -> list[int]                     without names
"""

from collections.abc import Sequence

from sandboxes.signatures.names import GENERIC, MODIFIERS, PLAIN, SignatureError
from sandboxes.signatures.reading import read_type
from sandboxes.signatures.tokens import closing, split, tokens
from sandboxes.signatures.types import ANY, Parameter, Shape, Signature, Type

_ARROWS = frozenset({"->", "=>", ":"})
_SELF = frozenset({"self", "this", "cls", "$this"})
_GO_PAIR = 2


def parse_signature(text: str) -> Signature:
    """Read a signature.

    Raises:
        SignatureError: It cannot be read; says where, and what may be written.
    """
    parts = tokens(text.rstrip("; {:"))
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
    suffix: list[str] = []
    while piece[-1:] == ["]"] and len(piece) > _GO_PAIR and not _is_type(piece[-3]):
        if piece[-2] != "[":
            break
        suffix, piece = [*suffix, "[", "]"], piece[:-2]
    last = piece[-1]
    before = [word for word in piece[:-1] if word not in "&*"]
    is_name = last.isidentifier() and not _is_type(last) and last != "const"
    is_typed = any(word not in MODIFIERS for word in before)
    if suffix or (is_name and is_typed):
        return Parameter(name=last, type=read_type([*piece[:-1], *suffix]))
    if is_name:
        return Parameter(name=last, type=ANY)
    return Parameter(name=None, type=read_type(piece))


def _is_type(word: str) -> bool:
    return word in PLAIN or word in GENERIC or word in "]>)"


def _go_parameters(pieces: list[list[str]]) -> list[Parameter]:
    """Read `a, b int, c []string`: names without a type have that of the next."""
    read: list[Parameter] = []
    type_ = ANY
    for piece in reversed(pieces):
        if len(piece) > 1:
            type_ = read_type(piece[1:])
        read.append(Parameter(name=piece[0], type=type_))
    return read[::-1]


def _returned(before: list[str], after: list[str], *, is_go: bool) -> Type:
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
