"""C#: the method is found, and its types are read, by reflection."""

import re
from collections.abc import Mapping, Sequence

from sandboxes.calls.text import defines, encoded, inside, plain
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_UNIT = "VerifierCall.cs"
_NODES = {
    "ListNode": "public class ListNode { public int val; public ListNode next; "
    "public ListNode(int val = 0, ListNode next = null) { this.val = val; "
    "this.next = next; } }",
    "TreeNode": "public class TreeNode { public int val; public TreeNode left, right; "
    "public TreeNode(int val = 0, TreeNode left = null, TreeNode right = null) { "
    "this.val = val; this.left = left; this.right = right; } }",
}
_USUAL = (
    "using System; using System.Collections; using System.Collections.Generic; "
    "using System.Linq; using System.Text; "
)
_NAMES: Mapping[Shape, str] = {
    Shape.INT: "int",
    Shape.LONG: "long",
    Shape.BIG_INT: "System.Numerics.BigInteger",
    Shape.FLOAT: "double",
    Shape.STR: "string",
    Shape.CHAR: "char",
    Shape.BOOL: "bool",
    Shape.BYTES: "byte[]",
    Shape.ANY: "object",
    Shape.VOID: "void",
    Shape.LINKED_LIST: "ListNode",
    Shape.TREE: "TreeNode",
}
_VALUES = frozenset({Shape.INT, Shape.LONG, Shape.FLOAT, Shape.CHAR, Shape.BOOL})


def render(type_: Type) -> str:
    """Write a type as C# does."""
    items = [render(item) for item in type_.items]
    match type_.shape:
        case Shape.LIST:
            return f"{items[0]}[]"
        case Shape.SET:
            return f"ISet<{items[0]}>"
        case Shape.MAP:
            return f"IDictionary<{', '.join(items)}>"
        case Shape.TUPLE:
            return f"Tuple<{', '.join(items)}>" if items else "object"
        case Shape.OPTIONAL:
            return f"{items[0]}?" if type_.items[0].shape in _VALUES else items[0]
        case shape:
            return _NAMES[shape]


def _head(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    parameters = ", ".join(
        f"{render(it.type)} {it.name or f'arg{index}'}"
        for index, it in enumerate(signature.parameters)
    )
    is_static = "" if target.class_name else "static "
    return f"public {is_static}{render(signature.returns)} {target.name}({parameters})"


def _shown(target: Target) -> str:
    return f"class {target.class_name or 'Solution'} {{ {_head(target)}; }}"


def _stub(target: Target) -> str:
    body = f"{_head(target)} {{ throw new Exception(); }}"
    return f"{_USUAL}\npublic class {target.class_name or 'Solution'} {{ {body} }}\n"


def _program(parts: CallParts) -> CallProgram:
    source = parts.source
    code = plain(source)
    if not re.search(r"^\s*using\b", code, re.MULTILINE):
        source = _USUAL + source
    nodes = [
        text
        for name, text in _NODES.items()
        if re.search(rf"\b{name}\b", code) and not defines(parts.source, "class", name)
    ]
    files = {
        **parts.files,
        parts.main: encoded(source),
        "VerifierNodes.cs": encoded("\n".join(nodes) + "\n"),
        _UNIT: inside(_UNIT),
    }
    units = [path for path in files if path.endswith(".cs")]
    return CallProgram(files=files, units=tuple(units))


def driver(compiler: Sequence[str], runtime: Sequence[str]) -> CallDriver:
    """Return the driver.

    Args:
        compiler: Starts the compiler, without sources or output.
        runtime: Starts the runtime, without a program.
    """
    return CallDriver(
        argv=(*runtime, "call.exe"),
        program=_program,
        build=(
            *compiler,
            "-main:VerifierCall",
            "-r:System.Numerics.dll",
            "-out:out/call.exe",
            "{units}",
        ),
        stub=_stub,
        shown=_shown,
    )
