"""How programs are built for their functions to be called, and what they are asked."""

from collections.abc import Callable
from dataclasses import replace

from sandboxes import Sandbox
from verifier.bench import build_twice, made_twice
from verifier.building import Build, build_with_driver
from verifier.errors import AssistantFailedError
from verifier.generation.asking import Part
from verifier.generation.inputs import Input
from verifier.generation.replies import Reply, ReplyKind
from verifier.graders.calls import Call
from verifier.values import Value

_ROUNDING = frozenset({"javascript", "typescript", "php"})
_EXACT = 2**53


def build_part(sandbox: Sandbox, part: Part, check: Callable[[], None]) -> Build:
    """Build a program; where its language wants it, with what calls its function.

    Raises:
        AssistantFailedError: Its function cannot be called.
        BoxFailedError: There is no box for it.
    """
    language, source, limits = part.language, part.source, part.language.build_limits
    driver = language.call
    if part.entry.is_stdio:
        return build_twice(sandbox, language, source, limits, check)
    if driver is None:
        reason = f"is in {language.name}, of which functions cannot be called"
        raise AssistantFailedError(part.role, reason)
    if driver.program is None:
        return build_twice(sandbox, language, source, limits, check)
    target = part.entry.target()
    if target.signature is None and driver.needs_signature(source.text, target.name):
        reason = (
            f"is in {language.name}, and nothing tells the types of {part.entry.name}: "
            "state target.signature, or examples with answers"
        )
        raise AssistantFailedError(part.role, reason)
    call = Call(target=target, args=(), kwargs={}, answers=())
    if complaint := driver.complaint(call.typed_target()):
        raise AssistantFailedError(part.role, complaint)
    built = call.built_target(language, source.text)
    return made_twice(
        lambda: build_with_driver(
            sandbox, language, source, built, limits, is_many=bool(driver.many)
        ),
        check,
    )


def document_of(part: Part, one: Input) -> bytes:
    """Return what the driver of a program reads for one input.

    Raises:
        LookupError: The language has no driver.
    """
    driver = part.language.call
    if driver is None:
        msg = f"{part.language.name} has no call driver"
        raise LookupError(msg)
    # What returns nothing has an answer, too: what it does to its first argument.
    call = Call(
        target=part.entry.target(), args=one.arguments(), kwargs={}, answers=(True,)
    )
    return call.document(driver)


def exactly(part: Part, reply: Reply) -> Reply:
    """Return a reply, or, where a whole number in it may be rounded, none.

    In some languages numbers beyond 2**53 are floating, however they began, if they
    are none of the kind that has as many digits as it needs (`$int`).
    """
    if part.language.name in _ROUNDING and _is_rounded(reply.value):
        words = "cannot write it: a number beyond 2**53"
        return replace(reply, kind=ReplyKind.RAISED, value=None, words=words)
    return reply


def _is_rounded(value: Value) -> bool:
    match value:
        case int() | float():
            return abs(value) >= _EXACT
        case list():
            return any(map(_is_rounded, value))
        case dict():
            return any(map(_is_rounded, value.values()))
        case _:
            return False
