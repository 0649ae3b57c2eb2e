"""C++: the candidate's own declaration says what the types are.

A template deduces them from the address of the function, so the signature of a
request is needed only where that address is not one: of overloads and templates.
"""

import re
from collections.abc import Sequence

from sandboxes.calls.text import defines, encoded, inside, plain
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_UNIT = "verifier_call.cpp"
_HEADERS = ("verifier_json.hpp", "verifier_types.hpp", "verifier_call.hpp")
_SUFFIXES = (".cpp", ".cc", ".cxx", ".c++")
_INCLUDE = re.compile(r"^\s*#\s*include\b", re.MULTILINE)
_NODES = {
    "ListNode": "struct ListNode { int val; ListNode *next; ListNode() : val(0), "
    "next(nullptr) {} ListNode(int x) : val(x), next(nullptr) {} ListNode(int x, "
    "ListNode *n) : val(x), next(n) {} };",
    "TreeNode": "struct TreeNode { int val; TreeNode *left, *right; TreeNode() : "
    "val(0), left(nullptr), right(nullptr) {} TreeNode(int x) : val(x), "
    "left(nullptr), right(nullptr) {} TreeNode(int x, TreeNode *l, TreeNode *r) : "
    "val(x), left(l), right(r) {} };",
}
_NAMES = {
    Shape.INT: "int",
    Shape.LONG: "long long",
    Shape.BIG_INT: "__int128",
    Shape.FLOAT: "double",
    Shape.STR: "string",
    Shape.CHAR: "char",
    Shape.BOOL: "bool",
    Shape.BYTES: "string",
    Shape.ANY: "int",
    Shape.VOID: "void",
    Shape.LIST: "vector",
    Shape.SET: "set",
    Shape.MAP: "map",
    Shape.TUPLE: "tuple",
    Shape.OPTIONAL: "optional",
    Shape.LINKED_LIST: "ListNode*",
    Shape.TREE: "TreeNode*",
}
_PAIR = 2


def render(type_: Type, prefix: str = "") -> str:
    """Write a type as C++ does; `prefix` goes before names of the library."""
    name = _NAMES[type_.shape]
    if type_.shape is Shape.TUPLE and len(type_.items) == _PAIR:
        name = "pair"
    if not type_.items:
        return f"{prefix}{name}" if name == "string" else name
    items = ", ".join(render(item, prefix) for item in type_.items)
    return f"{prefix}{name}<{items}>"


def _shown(target: Target) -> str:
    signature = target.signature
    if signature is None:
        return target.name
    parameters = ", ".join(
        f"{render(it.type)} {it.name or f'arg{index}'}"
        for index, it in enumerate(signature.parameters)
    )
    line = f"{render(signature.returns)} {target.name}({parameters})"
    return (
        f"class {target.class_name} {{ public: {line}; }};"
        if target.class_name
        else line
    )


def _stub(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    parameters = ", ".join(render(it.type) for it in signature.parameters)
    head = f"{render(signature.returns)} {target.name}({parameters})"
    body = f"{head} {{ throw 0; }}"
    if target.class_name:
        body = f"class {target.class_name} {{ public: {body} }};"
    nodes = "".join(f"{text}\n" for name, text in _NODES.items() if name in body)
    return f"#include <bits/stdc++.h>\nusing namespace std;\n{nodes}{body}\n"


def needs_signature(source: str, name: str) -> bool:
    """Whether the types cannot be deduced: of templates, overloads, `auto`."""
    code = plain(source)
    head = rf"\b{re.escape(name)}\s*\([^;{{}}()]*(?:\([^()]*\)[^;{{}}()]*)*\)"
    found = list(re.finditer(rf"{head}\s*(?:const|noexcept|override|\s)*\{{", code))
    if len(found) > 1:
        return True
    if not found:
        return False
    before = code[: found[0].start()]
    line = before[max(before.rfind(";"), before.rfind("}"), before.rfind("{")) + 1 :]
    return "template" in line or bool(re.search(r"\bauto\b", found[0][0]))


def _callee(target: Target) -> str:
    """Return the expression of what is called."""
    if target.signature is None:
        owner = f"{target.class_name}::" if target.class_name else ""
        is_global = not target.class_name
        return f"&{owner}{target.name}" if not is_global else target.name
    types = [render(it.type, "std::") for it in target.signature.parameters]
    returns = render(target.signature.returns, "std::")
    names = [f"a{index}" for index in range(len(types))]
    parameters = ", ".join(f"{t} &{n}" for t, n in zip(types, names, strict=True))
    called = target.name
    if target.class_name:
        called = f"{target.class_name}().{called}"
    return f"+[]({parameters}) -> {returns} {{ return {called}({', '.join(names)}); }}"


def _program(parts: CallParts) -> CallProgram:
    target, source = parts.target, parts.source
    wants_prelude = target.class_name == "Solution" or not _INCLUDE.search(source)
    lines = ["#include <bits/stdc++.h>"] if wants_prelude else []
    lines.append('#include "verifier_call.hpp"')
    if wants_prelude:
        lines.append("using namespace std;")
    code = plain(source)
    for name, text in _NODES.items():
        if re.search(rf"\b{name}\b", code) and not defines(
            source, "struct|class", name
        ):
            lines.append(text)
    lines += [
        "#define main verifier_candidate_main",
        f'#include "{parts.main}"',
        "#undef main",
        "#undef int",
        "int main() {",
        "  return verifier_run([](const verifier_arguments &verifier_given) {",
        f"    auto verifier_callee = {_callee(target)};",
        "    verifier_invoke(verifier_given, verifier_callee);",
        "  });",
        "}",
    ]
    units = [_UNIT, *(it for it in parts.files if it.endswith(_SUFFIXES))]
    return CallProgram(
        files={
            **parts.files,
            parts.main: encoded(source),
            _UNIT: encoded("\n".join(lines) + "\n"),
            **{name: inside(name) for name in _HEADERS},
        },
        units=tuple(dict.fromkeys(unit for unit in units if unit != parts.main)),
    )


def driver(compiler: Sequence[str]) -> CallDriver:
    """Return the driver for a compiler of GCC's with its options."""
    return CallDriver(
        argv=("./main",),
        program=_program,
        build=(*compiler, "-I.", "-o", "out/main", "{units}"),
        stub=_stub,
        shown=_shown,
        needs_signature=needs_signature,
    )
