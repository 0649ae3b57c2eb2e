"""Rust: the candidate's own declaration says what is read, and what is borrowed.

Traits read and write its types; only what a parameter borrows must be known
from the text, since somebody has to own it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandboxes.calls.text import encoded, inside
from sandboxes.language import CallDriver, CallParts, CallProgram, Target
from sandboxes.signatures import Shape, Signature, Type

_NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|b?"(?:\\.|[^"\\])*"|r(#*)".*?"\1|\'(?:\\.|[^\'\\\n])\'',
    re.DOTALL,
)
_BORROW = re.compile(r"(?:&\s*(?:mut\b)?)?")
_LIFETIME = re.compile(r"'\w+\s*")
_NODES = {
    "ListNode": "#[derive(PartialEq, Eq, Clone, Debug)]\n"
    "pub struct ListNode { pub val: i32, "
    "pub next: Option<Box<ListNode>> }\nimpl ListNode { #[inline] pub fn "
    "new(val: i32) -> Self { ListNode { next: None, val } } }\n",
    "TreeNode": "#[derive(PartialEq, Eq, Clone, Debug)]\n"
    "pub struct TreeNode { pub val: i32, "
    "pub left: Option<std::rc::Rc<std::cell::RefCell<TreeNode>>>, pub right: "
    "Option<std::rc::Rc<std::cell::RefCell<TreeNode>>> }\nimpl TreeNode { #[inline] "
    "pub fn new(val: i32) -> Self { TreeNode { val, left: None, right: None } } }\n",
}
_NODE_CODE = {"ListNode": "verifier_list.rs", "TreeNode": "verifier_tree.rs"}
_NAMES: Mapping[Shape, str] = {
    Shape.INT: "i32",
    Shape.LONG: "i64",
    Shape.BIG_INT: "i128",
    Shape.FLOAT: "f64",
    Shape.STR: "String",
    Shape.CHAR: "char",
    Shape.BOOL: "bool",
    Shape.BYTES: "Vec<u8>",
    Shape.ANY: "i32",
    Shape.VOID: "()",
    Shape.LINKED_LIST: "Option<Box<ListNode>>",
    Shape.TREE: "Option<std::rc::Rc<std::cell::RefCell<TreeNode>>>",
}
_GENERIC = {
    Shape.LIST: "Vec",
    Shape.SET: "std::collections::HashSet",
    Shape.MAP: "std::collections::HashMap",
    Shape.OPTIONAL: "Option",
}


def render(type_: Type) -> str:
    """Write a type as Rust does."""
    items = ", ".join(render(item) for item in type_.items)
    if type_.shape is Shape.TUPLE:
        return f"({items},)" if len(type_.items) == 1 else f"({items})"
    if type_.shape in _GENERIC:
        return f"{_GENERIC[type_.shape]}<{items}>"
    return _NAMES[type_.shape]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """A function as its source declares it: texts of types."""

    parameters: list[str]
    returns: str
    has_self: bool = False


def _split(text: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "([{" or (sign == "<" and text[at : at + 2] != "<="):
            depth += 1
        elif sign in ")]}" or (sign == ">" and text[at - 1] != "-"):
            depth -= 1
        elif sign == "," and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return [it for piece in (*pieces, text[start:]) if (it := piece.strip())]


def _closing(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth == 0:
            return at
    return len(text)


def _declared(
    source: str, target: Target, *, generic: bool = False
) -> _Declared | None:
    """Read how a source declares the target; None if it does not, or generically.

    Args:
        source: The source.
        target: The target.
        generic: Whether a generic declaration will do, too.
    """
    code = _NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    begin = 0
    if target.class_name:
        owner = re.search(rf"\bimpl\b[^{{;]*\b{target.class_name}\b[^{{;]*\{{", code)
        begin = owner.end() if owner else 0
    head = re.compile(rf"\bfn\s+{re.escape(target.name)}\s*(<[^({{]*>)?\s*\(")
    found = head.search(code, begin)
    if not found:
        return None
    end = _closing(code, found.end() - 1)
    parameters = _split(code[found.end() : end])
    rest = re.match(r"\s*(?:->\s*([^{;]*?))?\s*(?:\bwhere\b[^{]*)?\{", code[end + 1 :])
    has_self = bool(parameters) and bool(re.search(r"\bself\b", parameters[0]))
    types = [
        _LIFETIME.sub("", it.partition(":")[2]).strip() for it in parameters[has_self:]
    ]
    generics = _split(_LIFETIME.sub("", (found[1] or "<>")[1:-1]))
    generics = [it for it in generics if it.strip(" ,:+")]
    if not generic and (generics or any(re.match(r"&?\s*impl\b", it) for it in types)):
        return None
    returns = (rest[1] if rest and rest[1] else "()").strip()
    return _Declared(parameters=types, returns=returns, has_self=has_self)


def needs_signature(source: str, name: str) -> bool:
    """Whether the source's own declaration does not tell the types."""
    return (
        bool(re.search(rf"\bfn\s+{re.escape(name)}\b", source))
        and _declared(source, Target(name=name)) is None
    )


