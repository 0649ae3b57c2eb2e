"""Types of functions in languages other than Python: found, drawn from, completed.

A signature is found in the text of a program, in any language; nothing is run.
It decides which program calls the function, and goes into the cases, so that
programs in every language can be put to them.
"""

import ast
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from sandboxes import (
    Parameter,
    Shape,
    Signature,
    SignatureError,
    Target,
    Type,
    infer_from,
    parse_signature,
    widened,
)
from sandboxes.calls.text import plain
from verifier.generation.annotations import Signature as Reading
from verifier.generation.annotations import definition_of
from verifier.generation.asking import Entry
from verifier.generation.domain import ANY, Domain
from verifier.generation.domain import Shape as Kind
from verifier.generation.messages import FunctionTarget, GenerationRequest
from verifier.graders.calls import Call
from verifier.values import Value

_BESIDE = re.compile(r"^\s*(?:#|@\w+\s*$)")
"""Lines before a function that are none of it: directives, annotations."""
_LABEL = re.compile(r"\b(?:public|private|protected)\s*:")
_ASSIGNED = r"\s*(?:[=:]\s*(?:async\s+)?(?:function\b\s*\w*)?)?"
_BODY = re.compile(r"\{|=>|(?<![=!<>])=(?![=>])|\bwhere\b|;")
_SCRIPTED = re.compile(r"\b(?:def|function|sub)\b")
"""What begins a function whose body may begin at the end of a line."""
_SIZE = re.compile(r"(?i)(?:size|len|length|count|cnt|num)$|^[nm]$")
_RETURNED = re.compile(r"(?i)^(?:ret|return|res|out)\w*sizes?$")
_MOST_READ = 20
_MOST_PLACES, _LONGEST = 50, 4000
"""Where a function may be named before it is defined, and letters of its parameters."""
_PLAIN = {
    Shape.INT: Kind.INT,
    Shape.LONG: Kind.INT,
    Shape.BIG_INT: Kind.INT,
    Shape.FLOAT: Kind.FLOAT,
    Shape.STR: Kind.STR,
    Shape.BOOL: Kind.BOOL,
    Shape.BYTES: Kind.BYTES,
    Shape.VOID: Kind.NONE,
}
_HOLDING = {Shape.LIST: Kind.LIST, Shape.SET: Kind.SET, Shape.MAP: Kind.DICT}

_INT = Domain(shape=Kind.INT)
_NODE = Domain(shape=Kind.UNION, items=(_INT, _INT, _INT, Domain(shape=Kind.NONE)))
"""A node of a tree, or none; what hangs on none is passed over by all drivers."""


def signature_in(text: str, name: str) -> Signature | None:
    """Find the types of a function in a program's text, in any language.

    Args:
        text: The program, or its head alone.
        name: The function, or `Class.method`.

    Returns:
        None if it is not found, or cannot be read.
    """
    node = definition_of(text, name)
    if node is not None:
        with suppress(RecursionError):
            return _parsed(_head_of(node))
        return None
    code = plain(text).replace("<?php", "")
    own = name.rpartition(".")[2]
    named = re.compile(rf"(?<![\w$.]){re.escape(own)}{_ASSIGNED}\s*\(")
    for match in islice(named.finditer(code), _MOST_PLACES):
        start, end = match.end() - 1, _closing(code, match.end() - 1)
        before, rest = _before(code[: match.start()]), code[end:]
        if _SCRIPTED.search(before + match[0]):
            rest = f"{rest.partition('\n')[0]}{{"
        body = _BODY.search(rest)
        if end > start and (not rest.strip() or (body and body[0] != ";")):
            after = rest[: body.start()] if body else ""
            head = f"{before} {own}{code[start:end]}{after}"
            # What TypeScript calls a number is most often a whole one.
            head = re.sub(r"\bnumber\b", "int", head)
            if (found := _parsed(head)) is not None:
                return _without_sizes(found) if "*" in head else found
    return None


def _without_sizes(signature: Signature) -> Signature:
    """Leave out the sizes that functions in C have beside their arrays."""
    kept: list[Parameter] = []
    last = Shape.ANY
    for it in signature.parameters:
        named = it.name or ""
        is_size = last is Shape.LIST and it.type.shape in {Shape.INT, Shape.LONG}
        is_of_rows = it.type.shape is Shape.LIST and named.endswith("ColSize")
        if is_of_rows or _RETURNED.search(named) or (is_size and _SIZE.search(named)):
            last = last if is_size else Shape.ANY
            continue
        kept.append(it)
        last = it.type.shape
    return replace(signature, parameters=tuple(kept))


