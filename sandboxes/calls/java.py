"""Java: the method is found, and its types are read, by reflection.

So one driver serves all candidates; it is compiled with each, as `javac` takes
most of its time to start.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sandboxes.calls.text import defines, encoded, inside, plain
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_CLASSES = ("VerifierCall", "VerifierJson", "VerifierValues", "VerifierScala")
MANY = "VerifierMany"
"""The class that takes many calls a run; it is built where that is wanted."""

RUN_OPTIONS = ("--add-opens=java.base/java.io=ALL-UNNAMED",)
"""What the virtual machine is told, so that the driver can reply."""

NODES: Mapping[str, str] = {
    "ListNode": "public class ListNode { public int val; public ListNode next; "
    "public ListNode() {} public ListNode(int val) { this.val = val; } "
    "public ListNode(int val, ListNode next) { this.val = val; this.next = next; } }\n",
    "TreeNode": "public class TreeNode { public int val; public TreeNode left, right; "
    "public TreeNode() {} public TreeNode(int val) { this.val = val; } "
    "public TreeNode(int val, TreeNode left, TreeNode right) { this.val = val; "
    "this.left = left; this.right = right; } }\n",
}
_IMPORT = re.compile(r"^\s*import\b", re.MULTILINE)
_PACKAGE = re.compile(r"^(\s*package\s+[\w.]+\s*;)", re.MULTILINE)
_USUAL = "import java.util.*; import java.util.function.*; import java.util.stream.*; "
_NAMES = {
    Shape.INT: "int",
    Shape.LONG: "long",
    Shape.BIG_INT: "java.math.BigInteger",
    Shape.FLOAT: "double",
    Shape.STR: "String",
    Shape.CHAR: "char",
    Shape.BOOL: "boolean",
    Shape.BYTES: "byte[]",
    Shape.ANY: "Object",
    Shape.VOID: "void",
    Shape.LINKED_LIST: "ListNode",
    Shape.TREE: "TreeNode",
    Shape.TUPLE: "List<Object>",
}
_BOXED = {
    Shape.INT: "Integer",
    Shape.LONG: "Long",
    Shape.FLOAT: "Double",
    Shape.CHAR: "Character",
    Shape.BOOL: "Boolean",
}


def render(type_: Type, *, boxed: bool = False) -> str:
    """Write a type as Java does."""
    match type_.shape:
        case Shape.LIST if not boxed:
            return f"{render(type_.items[0])}[]"
        case Shape.LIST | Shape.SET | Shape.MAP:
            name = {Shape.LIST: "List", Shape.SET: "Set", Shape.MAP: "Map"}[type_.shape]
            items = ", ".join(render(item, boxed=True) for item in type_.items)
            return f"{name}<{items}>"
        case Shape.OPTIONAL:
            return render(type_.items[0], boxed=True)
        case shape:
            return (_BOXED if boxed else _NAMES).get(shape, _NAMES[shape])


def _head(target: Target, signature: Signature) -> str:
    parameters = ", ".join(
        f"{render(it.type)} {it.name or f'arg{index}'}"
        for index, it in enumerate(signature.parameters)
    )
    is_static = "" if target.class_name else "static "
    return f"public {is_static}{render(signature.returns)} {target.name}({parameters})"


def _shown(target: Target) -> str:
    if target.signature is None:
        return target.name
    owner = target.class_name or "Solution"
    return f"class {owner} {{ {_head(target, target.signature)}; }}"


def _stub(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.INT))
    head = _head(target, signature)
    body = f'{head} {{ throw new RuntimeException("stub"); }}'
    return (
        f"import java.util.*;\nclass {target.class_name or 'Solution'} {{ {body} }}\n"
    )


def with_usual_imports(source: str) -> str:
    """Add the imports that LeetCode adds, in the first line, if there are none."""
    if _IMPORT.search(plain(source)):
        return source
    package = _PACKAGE.search(source)
    if package:
        return f"{source[: package.end()]} {_USUAL}{source[package.end() :]}"
    return _USUAL + source


def missing_nodes(parts: CallParts) -> dict[str, bytes]:
    """Return the classes of nodes that a source uses and does not define."""
    code = plain(parts.source)
    return {
        f"{name}.java": encoded(text)
        for name, text in NODES.items()
        if re.search(rf"\b{name}\b", code)
        and not defines(parts.source, "class|record", name)
        and f"{name}.java" not in parts.files
    }


def driver_files(parts: CallParts) -> dict[str, bytes]:
    """Return the files of the driver; other languages of the platform use them, too."""
    names = (*_CLASSES, MANY) if parts.is_many else _CLASSES
    return {f"{name}.java": inside(f"{name}.java") for name in names}


def _program(parts: CallParts) -> CallProgram:
    own = {path: data for path, data in parts.files.items() if path.endswith(".java")}
    files = {
        **parts.files,
        parts.main: encoded(with_usual_imports(parts.source)),
        **missing_nodes(parts),
        **driver_files(parts),
    }
    units = [path for path in files if path.endswith(".java") or path in own]
    return CallProgram(files=files, units=tuple(units))


def _program_apart(parts: CallParts) -> CallProgram:
    made = _program(parts)
    own = driver_files(parts)
    return replace(made, units=tuple(path for path in made.units if path not in own))


def driver(
    java: Sequence[str],
    javac: Sequence[str],
    skip: int,
    release: Sequence[str] = (),
) -> CallDriver:
    """Return the driver.

    Args:
        java: Starts the virtual machine, without a class.
        javac: Starts the compiler, without sources.
        skip: How many words of that a compiler that stays is not told.
        release: What it is told of an older release that programs are written in;
            the driver is not, so it is compiled after them.
    """
    start = (*java, *RUN_OPTIONS, "-cp", ".")
    made = CallDriver(
        argv=(*start, "VerifierCall"),
        many=(*start, MANY),
        program=_program,
        build=(*javac, "{units}"),
        skip=skip,
        stub=_stub,
        shown=_shown,
    )
    if not release:
        return made
    script = f'"$@" && {" ".join(javac)} -cp out Verifier*.java'
    build = ("/bin/sh", "-c", script, "sh", *javac, *release, "{units}")
    return replace(made, program=_program_apart, build=build, skip=None)