def _kept(type_: str) -> tuple[str, str]:
    """Return who owns what a parameter wants, and how it is handed over."""
    if type_.startswith("&"):
        is_mut = bool(re.match(r"&\s*mut\b", type_))
        inner = re.sub(r"^&\s*(?:mut\b)?\s*", "", type_)
        owned, given = _kept(inner)
        if inner == "str":
            return "String", "&mut {}[..]" if is_mut else "{}.as_str()"
        if inner.startswith("[") and ";" not in inner:
            item, _ = _kept(inner[1:-1].strip())
            given = _borrowed(inner[1:-1].strip())
            owned = f"Vec<{item}>"
        return owned, f"&mut {given}" if is_mut else f"&{given}"
    vector = re.fullmatch(r"Vec\s*<(.*)>", type_, re.DOTALL)
    if vector and "&" in vector[1]:
        item, _ = _kept(vector[1].strip())
        return f"Vec<{item}>", _borrowed(vector[1].strip())
    option = re.fullmatch(r"Option\s*<\s*&\s*str\s*>", type_)
    if option:
        return "Option<String>", "{}.as_deref()"
    return type_, "{}"


def _borrowed(item: str) -> str:
    if item.startswith("&"):
        end = ".map(|it| it.as_str())" if item == "&str" else ".map(|it| &it[..])"
        if not item.startswith(("&str", "&[")):
            end = ""
        return "{}.iter()" + end + ".collect::<Vec<_>>()"
    vector = re.fullmatch(r"Vec\s*<\s*&\s*str\s*>", item)
    if vector:
        inner = "it.iter().map(|it| it.as_str()).collect::<Vec<_>>()"
        return "{}.iter().map(|it| " + inner + ").collect::<Vec<_>>()"
    return "{}"