def _closing(text: str, start: int) -> int:
    """Return the place after the bracket that closes the one at a place; 0 if none."""
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at + 1
    return 0


def _before(text: str) -> str:
    """Return what of a function stands before its name."""
    text = text[max(text.rfind(sign) for sign in ";{}") + 1 :]
    text = _LABEL.sub(" ", text)
    lines = [line for line in text.split("\n") if not _BESIDE.match(line)]
    return " ".join(lines)


def _head_of(node: ast.FunctionDef) -> str:
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"def {node.name}({ast.unparse(node.args)}){returned}"


def _parsed(head: str) -> Signature | None:
    try:
        return parse_signature(head)
    except SignatureError:
        return None


def is_complete(signature: Signature | None) -> bool:
    """Whether all types of a signature are known."""
    return signature is not None and Shape.ANY not in signature.shapes()


def reading_of(signature: Signature) -> Reading:
    """Return what a signature says of the arguments, as names and domains."""
    names = [it.name or f"argument {n}" for n, it in enumerate(signature.parameters)]
    types = [it.type for it in signature.parameters]
    return Reading(
        names=tuple(names),
        domains=tuple(map(_domain, types)),
        required=sum(it.shape is not Shape.OPTIONAL for it in types),
        returns=_domain(signature.returns),
    )


def _domain(type_: Type) -> Domain:
    if type_.shape in _PLAIN:
        return Domain(shape=_PLAIN[type_.shape])
    inner = tuple(map(_domain, type_.items))
    match type_.shape:
        case Shape.CHAR:
            return Domain(shape=Kind.STR, least=1, most=1)
        case Shape.LINKED_LIST:
            return Domain(shape=Kind.LIST, items=(_INT,))
        case Shape.TREE:
            return Domain(shape=Kind.LIST, items=(_NODE,))
        case Shape.OPTIONAL:
            return Domain(shape=Kind.UNION, items=(*inner, Domain(shape=Kind.NONE)))
        case Shape.TUPLE if inner:
            return Domain(shape=Kind.RECORD, items=inner)
        case Shape.LIST | Shape.SET | Shape.MAP:
            return Domain(shape=_HOLDING[type_.shape], items=inner)
        case _:
            return ANY


def covering(
    stated: Signature | None,
    target: Target,
    rows: Sequence[Sequence[Value]],
    answers: Sequence[Value],
) -> Signature | None:
    """Return a signature that all of some calls have, by which any language is called.

    Args:
        stated: What is known of it; of Python, where all integers are alike.
        target: What is called.
        rows: The arguments of each call, typed JSON.
        answers: What each returned.

    Returns:
        None if there is none whose types are all known.
    """
    seen = infer_from(rows, answers)
    signature = seen
    if stated and len(seen.parameters) <= len(stated.parameters):
        own = stated.parameters
        pairs = zip(own, seen.parameters, strict=False)
        wide = [Parameter(name=a.name, type=_wider(a.type, b.type)) for a, b in pairs]
        signature = Signature(
            parameters=(*wide, *own[len(wide) :]),
            returns=_wider(stated.returns, seen.returns),
        )
    if not is_complete(signature):
        return None
    called = replace(target, signature=signature)
    for row, answer in zip(rows, answers, strict=True):
        call = Call(target=called, args=row, kwargs={}, answers=[answer])
        if call.complaint():
            return None
    return signature


def _wider(stated: Type, seen: Type) -> Type:
    return seen if stated.shape is Shape.ANY else widened(stated, seen)


def entry_of(request: GenerationRequest) -> Entry:
    """Return what is called, with its types, as far as a request tells them."""
    target = request.target
    entry = target.entry()
    if not isinstance(target, FunctionTarget):
        return entry
    programs = [*request.references, *request.candidates[:_MOST_READ]]
    texts = filter(None, [target.signature, *(it.source for it in programs)])
    found = (signature_in(text, entry.name) for text in texts)
    sizes = {len(one.args or []) for one in request.examples}
    fitting = [it for it in found if it and sizes <= {len(it.parameters)}]
    stated = next(filter(is_complete, fitting), None)
    if stated is None:
        partly = fitting[0] if fitting else None
        known = [one for one in request.examples if one.has_answer]
        rows = [one.args or [] for one in known]
        answers = [one.answer for one in known]
        stated = covering(partly, entry.target(), rows, answers)
    return replace(entry, signature=stated)
