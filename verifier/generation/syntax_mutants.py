"""Mutants of references in other languages than Python, one small change each.

Programs are read with tree-sitter's grammars; a change replaces the bytes of a node
and leaves the rest as it is written. The operators are those of `mutants`, as far
as these languages share them. A mutant that does not compile is left out later.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from random import Random

from tree_sitter import Language, Node, Parser

from verifier.generation.mutants import Mutant

_GRAMMARS = {
    "c": "tree_sitter_c",
    "csharp": "tree_sitter_c_sharp",
    "cpp": "tree_sitter_cpp",
    "go": "tree_sitter_go",
    "java": "tree_sitter_java",
    "javascript": "tree_sitter_javascript",
    "kotlin": "tree_sitter_kotlin",
    "php": "tree_sitter_php",
    "ruby": "tree_sitter_ruby",
    "rust": "tree_sitter_rust",
    "scala": "tree_sitter_scala",
    "typescript": "tree_sitter_typescript",
}
_ENTRIES = {"php": "language_php", "typescript": "language_typescript"}
"""What a module calls its grammar, if it has several."""
_OPERATORS = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "===": ("!==",),
    "!==": ("===",),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "/": ("*",),
    "%": ("/",),
    "&&": ("||",),
    "||": ("&&",),
    "&": ("|",),
    "|": ("&",),
    "^": ("|",),
    "<<": (">>",),
    ">>": ("<<",),
    "+=": ("-=",),
    "-=": ("+=",),
    "*=": ("+=",),
    "/=": ("*=",),
    "%=": ("/=",),
    "++": ("--",),
    "--": ("++",),
}
_OPERATIONS = frozenset(
    {
        *("binary_expression", "assignment_expression", "update_expression"),
        *("augmented_assignment_expression", "compound_assignment_expr"),
        *("assignment_statement", "inc_statement", "dec_statement"),
        *("assignment", "binary", "infix_expression", "operator_assignment"),
        *("postfix_unary_expression", "prefix_unary_expression"),
    }
)
_INTEGERS = frozenset(
    {
        *("number_literal", "decimal_integer_literal", "number"),
        *("int_literal", "integer", "integer_literal"),
    }
)
_CHOICES = frozenset(
    {
        *("if_statement", "while_statement", "if_expression", "while_expression"),
        *("if", "if_modifier", "unless", "while"),
    }
)
_NAMES = {
    "min": "max",
    "max": "min",
    "floor": "ceil",
    "ceil": "floor",
    "Min": "Max",
    "Max": "Min",
    "minOf": "maxOf",
    "maxOf": "minOf",
}
_NAMED = frozenset({"identifier", "name", "property_identifier"})
_LEFT_OUT = frozenset(
    {
        *("preproc_include", "preproc_def", "preproc_function_def", "array_declarator"),
        *("import_declaration", "import_statement", "package_declaration"),
        *("use_declaration", "attribute_item", "array_type", "template_argument_list"),
        *("case_statement", "comment", "line_comment", "block_comment"),
        *("array_rank_specifier", "type_annotation", "using_directive"),
        *("namespace_use_declaration", "import_header"),
    }
)
"""Where a change breaks the program or changes nothing: types, sizes, imports."""
_READS = re.compile(
    r"scanf|cin\b|gets|getline|getchar|\bread|Scan|next(?:Int|Long|Line)?\("
)
"""Without what was read, chance decides what a program of C does."""
_STREAMS = re.compile(r"\bc(?:in|out|err)\s*(?:>>|<<)")
"""Where `<<` shifts nothing, and `>>` in its place does not compile."""
_LONGEST = 60
_PREPROCESSED = frozenset({"c", "cpp"})


def syntax_mutants(language: str, source: str, most: int, seed: int) -> list[Mutant]:
    """Make mutants of a program.

    Args:
        language: Name of its language.
        source: The program.
        most: How many; of more, as many are chosen by chance.
        seed: Chooses the same ones again.

    Returns:
        Mutants that differ from each other; none, if there is no grammar of the
        language, or the program is not of it. Macros of C that read like no
        statement are left alone.
    """
    family = family_of(language)
    root = parsed(family, source)
    if root is None or (root.has_error and family not in _PREPROCESSED):
        return []
    data = source.encode(errors="surrogatepass")
    changes = list(_changes(root))
    Random(f"{seed}/mutants").shuffle(changes)
    found: dict[str, str] = {}
    for node, text in changes[:most]:
        made = data[: node.start_byte] + text.encode() + data[node.end_byte :]
        before = " ".join(data[node.start_byte : node.end_byte].decode().split())
        line = node.start_point.row + 1
        words = f"line {line}: {before[:_LONGEST]} → {text[:_LONGEST] or 'nothing'}"
        found.setdefault(made.decode(errors="surrogatepass"), words)
    return [Mutant(made, words) for made, words in found.items()]


def parsed(family: str, source: str) -> Node | None:
    """Parse a program; None if there is no grammar of its language."""
    parser = _parser(family)
    if parser is None:
        return None
    return parser.parse(source.encode(errors="surrogatepass")).root_node


def family_of(language: str) -> str:
    """Return the language of which one is a version: `cpp20`, `c_clang`."""
    return language.partition("_")[0].rstrip("0123456789")


@cache
def _parser(language: str) -> Parser | None:
    module = _GRAMMARS.get(language)
    if module is None:
        return None
    grammar = getattr(import_module(module), _ENTRIES.get(language, "language"))
    return Parser(Language(grammar()))


def _changes(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield nodes and what may be in their place."""
    if node.type in _LEFT_OUT or node.is_error:
        return
    yield from _changes_of(node)
    for child in node.children:
        yield from _changes(child)


def _changes_of(node: Node) -> Iterator[tuple[Node, str]]:
    text = (node.text or b"").decode(errors="replace")
    if node.type in _OPERATIONS and not _STREAMS.search(text):
        for child in node.children:
            # An operator of Scala is a name like any other.
            sign = (child.text or b"").decode(errors="replace")
            is_sign = child.type in {sign, "operator_identifier"}
            for other in _OPERATORS.get(sign, ()) if is_sign else ():
                yield child, other
    elif node.type in _INTEGERS and text.isdecimal() and len(text) < len(str(2**31)):
        value = int(text)
        others = (value + 1, value - 1, 0) if value > 1 else (value + 1, 1 - value)
        yield from ((node, str(other)) for other in others)
    elif node.type in _CHOICES:
        condition = node.child_by_field_name("condition")
        if condition is not None and condition.type != "let_condition":
            yield condition, _negated(condition)
    elif node.type in {"break_statement", "continue_statement"}:
        swapped = {"break": "continue", "continue": "break"}
        for word, other in swapped.items():
            if text.startswith(word):
                yield node, text.replace(word, other, 1)
    elif node.type == "expression_statement" and not _READS.search(text):
        yield node, ";" if text.endswith(";") else ""
    elif node.type in _NAMED and text in _NAMES:
        yield node, _NAMES[text]


def _negated(condition: Node) -> str:
    text = (condition.text or b"").decode(errors="replace")
    return f"(!{text})" if text.startswith("(") else f"!({text})"
