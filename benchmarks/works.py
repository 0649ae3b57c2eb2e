"""What is posted over and over, and how the same is done bare."""

import itertools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PYTHON = "print(sum(map(int, input().split())))\n"
_NUMPY = "import numpy as np\nprint(np.array(input().split(), dtype=int).sum())\n"
_CPP = """#include <bits/stdc++.h>
int main() {
  long long sum = 0, number;
  while (std::cin >> number) sum += number;
  std::cout << sum << '\\n';
}
"""
_JAVA = """import java.util.Scanner;
public class Main {
  public static void main(String[] unused) {
    Scanner in = new Scanner(System.in);
    long sum = 0;
    while (in.hasNextLong()) sum += in.nextLong();
    System.out.println(sum);
  }
}
"""
_TABLE = "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2), (3);"
_QUERY = "SELECT sum(a) FROM t"
_BARE_SQL = f"""import sqlite3
base = sqlite3.connect(":memory:")
base.executescript({_TABLE!r})
print(base.execute({_QUERY!r}).fetchone()[0])
"""
_FILES = {
    "python": "main.py",
    "sqlite": "main.py",
    "cpp": "main.cpp",
    "java": "Main.java",
}
_NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A submission that is posted over and over.

    Attributes:
        name: Name of the work.
        language: Its language.
        source: Its program.
        cases: How many cases it is put to.
        is_new: Whether each submission has a text of its own, so that nothing
            built before is of use.
        builds: Whether the bare figure holds the build, too.
    """

    name: str
    language: str
    source: str
    cases: int
    is_new: bool = False
    builds: bool = False
    bare_source: str | None = field(default=None)

    def request(self) -> dict[str, Any]:
        """Return it as a verification request, never answered from memory."""
        case: dict[str, Any] = {"kind": "stdio", "input": "1 2 3\n", "answer": "6\n"}
        source = self.source
        if self.language == "sqlite":
            case = {"kind": "sql_query", "setup": _TABLE, "gold": _QUERY}
        elif self.is_new:
            source = f"{source}// {next(_NUMBERS)}\n"
        return {
            "submission": {"language": self.language, "source": source},
            "test_cases": [case] * self.cases,
            "trace": "none",
            "cache": "bypass",
        }

    def prepare(self, folder: Path) -> None:
        """Lay out the bare program, built if the build is not part of the figure."""
        folder.mkdir(exist_ok=True)
        source = self.bare_source or self.source
        (folder / _FILES[self.language]).write_text(source)
        if not self.builds:
            self._build(folder)

    def _build(self, folder: Path) -> None:
        commands = {
            "cpp": ["g++", "-std=gnu++17", "-O2", "-o", "main", "main.cpp"],
            "java": ["javac", "Main.java"],
        }
        if command := commands.get(self.language):
            subprocess.run(command, cwd=folder, check=True)

    def do_bare(self, folder: Path) -> None:
        """Do by `subprocess` what a verification does."""
        if self.builds:
            self._build(folder)
        commands = {"cpp": ["./main"], "java": ["java", "Main"]}
        command = commands.get(self.language, ["/usr/bin/python3", "main.py"])
        for _ in range(self.cases):
            subprocess.run(
                command, cwd=folder, input=b"1 2 3\n", capture_output=True, check=True
            )


def works() -> Iterator[Work]:
    """Yield them all."""
    yield Work(name="python, 1 case", language="python", source=_PYTHON, cases=1)
    yield Work(name="python, 10 cases", language="python", source=_PYTHON, cases=10)
    yield Work(name="numpy, 10 cases", language="python", source=_NUMPY, cases=10)
    yield Work(
        name="c++, 10, new",
        language="cpp",
        source=_CPP,
        cases=10,
        is_new=True,
        builds=True,
    )
    yield Work(name="c++, 10, built", language="cpp", source=_CPP, cases=10)
    yield Work(
        name="java, 1, new",
        language="java",
        source=_JAVA,
        cases=1,
        is_new=True,
        builds=True,
    )
    yield Work(
        name="sqlite, 1 query",
        language="sqlite",
        source=_QUERY,
        cases=1,
        bare_source=_BARE_SQL,
    )
