"""TypeScript: its types are taken off, then it is called as JavaScript is."""

from collections.abc import Mapping, Sequence

from sandboxes.calls.text import encoded
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Type

_NAMES: Mapping[Shape, str] = {
    Shape.INT: "number",
    Shape.LONG: "number",
    Shape.BIG_INT: "bigint",
    Shape.FLOAT: "number",
    Shape.STR: "string",
    Shape.CHAR: "string",
    Shape.BOOL: "boolean",
    Shape.BYTES: "Uint8Array",
    Shape.ANY: "any",
    Shape.VOID: "void",
    Shape.LINKED_LIST: "ListNode | null",
    Shape.TREE: "TreeNode | null",
}


def render(type_: Type) -> str:
    """Write a type as TypeScript does."""
    items = [render(item) for item in type_.items]
    match type_.shape:
        case Shape.LIST:
            return f"({items[0]})[]" if " " in items[0] else f"{items[0]}[]"
        case Shape.SET:
            return f"Set<{items[0]}>"
        case Shape.MAP:
            return f"Record<{', '.join(items)}>"
        case Shape.TUPLE:
            return f"[{', '.join(items)}]"
        case Shape.OPTIONAL:
            return f"{items[0]} | null"
        case shape:
            return _NAMES[shape]


def _head(target: Target) -> str:
    signature = target.signature
    if signature is None:
        return f"{target.name}(...args: any[]): any"
    parameters = ", ".join(
        f"{it.name or f'arg{index}'}: {render(it.type)}"
        for index, it in enumerate(signature.parameters)
    )
    return f"{target.name}({parameters}): {render(signature.returns)}"


def _shown(target: Target) -> str:
    head = _head(target)
    return (
        f"class {target.class_name} {{ {head} }}"
        if target.class_name
        else f"function {head}"
    )


def _stub(target: Target) -> str:
    return f"{_shown(target).removesuffix('}').rstrip()} {{ throw null; }}" + (
        " }" if target.class_name else ""
    )


def _program(parts: CallParts) -> CallProgram:
    files = {**parts.files, parts.main: encoded(parts.source)}
    units = [path for path in files if path.endswith(".ts")]
    return CallProgram(files=files, units=tuple(units))


def typescript(node: Sequence[str]) -> CallDriver:
    """Return the driver for TypeScript; `node` starts the interpreter."""
    return CallDriver(
        argv=(*node, "/verifier/call.js", "main.js"),
        many=(*node, "/verifier/call_many.js", "main.js"),
        program=_program,
        build=(
            "/usr/bin/esbuild",
            "{units}",
            "--format=cjs",
            "--platform=node",
            "--log-level=error",
            "--outdir=out",
        ),
        stub=_stub,
        shown=_shown,
    )
