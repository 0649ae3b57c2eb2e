"""Ruby and PHP: the driver loads the candidate and calls it; values tell types."""

from collections.abc import Sequence

from sandboxes.language import CallDriver, Target


def _names(target: Target, prefix: str = "") -> str:
    parameters = target.signature.parameters if target.signature else ()
    return ", ".join(
        f"{prefix}{it.name or f'arg{index}'}" for index, it in enumerate(parameters)
    )


def _ruby_shown(target: Target) -> str:
    head = f"def {target.name}({_names(target)})"
    return f"class {target.class_name}; {head}" if target.class_name else head


def _ruby_stub(target: Target) -> str:
    ends = "; end" if target.class_name else ""
    return f"{_ruby_shown(target)}; nil; end{ends}\n"


def _php_shown(target: Target) -> str:
    head = f"function {target.name}({_names(target, '$')})"
    return f"class {target.class_name} {{ {head}" if target.class_name else head


def _php_stub(target: Target) -> str:
    ends = " }" if target.class_name else ""
    return f"<?php\n{_php_shown(target)} {{ return null; }}{ends}\n"


def ruby(interpreter: Sequence[str]) -> CallDriver:
    """Return the driver; `interpreter` starts Ruby."""
    return CallDriver(
        argv=(*interpreter, "/verifier/call.rb", "{source}"),
        stub=_ruby_stub,
        shown=_ruby_shown,
        always_typed=True,
    )


def php(interpreter: Sequence[str]) -> CallDriver:
    """Return the driver; `interpreter` starts PHP."""
    return CallDriver(
        argv=(*interpreter, "/verifier/call.php", "{source}"),
        stub=_php_stub,
        shown=_php_shown,
        always_typed=True,
    )
