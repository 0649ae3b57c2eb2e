"""Go: the function is named in a file of ours, and its types read by reflection."""

import re
from collections.abc import Mapping

from sandboxes.calls.text import encoded, inside
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_UNIT = "verifier_call.go"
_TARGET = "verifier_target.go"
_NOISE = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])+'", re.DOTALL
)
_PACKAGE = re.compile(r"^([ \t]*package[ \t]+)(\w+)", re.MULTILINE)
_MAIN = re.compile(r"(\bfunc\s+)main(\s*\(\s*\))")
_USED = re.compile(r"(?<![\w.\)\]])([a-z]\w*)\.[A-Z]")
_LIBRARY_PATHS = """bufio bytes container/heap container/list errors fmt math math/big
math/bits math/cmplx math/rand os regexp sort strconv strings sync time unicode
unicode/utf8"""
_LIBRARY = {path.rpartition("/")[2]: path for path in _LIBRARY_PATHS.split()}
_NODES = {
    "ListNode": "type ListNode struct { Val int; Next *ListNode }\n",
    "TreeNode": "type TreeNode struct { Val int; Left, Right *TreeNode }\n",
}
_NAMES: Mapping[Shape, str] = {
    Shape.INT: "int",
    Shape.LONG: "int64",
    Shape.BIG_INT: "*big.Int",
    Shape.FLOAT: "float64",
    Shape.STR: "string",
    Shape.CHAR: "byte",
    Shape.BOOL: "bool",
    Shape.BYTES: "[]byte",
    Shape.ANY: "interface{}",
    Shape.VOID: "",
    Shape.LINKED_LIST: "*ListNode",
    Shape.TREE: "*TreeNode",
    Shape.TUPLE: "[]interface{}",
}


def render(type_: Type) -> str:
    """Write a type as Go does."""
    match type_.shape:
        case Shape.LIST:
            return f"[]{render(type_.items[0])}"
        case Shape.SET:
            return f"map[{render(type_.items[0])}]struct{{}}"
        case Shape.MAP:
            key, item = type_.items
            return f"map[{render(key)}]{render(item)}"
        case Shape.OPTIONAL:
            return f"*{render(type_.items[0])}"
        case shape:
            return _NAMES[shape]


def _head(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    parameters = ", ".join(
        f"{it.name or f'arg{index}'} {render(it.type)}"
        for index, it in enumerate(signature.parameters)
    )
    owner = f"(it {target.class_name}) " if target.class_name else ""
    return f"func {owner}{target.name}({parameters}) {render(signature.returns)}"


def _stub(target: Target) -> str:
    head = _head(target)
    imports = 'import "math/big"\n' if "big." in head else ""
    owner = f"type {target.class_name} struct{{}}\n" if target.class_name else ""
    return f'package main\n{imports}{owner}{head} {{ panic("stub") }}\n'


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _as_main(source: str) -> str:
    """Make a source part of our package: as LeetCode has it, it may say nothing."""
    code = _NOISE.sub(_blank, source)
    package = _PACKAGE.search(code)
    main = _MAIN.search(code)
    if main:
        renamed = f"{main[1]}verifierCandidateMain{main[2]}"
        source = f"{source[: main.start()]}{renamed}{source[main.end() :]}"
    if package:
        start, end = package.span(2)
        return f"{source[:start]}main{source[end:]}"
    used = dict.fromkeys(name for name in _USED.findall(code) if name in _LIBRARY)
    has_imports = re.search(r"^\s*import\b", code, re.MULTILINE)
    imports = [] if has_imports else [f'import "{_LIBRARY[name]}"; ' for name in used]
    return f"package main; {''.join(imports)}{source}"


def _program(parts: CallParts) -> CallProgram:
    target = parts.target
    others = {
        path: encoded(_as_main(data.decode(errors="surrogateescape")))
        if path.endswith(".go")
        else data
        for path, data in parts.files.items()
    }
    code = _NOISE.sub(_blank, parts.source)
    owner = f"new({target.class_name})." if target.class_name else ""
    callee = f"{owner}{target.name}"
    nodes = "".join(
        text
        for name, text in _NODES.items()
        if re.search(rf"\b{name}\b", code)
        and not re.search(rf"\btype\s+{name}\b", code)
    )
    glue = f"package main\n\n{nodes}func main() {{ verifierMain({callee}) }}\n"
    files = {
        **others,
        parts.main: encoded(_as_main(parts.source)),
        _UNIT: inside(_UNIT),
        _TARGET: encoded(glue),
    }
    units = [
        path
        for path in files
        if path.endswith(".go") and not path.endswith("_test.go") and "/" not in path
    ]
    return CallProgram(files=files, units=tuple(units))


DRIVER = CallDriver(
    argv=("./main",),
    program=_program,
    build=("/usr/bin/go", "build", "-o", "out/main", "{units}"),
    stub=_stub,
    shown=_head,
)
