"""HumanEval and MBPP with their much larger EvalPlus tests: who passes what.

A program is right if it passes both, and hard if it passes the original tests
and fails the larger ones. Labels come from running the tests; they are kept in a
file, because that takes a while.
"""

import ast
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora.rows import Row, read_programs
from sandboxes import MIB, Command, Limits, Sandbox, known_languages

_LIMITS = Limits(
    cpu_time_s=20.0, wall_time_s=60.0, memory_bytes=1024 * MIB, output_bytes=MIB
)
_EXAMPLES = 3
"""MBPP's own prompt shows its three tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A program, and whether it passes.

    Attributes:
        id: Its name.
        code: Its text.
        passes_base: Whether it passes the original tests.
        passes_plus: Whether it passes the larger ones.
    """

    id: str
    code: str
    passes_base: bool
    passes_plus: bool

    @property
    def is_right(self) -> bool:
        """Whether it passes all tests."""
        return self.passes_base and self.passes_plus

    @property
    def is_hard(self) -> bool:
        """Whether it is wrong, and the original tests let it through."""
        return self.passes_base and not self.passes_plus


@dataclass(slots=True, kw_only=True)
class Task:
    """A function to be written.

    Attributes:
        name: Its group.
        function: Its name.
        prompt: Signature and docstring.
        reference: The canonical solution.
        examples: Arguments that the prompt shows, beside those in its docstring.
        base: Arguments of the original tests.
        plus: Arguments of the larger ones.
        programs: Programs whose label is known.
    """

    name: str
    function: str
    prompt: str
    reference: str
    examples: list[list[Any]] = field(default_factory=list)
    base: list[list[Any]] = field(default_factory=list)
    plus: list[list[Any]] = field(default_factory=list)
    programs: list[Labelled] = field(default_factory=list)


def load_tasks(data: Path, labels: Path) -> list[Task]:
    """Return the tasks with their labelled programs.

    Args:
        data: Where the corpora are.
        labels: What `write_labels` wrote.
    """
    known = json.loads(labels.read_text())
    tasks = bare_tasks(data)
    by_group: dict[str, dict[str, Labelled]] = defaultdict(dict)
    for name, row in known.items():
        base, plus = row["base"], row["plus"]
        by_group[row["group"]].setdefault(
            row["key"],
            Labelled(
                id=name,
                code=row["code"],
                passes_base=base[0],
                passes_plus=bool(plus and plus[0]),
            ),
        )
    for task in tasks:
        task.programs = list(by_group[task.name].values())
    return tasks


def bare_tasks(data: Path) -> list[Task]:
    """Return the tasks, without programs."""
    return [*_humaneval(data), *_mbpp(data)]


def _humaneval(data: Path) -> Iterator[Task]:
    base = {row["group"]: row for row in read_programs(data, "humaneval")}
    for row in read_programs(data, "humanevalplus"):
        name = row["entry_point"]
        yield Task(
            name=row["group"],
            function=name,
            prompt=row["prompt"],
            reference=row["code"],
            base=_called(base[row["group"]]["tests"]["post"], "candidate"),
            plus=_inputs(row["tests"]["post"]),
        )


def _mbpp(data: Path) -> Iterator[Task]:
    prompts = {
        row["group"]: row["prompt"]
        for row in read_programs(data, "mbxp")
        if row["language"] == "python"
    }
    for row in read_programs(data, "mbppplus"):
        inputs = _inputs(row["tests"]["post"])
        name = _function(row["tests"]["post"])
        header = _header(row["code"], name)
        docstring = f'    """\n    {row["prompt"]}\n    """\n'
        yield Task(
            name=row["group"],
            function=name,
            prompt=prompts.get(row["group"], f"{header}\n{docstring}"),
            reference=row["code"],
            examples=inputs[:_EXAMPLES],
            base=inputs[:_EXAMPLES],
            plus=inputs,
        )


def _header(code: str, name: str) -> str:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return f"def {name}({ast.unparse(node.args)}):"
    msg = f"no function {name}"
    raise LookupError(msg)


def _inputs(post: str) -> list[list[Any]]:
    """Return the arguments that EvalPlus calls with; none, if they are computed."""
    for node in ast.walk(ast.parse(post)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "inputs":
            try:
                return [list(args) for args in ast.literal_eval(node.value)]
            except ValueError:
                return []
    return []


def _called(post: str, name: str) -> list[list[Any]]:
    found = []
    for node in ast.walk(ast.parse(post)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
            try:
                found.append([ast.literal_eval(argument) for argument in node.args])
            except ValueError:
                continue
    return found


def _function(post: str) -> str:
    for node in ast.walk(ast.parse(post)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "assertion":
            return ast.unparse(node.args[0].func)  # type: ignore[attr-defined]
    msg = "the tests call no function"
    raise LookupError(msg)


def write_labels(data: Path, labels: Path, sandbox: Sandbox) -> None:
    """Run both test suites of every program, and write who passes."""
    plus = {
        row["group"]: row
        for corpus in ("humanevalplus", "mbppplus")
        for row in read_programs(data, corpus)
    }
    corpora = ("llm-samples", "humanevalpack", "humaneval", "humanevalplus")
    found = {}
    for corpus in (*corpora, "mbppplus", "mbxp"):
        for row in read_programs(data, corpus):
            if row["language"] != "python" or row["group"] not in plus:
                continue
            code = _whole(row)
            base = _passes(sandbox, row, code, row)
            found[row["id"]] = {
                "group": row["group"],
                "key": hashlib.sha256(code.encode()).hexdigest(),
                "code": code,
                "base": [base],
                "plus": [base and _passes(sandbox, row, code, plus[row["group"]])],
            }
    labels.write_text(json.dumps(found))


def _whole(row: Row) -> str:
    code = str(row["code"])
    try:
        ast.parse(code)
    except SyntaxError:
        return f"{row['prompt']}\n{code}"
    return code


def _passes(sandbox: Sandbox, row: Row, code: str, tests: Mapping[str, Any]) -> bool:
    post = tests["tests"]["post"]
    source = f"{tests['tests'].get('pre') or ''}\n{code}\n{post}"
    if "def check(" in post and "\ncheck(" not in post:
        source += f"\ncheck({row.get('entry_point') or tests.get('entry_point')})\n"
    env = known_languages().get("python").env
    command = Command(
        argv=("/usr/bin/python3", "main.py"),
        env=env,
        files={"main.py": source.encode()},
    )
    with sandbox.open() as box:
        return box.run(command, _LIMITS).succeeded
