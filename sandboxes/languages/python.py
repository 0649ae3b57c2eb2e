"""Python, by Debian's CPython."""

from importlib import resources

from sandboxes.language import CallDriver, Language

_PYTHON = "/usr/bin/python3"
_ECHO = "import shutil, sys\nshutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)\n"
_CHECK = (
    "import sys\n"
    "for name in sys.argv[1:]:\n"
    "    compile(open(name, 'rb').read(), name, 'exec', dont_inherit=True)\n"
)

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
        build=(_PYTHON, "-I", "-S", "-c", _CHECK, "{source}"),
        is_check_only=True,
        run=(_PYTHON, "{source}"),
        version=(_PYTHON, "-c", "import platform; print(platform.python_version())"),
        packages=("python3",),
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - a path in the box
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
        },
        call=CallDriver(
            file_name="verifier_call.py",
            source=(resources.files("sandboxes.inside") / "call.py").read_bytes(),
            argv=(_PYTHON, "-P", "verifier_call.py", "{source}"),
            has_tuples=True,
        ),
    ),
)
