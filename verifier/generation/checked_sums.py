"""Programs whose sums, differences and products stop where their type is too small.

In Java and Go an integer that has become too large goes on from the other end, and
the program answers something. No flag of their compilers tells; so each `a + b` is
written as a call of a function that looks. Only text is changed, by its syntax;
where the result does not compile, there is no such program.
"""

from collections.abc import Iterator
from importlib import resources

from tree_sitter import Node

from verifier.generation.syntax_mutants import family_of, parsed

_CALLED = {
    "java": {
        "+": "VerifierSums.plus",
        "-": "VerifierSums.minus",
        "*": "VerifierSums.times",
    },
    "go": {"+": "verifierPlus", "-": "verifierMinus", "*": "verifierTimes"},
}
_HELPERS = {"java": "checked_sums.java", "go": "checked_sums.go"}
_ASSIGNMENTS = frozenset({"assignment_expression", "assignment_statement"})
_CONSTANT = frozenset(
    {
        *("const_declaration", "array_type", "switch_label", "annotation"),
        *("marker_annotation", "constant_declaration", "import_declaration"),
    }
)
"""Where only constants may stand, which compilers compute and check."""
_LITERALS = frozenset(
    {
        *("int_literal", "float_literal", "rune_literal", "interpreted_string_literal"),
        *("decimal_integer_literal", "decimal_floating_point_literal", "true", "false"),
        *("character_literal", "string_literal", "hex_integer_literal", "iota"),
    }
)


def checked_sources(language: str, source: str) -> Iterator[str]:
    """Yield ways to write a program so that it stops where a sum overflows.

    Args:
        language: Name of its language.
        source: The program.

    Yields:
        Sources, the strictest first; the next one is for where it does not compile.
    """
    family = family_of(language)
    called = _CALLED.get(family)
    tree = parsed(family, source) if called else None
    if tree is None or called is None or tree.has_error:
        return
    helpers = (
        resources.files("sandboxes.inside") / "calls" / _HELPERS[family]
    ).read_text()
    for has_assignments in (True, False):
        try:
            written = _written(tree, called, has_assignments=has_assignments)
        except RecursionError:
            return
        made = written.decode(errors="surrogatepass")
        if made != source:
            yield f"{made}\n{helpers}"


def _written(node: Node, called: dict[str, str], *, has_assignments: bool) -> bytes:
    """Return the text of a node, with calls in place of sums."""
    text = node.text or b""
    if node.type in _CONSTANT or not node.children:
        return text
    parts: dict[int, bytes] = {}
    made, at = b"", node.start_byte
    for child in node.children:
        made += text[at - node.start_byte : child.start_byte - node.start_byte]
        parts[child.id] = _written(child, called, has_assignments=has_assignments)
        made += parts[child.id]
        at = child.end_byte
    made += text[at - node.start_byte :]
    left = node.child_by_field_name("left")
    right = node.child_by_field_name("right")
    if left is None or right is None:
        return made
    sign = _sign_of(node)
    first, second = parts[left.id], parts[right.id]
    if node.type == "binary_expression" and sign in called:
        if _is_constant(left) and _is_constant(right):
            return text
        return b"%s(%s, %s)" % (called[sign].encode(), first, second)
    is_assigned = node.type in _ASSIGNMENTS and has_assignments
    if is_assigned and sign != "=" and sign.removesuffix("=") in called:
        name = called[sign.removesuffix("=")].encode()
        return b"%s = %s(%s, %s)" % (first, name, left.text or b"", second)
    return made


def _sign_of(node: Node) -> str:
    sign = node.child_by_field_name("operator")
    return (sign.text or b"").decode(errors="replace") if sign else ""


def _is_constant(node: Node) -> bool:
    if node.type in {"binary_expression", "parenthesized_expression"}:
        return all(_is_constant(child) for child in node.named_children)
    return node.type in _LITERALS
