"""C: the candidate's declaration, read as LeetCode writes them.

An array is a pointer and, if there are more parameters than arguments, the number
of its items after it; `int** grid, int gridSize, int* gridColSize` is a list of
lists. A pointer that is returned has its length in `int* returnSize`, and those of
its rows in `int** returnColumnSizes`. The driver is C++, and linked with the
candidate, which is compiled as C.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandboxes.calls.text import encoded, inside, plain
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_GLUE = "verifier_call.cpp"
_HEADERS = ("verifier_json.hpp", "verifier_types.hpp", "verifier_call.hpp")
_NODES = {
    "ListNode": "struct ListNode { int val; struct ListNode *next; };",
    "TreeNode": "struct TreeNode { int val; struct TreeNode *left, *right; };",
}
_USUAL = " ".join(
    f"-include {name}.h"
    for name in ("stdio", "stdlib", "string", "stdbool", "math", "limits", "ctype")
)
_SCALARS = {
    Shape.INT: "int",
    Shape.LONG: "long long",
    Shape.FLOAT: "double",
    Shape.CHAR: "char",
    Shape.BOOL: "bool",
    Shape.STR: "char*",
    Shape.ANY: "int",
    Shape.VOID: "void",
    Shape.LINKED_LIST: "struct ListNode*",
    Shape.TREE: "struct TreeNode*",
}
_SUPPORTED = "numbers, bool, char, str, lists of them, lists of lists, and nodes"


@dataclass(slots=True)
class _Glue:
    """Lines of the glue, as they come together."""

    before: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    first: str = ""
    taken: int = 0


def _complaint(target: Target) -> str | None:
    signature = target.signature
    if target.class_name:
        return "class_name: C has no classes; name a function"
    types = [it.type for it in signature.parameters] if signature else []
    for type_ in types:
        item = type_.items[0] if type_.shape is Shape.LIST else type_
        item = item.items[0] if item.shape is Shape.LIST else item
        if item.shape not in _SCALARS:
            return f"signature: calls of C take {_SUPPORTED}, not {type_}"
    return None


def render(type_: Type) -> str:
    """Write a type as C does."""
    if type_.shape is Shape.LIST:
        inner = render(type_.items[0])
        return f"{inner}*"
    return _SCALARS.get(type_.shape, "int")


def _parameters(signature: Signature) -> list[str]:
    made = []
    for index, it in enumerate(signature.parameters):
        name = it.name or f"arg{index}"
        made.append(f"{render(it.type)} {name}")
        if it.type.shape is Shape.LIST:
            made.append(f"int {name}Size")
            if it.type.items[0].shape is Shape.LIST:
                made.append(f"int* {name}ColSize")
    if signature.returns.shape is Shape.LIST:
        made.append("int* returnSize")
        if signature.returns.items[0].shape is Shape.LIST:
            made.append("int** returnColumnSizes")
    return made


def _shown(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    parameters = ", ".join(_parameters(signature)) or "void"
    return f"{render(signature.returns)} {target.name}({parameters})"


def _stub(target: Target) -> str:
    head = _shown(target)
    nodes = "".join(f"{text}\n" for name, text in _NODES.items() if name in head)
    return f"#include <stdlib.h>\n#include <stdbool.h>\n{nodes}{head} {{ abort(); }}\n"


def _declared(source: str, name: str) -> tuple[str, list[str]] | None:
    """Return the type that a function returns, and those of its parameters."""
    code = re.sub(r"^[ \t]*#[^\n]*", "", plain(source), flags=re.MULTILINE)
    head = rf"([A-Za-z_][\w\s*]*?)\b{re.escape(name)}\s*\(([^(){{}};]*)\)\s*\{{"
    found = re.search(rf"(?:^|[;}}])\s*{head}", code, re.MULTILINE)
    if not found:
        return None
    types = []
    for piece in found[2].split(","):
        text = re.sub(r"\b(?:const|restrict|register|volatile)\b", " ", piece).strip()
        array = "*" * len(re.findall(r"\[\w*\]", text))
        text = re.sub(r"\[\w*\]", "", text)
        words = re.sub(r"[A-Za-z_]\w*\s*$", "", text).strip() or text
        if words in {"struct", "unsigned", "long", "signed"}:
            words = text
        if words not in {"", "void"}:
            types.append(re.sub(r"\s*\*\s*", "*", words) + array)
    returns = re.sub(r"\b(?:static|inline|extern|const)\b", "", found[1]).strip()
    return re.sub(r"\s*\*\s*", "*", returns), types


def _take(glue: _Glue, types: list[str], spare: int) -> int:
    """Write how the next argument is read and passed; return the spare parameters."""
    type_, index = types[0], glue.taken
    name = f"verifier_{index}"
    stars = len(type_) - len(type_.rstrip("*"))
    base = type_.rstrip("*").strip()
    is_node = "ListNode" in base or "TreeNode" in base
    base = base.removeprefix("struct ").replace("_Bool", "bool")
    item = "std::string" if base == "char" else base
    depth = stars - 1 if base == "char" or is_node else stars
    kept = f"{base}*" if is_node else item if stars else base
    kept = f"{'std::vector<' * depth}{kept}{'>' * depth}"
    read = f"verifier_call::keep<{kept}>(given, {index})->value"
    glue.before.append(f"static {kept} {name} = {read};")
    glue.taken += 1
    del types[0]
    if index == 0:
        glue.first = name
    if not depth:
        glue.passed.append(f"{name}.data()" if kept == "std::string" else name)
        return spare
    if depth > 1 or item == "std::string":
        pointer = "char*" if item == "std::string" else f"{base}*"
        glue.before.append(
            f"static std::vector<{pointer}> {name}_rows;"
            + f" static std::vector<int> {name}_sizes;"
            + f" for (auto &row : {name}) {{ {name}_rows.push_back(row.data());"
            + f" {name}_sizes.push_back((int)row.size()); }}"
        )
        glue.passed.append(f"{name}_rows.data()")
    else:
        glue.passed.append(f"{name}.data()")
    if spare and types and re.fullmatch(r"int|long|size_t|unsigned(?: int)?", types[0]):
        glue.passed.append(f"{name}.size()")
        del types[0]
        spare -= 1
        if depth > 1 and spare and types and types[0] == "int*":
            glue.passed.append(f"{name}_sizes.data()")
            del types[0]
            spare -= 1
    return spare


def _encoded(returns: str) -> tuple[list[str], str]:
    """Return how a returned pointer becomes a value of C++."""
    base = returns.rstrip("*").strip().removeprefix("struct ")
    stars = len(returns) - len(returns.rstrip("*"))
    if base == "char":
        stars -= 1
        item = "std::string(p)"
        kind = "std::string"
    else:
        item, kind = "p", base
    if not stars or "Node" in base:
        return [], "verifier_call::reply_value(value);"
    if stars == 1:
        read = item.replace("p", "value[i]") if kind == "std::string" else "value[i]"
        lines = [
            f"std::vector<{kind}> made;",
            f"for (int i = 0; value && i < verifier_size; i++) made.push_back({read});",
        ]
    else:
        lines = [
            f"std::vector<std::vector<{kind}>> made;",
            "for (int i = 0; value && i < verifier_size; i++) made.emplace_back("
            "value[i], value[i] + verifier_sizes[i]);",
        ]
    return lines, "verifier_call::reply_value(made);"


def _glue(parts: CallParts) -> str:
    target = parts.target
    declared = _declared(parts.source, target.name)
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    if declared is None:  # the linker will say that there is none
        types = [re.sub(r"\s*\w+$", "", it) for it in _parameters(signature)]
        declared = render(signature.returns), types
    returns, types = declared
    header = f'extern "C" {returns} {target.name}({", ".join(types)});'
    glue, rest, count = _Glue(), list(types), len(signature.parameters)
    lists = returns.count("*") - ("char" in returns or "Node" in returns)
    ends = []
    if lists > 0 and len(rest) > count:
        ends = ["&verifier_size"]
        if lists > 1 and rest[-1] == "int**":
            ends.append("&verifier_sizes")
            rest.pop()
        rest.pop()
    spare = len(rest) - count
    for _ in range(count):
        if rest:
            spare = _take(glue, rest, spare)
    called = f"{target.name}({', '.join([*glue.passed, *ends])})"
    lines, reply = _encoded(returns)
    call = [f"{called};"] if returns == "void" else [f"auto value = {called};"]
    inout = f"if (given.inout) verifier_call::reply_value({glue.first});"
    body = [
        *glue.before,
        *call,
        inout if glue.first else "",
        *([] if returns == "void" else [*lines, reply]),
        'verifier_call::reply("{\\"value\\":null}");',
    ]
    nodes = [text for name, text in _NODES.items() if name in header]
    inside_body = "\n    ".join(filter(None, body))
    complaint = f'verifier_call::reply_word("unfit", "it takes {count} arguments");'
    return (
        '#include "verifier_call.hpp"\n' + "\n".join([*nodes, header]) + "\n"
        "static int verifier_size; static int *verifier_sizes;\n"
        "int main() {\n  return verifier_call::run([](const verifier_call::Arguments "
        f"&given) {{\n    if (given.items->size() != {count}) {complaint}\n"
        f"    {inside_body}\n  }});\n}}\n"
    )


def _program(parts: CallParts) -> CallProgram:
    code = plain(parts.source)
    nodes = [
        text
        for name, text in _NODES.items()
        if re.search(rf"\b{name}\b", code)
        and not re.search(rf"\bstruct\s+{name}\s*\{{", code)
    ]
    source = " ".join([*nodes, parts.source])
    files = {
        **parts.files,
        parts.main: encoded(source),
        _GLUE: encoded(_glue(parts)),
        **{name: inside(name) for name in _HEADERS},
    }
    own = [it for it in parts.files if it.endswith(".c") and it != parts.main]
    return CallProgram(files=files, units=(parts.main, *own))


def driver(compiler: Sequence[str]) -> CallDriver:
    """Return the driver for a compiler of GCC's with its options."""
    words = " ".join(compiler)
    script = (
        f'grep -q "^[ \\t]*#[ \\t]*include" "$1" || usual="{_USUAL}"; '
        f'{words} -Dmain=verifier_candidate_main $usual -c "$@" && '
        f"/usr/bin/g++ -std=gnu++17 -O1 -I. -o out/main {_GLUE} *.o -lm"
    )
    return CallDriver(
        argv=("./main",),
        program=_program,
        build=("/bin/sh", "-c", script, "sh", "{units}"),
        stub=_stub,
        shown=_shown,
        needs_signature=lambda _source, _name: True,
        complaint=_complaint,
    )
