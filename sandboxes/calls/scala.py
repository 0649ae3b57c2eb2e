"""Scala: found by reflection, as Java is; its types are told by its compiler.

The Java machine keeps no `Long` of a `List[Long]`. So a file of ours asks the
compiler for the types of what is called, and keeps them; where it does not compile
(what is called is overloaded, or private), the program is compiled without it, and
numbers in containers are taken for `Int`, `Long` or `Double` by their values.
"""

import re
from collections.abc import Mapping
from functools import partial

from sandboxes.calls.java import driver_files
from sandboxes.calls.jvm import jvm_driver
from sandboxes.calls.text import defines, encoded, inside, plain
from sandboxes.language import CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_TARGET = "VerifierTarget.scala"
_MOST_PARAMETERS = 10
_NODES: Mapping[str, str] = {
    "ListNode": "class ListNode(_x: Int = 0, _next: ListNode = null) { "
    "var next: ListNode = _next; var x: Int = _x }",
    "TreeNode": "class TreeNode(_value: Int = 0, _left: TreeNode = null, "
    "_right: TreeNode = null) { var value: Int = _value; "
    "var left: TreeNode = _left; var right: TreeNode = _right }",
}
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)[ \t]*;?[ \t]*$", re.MULTILINE)
_OWNER = re.compile(r"[{}]|\b(object|class|trait)\s+(\w+)")
_NAMES: Mapping[Shape, str] = {
    Shape.INT: "Int",
    Shape.LONG: "Long",
    Shape.BIG_INT: "BigInt",
    Shape.FLOAT: "Double",
    Shape.STR: "String",
    Shape.CHAR: "Char",
    Shape.BOOL: "Boolean",
    Shape.BYTES: "Array[Byte]",
    Shape.ANY: "Any",
    Shape.VOID: "Unit",
    Shape.LINKED_LIST: "ListNode",
    Shape.TREE: "TreeNode",
}
_GENERIC = {
    Shape.LIST: "List",
    Shape.SET: "Set",
    Shape.MAP: "Map",
    Shape.OPTIONAL: "Option",
}


def render(type_: Type) -> str:
    """Write a type as Scala does."""
    items = ", ".join(render(item) for item in type_.items)
    match type_.shape:
        case Shape.LIST | Shape.SET | Shape.MAP | Shape.OPTIONAL:
            return f"{_GENERIC[type_.shape]}[{items}]"
        case Shape.TUPLE if type_.items:
            return f"Tuple{len(type_.items)}[{items}]"
        case Shape.TUPLE:
            return "Any"
        case shape:
            return _NAMES[shape]


def _shown(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    parameters = ", ".join(
        f"{it.name or f'arg{index}'}: {render(it.type)}"
        for index, it in enumerate(signature.parameters)
    )
    head = f"def {target.name}({parameters}): {render(signature.returns)}"
    return f"object {target.class_name or 'Solution'} {{ {head} }}"


def _stub(target: Target) -> str:
    return f"{_shown(target).removesuffix(' }')} = ??? }}\n"


def _top_level(code: str) -> list[tuple[str, str, int]]:
    """Return kind, name and position of the types that stand in no other."""
    found, depth = [], 0
    for match in _OWNER.finditer(code):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
        elif depth == 0:
            found.append((match[1], match[2], match.start()))
    return found


def _owner(code: str, target: Target) -> str | None:
    """Return the type of the object or class that has the function, if it is told."""
    function = re.search(rf"\bdef\s+{re.escape(target.name)}\b", code)
    if function is None:
        return None
    before = [
        (kind, name)
        for kind, name, at in _top_level(code)
        if at < function.start() and target.class_name in {None, name}
    ]
    if not before:
        return None
    kind, name = before[-1]
    package = _PACKAGE.search(code)
    prefix = f"{package[1]}." if package else ""
    return prefix + name + (".type" if kind == "object" else "")


def _overloads() -> str:
    """Return a function for each number of parameters."""
    lines = []
    for count in range(1, _MOST_PARAMETERS + 1):
        names = [f"T{index}" for index in range(count)]
        bounds = ", ".join(f"{name}: M" for name in names)
        kinds = ", ".join(f"implicitly[M[{name}]]" for name in names)
        given = ", ".join(names)
        lines.append(
            f"  def of[S, {bounds}, R](pick: S => ({given}) => R): Array[M[_]] = "
            f"Array[M[_]]({kinds})"
        )
    return "\n".join(lines)


def _told(owner: str, name: str) -> bytes:
    text = inside(f"scala/{_TARGET}").decode()
    text = text.replace("OWNER", owner).replace("NAME", f"`{name}`")
    return encoded(text.replace("OVERLOADS", _overloads()))


def _program(parts: CallParts) -> CallProgram:
    source, code = parts.source, plain(parts.source)
    if not _top_level(code) and "package" not in code:  # a function by itself
        source = f"object Solution {{ {source}\n}}\n"
        code = plain(source)
    nodes = [
        text
        for name, text in _NODES.items()
        if re.search(rf"\b{name}\b", code) and not defines(source, "class", name)
    ]
    package = _PACKAGE.search(code)
    files = {**parts.files, parts.main: encoded(source)}
    if nodes:
        lines = [package[0] if package else "", *nodes]
        files["VerifierNodes.scala"] = encoded("\n".join(lines) + "\n")
    units = tuple(path for path in files if path.endswith(".scala"))
    files |= driver_files(parts)
    files["VerifierScala.java"] = inside("scala/VerifierScala.java")
    if owner := _owner(code, parts.target):
        files[_TARGET] = _told(owner, parts.target.name)
    return CallProgram(files=files, units=units)


# The driver is Java, and compiled after the program.
_BUILD = f"""
target=$(ls {_TARGET} 2>/dev/null)
if ! "$@" $target >/tmp/said 2>&1; then
  if ! grep -q {_TARGET} /tmp/said; then cat /tmp/said >&2; exit 1; fi
  rm -rf out/*
  "$@" || exit
fi
/usr/bin/javac -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -proc:none \
  -nowarn -d out -cp "out:$JARS" Verifier*.java
"""


driver = partial(jvm_driver, script=_BUILD, program=_program, stub=_stub, shown=_shown)
"""Makes the driver; see `jvm_driver`."""
