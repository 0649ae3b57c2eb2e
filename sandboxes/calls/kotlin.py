"""Kotlin: found and read by reflection, as Java is; its lists keep their types."""

import re
from collections.abc import Mapping
from functools import partial

from sandboxes.calls.java import driver_files
from sandboxes.calls.jvm import jvm_driver
from sandboxes.calls.text import defines, encoded, plain
from sandboxes.language import CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_NODES: Mapping[str, str] = {
    "ListNode": "class ListNode(@JvmField var `val`: Int = 0) { "
    "@JvmField var next: ListNode? = null }",
    "TreeNode": "class TreeNode(@JvmField var `val`: Int = 0) { "
    "@JvmField var left: TreeNode? = null; @JvmField var right: TreeNode? = null }",
}
_PACKAGE = re.compile(r"^\s*(package\s+[\w.]+)", re.MULTILINE)
_NAMES: Mapping[Shape, str] = {
    Shape.INT: "Int",
    Shape.LONG: "Long",
    Shape.BIG_INT: "java.math.BigInteger",
    Shape.FLOAT: "Double",
    Shape.STR: "String",
    Shape.CHAR: "Char",
    Shape.BOOL: "Boolean",
    Shape.BYTES: "ByteArray",
    Shape.ANY: "Any?",
    Shape.VOID: "Unit",
    Shape.LINKED_LIST: "ListNode?",
    Shape.TREE: "TreeNode?",
}
_GENERIC = {Shape.LIST: "List", Shape.SET: "Set", Shape.MAP: "Map"}
_TUPLES = {2: "Pair", 3: "Triple"}
_ARRAYS = {Shape.INT: "IntArray", Shape.CHAR: "CharArray"}


def render(type_: Type) -> str:
    """Write a type as Kotlin does."""
    items = [render(item) for item in type_.items]
    match type_.shape:
        case Shape.LIST if type_.items[0].shape in _ARRAYS:
            return _ARRAYS[type_.items[0].shape]
        case Shape.LIST | Shape.SET | Shape.MAP:
            return f"{_GENERIC[type_.shape]}<{', '.join(items)}>"
        case Shape.TUPLE:
            name = _TUPLES.get(len(items))
            return f"{name}<{', '.join(items)}>" if name else "List<Any?>"
        case Shape.OPTIONAL:
            return items[0] if items[0].endswith("?") else f"{items[0]}?"
        case shape:
            return _NAMES[shape]


def _head(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    parameters = ", ".join(
        f"{it.name or f'arg{index}'}: {render(it.type)}"
        for index, it in enumerate(signature.parameters)
    )
    return f"fun {target.name}({parameters}): {render(signature.returns)}"


def _shown(target: Target) -> str:
    head = _head(target)
    return f"class {target.class_name} {{ {head} }}" if target.class_name else head


def _stub(target: Target) -> str:
    ends = " }" if target.class_name else ""
    return f"{_shown(target).removesuffix(' }')} {{ TODO() }}{ends}\n"


def _program(parts: CallParts) -> CallProgram:
    code = plain(parts.source)
    nodes = [
        text
        for name, text in _NODES.items()
        if re.search(rf"\b{name}\b", code) and not defines(parts.source, "class", name)
    ]
    package = _PACKAGE.search(code)
    files = {**parts.files, parts.main: encoded(parts.source)}
    if nodes:
        lines = [package[1] if package else "", *nodes]
        files["VerifierNodes.kt"] = encoded("\n".join(lines) + "\n")
    units = tuple(path for path in files if path.endswith(".kt"))
    files |= driver_files(parts)
    return CallProgram(files=files, units=units)


# The driver is Java, and compiled after the program.
_BUILD = """
"$@" && /usr/bin/javac -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none \
  -nowarn -d out -cp "out:$JARS" Verifier*.java
"""


driver = partial(jvm_driver, script=_BUILD, program=_program, stub=_stub, shown=_shown)
"""Makes the driver; see `jvm_driver`."""
