"""Python by PyPy."""

from sandboxes.language import PLAIN_ENV, Language

_PYPY = "/usr/bin/pypy3"
_CHECK = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')"

LANGUAGES = (
    Language(
        name="pypy",
        aliases=("pypy3",),
        tags=("python", "py", "python3"),
        extensions=(".py",),
        source_name="main.py",
        echo="import shutil, sys\n"
        "shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)\n",
        build=(_PYPY, "-c", _CHECK, "{source}"),
        is_check_only=True,
        check_can_wait=True,
        run=(_PYPY, "{source}"),
        version=(_PYPY, "-c", "import platform; print(platform.python_version())"),
        packages=("pypy3",),
        env={**PLAIN_ENV, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        cpu_time_factor=1.5,
        memory_floor_mib=128,
    ),
)