def _glue(parts: CallParts, declared: _Declared | None) -> str:
    target, signature = parts.target, parts.target.signature
    if declared is None:
        given = signature or Signature(parameters=(), returns=Type(Shape.ANY))
        raw = _declared(parts.source, target, generic=True)
        texts = raw.parameters if raw else []
        borrows = [_BORROW.match(it) for it in texts]
        marks = [it[0] + " " if it else "" for it in borrows]
        marks += [""] * (len(given.parameters) - len(marks))
        types = [
            f"{mark}{render(it.type)}".strip()
            for mark, it in zip(marks, given.parameters, strict=False)
        ]
        declared = _Declared(
            parameters=types,
            returns=render(given.returns),
            has_self=bool(raw and raw.has_self),
        )
    called = target.name
    if target.class_name and declared.has_self:
        made = f"{target.class_name} {{}}"
        if re.search(r"\bfn\s+new\s*\(\s*\)", parts.source):
            made = f"{target.class_name}::new()"
        called = f"({made}).{called}"
    elif target.class_name:
        called = f"{target.class_name}::{called}"
    lets, passed = [], []
    for index, type_ in enumerate(declared.parameters):
        owned, given_as = _kept(type_)
        name = f"verifier_{index}"
        read = f"verifier_runtime::argument(&asked.args, {index})"
        lets.append(f"let mut {name}: {owned} = {read};")
        passed.append(given_as.replace("{}", name))
    call = f"{called}({', '.join(passed)})"
    first = declared.parameters[0] if declared.parameters else ""
    ends = 'verifier_runtime::reply("value", &value)'
    if re.match(r"(?:std::result::)?Result\b", declared.returns):
        ends = "verifier_runtime::reply_result(value)"
    inout = ""
    if re.match(r"&\s*mut\b", first):
        inout = 'if asked.inout { verifier_runtime::reply("value", &verifier_0); }'
    lines = "\n        ".join([*lets, f"let value = {call};", inout, f"{ends};"])
    start = f"verifier_runtime::start({len(declared.parameters)}, |asked|"
    return (
        "use super::*;\nuse super::verifier_runtime;\n\n#[no_mangle]\n"
        'pub extern "C" fn main(_: i32, _: *const *const u8) -> i32 {\n'
        f"    {start} {{\n        {lines}\n    }})\n}}\n"
    )


def _program(parts: CallParts) -> CallProgram:
    target, source = parts.target, parts.source
    code = _NOISE.sub(" ", source)
    ends, nodes = "", "use super::*;\nuse super::verifier_runtime;\n"
    for name, text in _NODES.items():
        if re.search(rf"\b{name}\b", code):
            if not re.search(rf"\bstruct\s+{name}\b", code):
                ends += text
            nodes += inside(_NODE_CODE[name]).decode()
    owner = target.class_name or "Solution"
    used = bool(target.class_name) or re.search(r"\bimpl\s+Solution\b", code)
    if used and not re.search(rf"\b(?:struct|enum)\s+{owner}\b", code):
        ends += f"pub struct {owner};\n"
    ends += "".join(
        f'#[path = "{name}.rs"] mod {name};\n'
        for name in ("verifier_runtime", "verifier_nodes", "verifier_glue")
    )
    allowed = "#![allow(unused, dead_code, non_snake_case)] #![no_main] "
    if re.search(r"^#!\[no_main\]", code, re.MULTILINE):
        allowed = ""
    declared = None if target.signature else _declared(source, target)
    files = {
        **parts.files,
        parts.main: encoded(f"{allowed}{source}\n{ends}"),
        "verifier_runtime.rs": inside("verifier_runtime.rs"),
        "verifier_nodes.rs": encoded(nodes),
        "verifier_glue.rs": encoded(_glue(parts, declared)),
    }
    return CallProgram(files=files, units=(parts.main,))


def _head(target: Target) -> str:
    signature = target.signature or Signature(parameters=(), returns=Type(Shape.ANY))
    parameters = ", ".join(
        f"{it.name or f'arg{index}'}: {render(it.type)}"
        for index, it in enumerate(signature.parameters)
    )
    head = f"fn {target.name}({parameters})"
    if signature.returns.shape is not Shape.VOID:
        head += f" -> {render(signature.returns)}"
    return head


def _shown(target: Target) -> str:
    head = _head(target)
    return f"impl {target.class_name} {{ pub {head}; }}" if target.class_name else head


def _stub(target: Target) -> str:
    body = f'pub {_head(target)} {{ panic!("stub") }}'
    return (
        f"impl {target.class_name} {{ {body} }}\n" if target.class_name else f"{body}\n"
    )


def driver(compiler: tuple[str, ...]) -> CallDriver:
    """Return the driver; `compiler` starts rustc, without sources or output."""
    return CallDriver(
        argv=("./main",),
        program=_program,
        build=(*compiler, "-o", "out/main", "{units}"),
        stub=_stub,
        shown=_shown,
        needs_signature=needs_signature,
    )
