"""Python, by Debian's CPython."""

import re

from sandboxes.language import CallDriver, Language
from sandboxes.shared.python import DRIVER

_PYTHON = "/usr/bin/python3"
ZYGOTE = (_PYTHON, "/verifier/zygote/python.py")
_ECHO = "import shutil, sys\nshutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)\n"
_FEW = (
    "__future__ ast base64 bisect builtins collections contextlib copy datetime "
    "decimal enum fractions functools gc heapq io itertools json math operator os "
    "random re select signal string struct sys threading time traceback types typing"
)
FEW = frozenset(_FEW.split())
"""What the smaller of the warm interpreters holds, of what programs import."""
_IMPORT = re.compile(
    r"(?:^|;)[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([^#;\n]+))", re.MULTILINE
)
_FRAMES = (
    r"\b(?:_getframe|_current_frames|currentframe|f_back|f_globals|f_locals|tb_frame"
    r"|gi_frame|cr_frame|ag_frame|settrace|setprofile|inspect\s*\.\s*stack)\b"
)
_GC = r"\b(?:get_objects|get_referrers|get_referents)\b"


def _imported(source: str) -> set[str]:
    """Return the packages that a source names; one that it hides costs time alone."""
    names = set()
    for package, listed in _IMPORT.findall(source):
        parts = [it.strip().partition(" ")[0] for it in listed.split(",")]
        names |= {it.partition(".")[0] for it in ([package] if package else parts)}
    return names


def _zygote(source: str) -> tuple[str, ...]:
    # Loading numpy takes ten times as long as starting Python, but all that is
    # loaded makes every fork dearer.
    wanted = _imported(source)
    amount = "few" if wanted <= FEW | {"numpy"} else "more"
    return (*ZYGOTE, amount, *(["numpy"] if "numpy" in wanted else []))


LANGUAGES = (
    Language(
        name="python",
        aliases=("python3", "py", "py3"),
        extensions=(".py",),
        source_name="main.py",
        echo=_ECHO,
        null_function="def {name}(*args, **kwargs):\n    return None\n",
        null_class="class {name}:\n"
        "    def {method}(self, *args, **kwargs):\n        return None\n",
        build=(_PYTHON, "-P", "/verifier/check.py", "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=(_PYTHON, "{source}"),
        version=(_PYTHON, "-c", "import platform; print(platform.python_version())"),
        packages=("python3",),
        libraries=(
            "python3-numpy",
            "python3-pytest",
            "python3-scipy",
            "python3-pandas",
            "python3-sympy",
            "python3-networkx",
            "python3-sklearn",
            "python3-matplotlib",
            "python3-requests",
        ),
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - a path in the box
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MPLBACKEND": "Agg",
        },
        zygote=_zygote,
        signs={"frame_access": _FRAMES, "gc_scan": _GC},
        call=CallDriver(
            argv=(_PYTHON, "-P", "/verifier/call.py", "{source}"),
            has_tuples=True,
            has_keywords=True,
        ),
        shared=DRIVER,
    ),
)
