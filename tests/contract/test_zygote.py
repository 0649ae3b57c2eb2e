"""A forked interpreter must do what one that is started anew does."""

import ctypes
import mmap
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sandboxes import (
    MIB,
    Box,
    Command,
    Limits,
    RunResult,
    Sandbox,
    Termination,
    known_languages,
)
from sandboxes.languages.python import FEW

pytestmark = pytest.mark.sandbox

PYTHON = known_languages().get("python")
MADV_COLLAPSE = 25
LIMITS = Limits(cpu_time_s=5, wall_time_s=60, memory_bytes=256 * MIB)

SAME = {
    "echo": "import sys\nsys.stdout.write(sys.stdin.read())",
    "lines of input": "print([line for line in open(0)])",
    "binary": "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])",
    "main module": (
        "import sys\nprint(__name__, __file__, __package__, __spec__, __doc__)\n"
        "print(__builtins__, __annotations__, sys.argv, sys.orig_argv[1:], sys.path)\n"
        "print(sorted(globals()), sys.modules['__main__'].__dict__ is globals())"
    ),
    "environment": "import os; print(sorted(os.environ.items()), os.getcwd())",
    "streams": (
        "import sys\nfor s in (sys.stdin, sys.stdout, sys.stderr):\n"
        "    print(s, s.seekable(), s.isatty(), s.line_buffering, s.errors)"
    ),
    "flags": "import sys; print(sys.flags, sys.executable, sys.getswitchinterval())",
    "limits": (
        "import resource as r\nnames = sorted(n for n in dir(r) if 'LIMIT_' in n)\n"
        "print([(n, r.getrlimit(getattr(r, n))) for n in names])"
    ),
    "descriptors": "import os; print(sorted(os.listdir('/proc/self/fd')))",
    "rights": (
        "print([line for line in open('/proc/self/status') if line.split(':')[0] in "
        "('Uid', 'Gid', 'Groups', 'NoNewPrivs', 'Seccomp', 'CapEff', 'CapPrm', "
        "'CapBnd', 'CapAmb', 'CapInh', 'SigBlk', 'SigIgn', 'SigCgt')])"
    ),
    "own memory": "print(open('/proc/self/mem', 'rb').name)",
    "session": (
        "import os\nprint(os.getppid(), os.getpgrp() == os.getsid(0) == os.getpid())"
    ),
    "threads alone": "import threading; print([t.name for t in threading.enumerate()])",
    "module that loads another when it is looked at": (
        "import sys\nclass Lazy:\n    @property\n    def __class__(self):\n"
        "        import wave\n        return type(sys)\nsys.modules['lazy'] = Lazy()"
    ),
    "exit code": "raise SystemExit(7)",
    "exit text": "import sys; sys.exit('no')",
    "exit None": "import sys; print('x'); sys.exit()",
    "exit True": "import sys; sys.exit(True)",
    "exit 256": "import sys; sys.exit(256)",
    "exit -1": "import sys; sys.exit(-1)",
    "os._exit": "import os; print('lost', end=''); os._exit(3)",
    "abort": "import os; os.abort()",
    "signal to itself": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "interrupt": "raise KeyboardInterrupt",
    "interrupt handled": (
        "import os\ntry:\n    os.kill(os.getpid(), 2)\n"
        "    while True: pass\nexcept KeyboardInterrupt:\n    print('handled')"
    ),
    "uncaught": "def f():\n    return 1 / 0\nf()",
    "chained": (
        "try:\n    {}['x']\nexcept KeyError as e:\n    raise ValueError('y') from e"
    ),
    "group": "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
    "syntax error": "print('never')\nx = (",
    "bad indentation": "if True:\nprint(1)",
    "excepthook": (
        "import sys\nsys.excepthook = lambda *what: print('hook', what[0])\n1 / 0"
    ),
    "broken excepthook": (
        "import sys\ndef hook(*what): raise TypeError('hook')\n"
        "sys.excepthook = hook\n1 / 0"
    ),
    "atexit": (
        "import atexit\natexit.register(print, 'first')\n"
        "atexit.register(print, 'second')\nprint('main')"
    ),
    "atexit after an error": "import atexit\natexit.register(print, 'end')\n1 / 0",
    "thread outlives main": (
        "import threading, time\n"
        "said = threading.Event()\n"
        "def late(): said.wait(); time.sleep(.1); print('late')\n"
        "threading.Thread(target=late).start()\n"
        "print('main')\n"
        "said.set()"
    ),
    "daemon thread": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n"
        "print('main')"
    ),
    "destructor at the end": (
        "class A:\n    def __del__(self): print('gone')\n"
        "a = A()\nb = A()\nb.me = b\nprint('main')"
    ),
    "generator at the end": (
        "def g():\n    try:\n        yield 1\n    finally:\n        print('closed')\n"
        "it = g()\nnext(it)"
    ),
    "deferred streams": (
        "import sys\nprint('a', end='')\nsys.stdout = open(1, 'w', closefd=False)\n"
        "print('b', end='')"
    ),
    "stream of its own": (
        "import io, sys\nclass Out(io.StringIO):\n"
        "    def flush(self): sys.__stdout__.write(self.getvalue())\n"
        "print('a')\nsys.stdout = Out()\nprint('b')"
    ),
    "detached": "import sys\nout = sys.stdout.detach()\nout.write(b'x\\n')",
    "closed output": "import sys\nprint('x')\nsys.stdout.close()",
    "broken output": "import os\nprint('x')\nos.close(1)",
    "fork": (
        "import os\npid = os.fork()\nif pid == 0:\n    print('child')\nelse:\n"
        "    os.waitpid(pid, 0)\n    print('parent')"
    ),
    "hooks of a fork": (
        "import os, random, threading, logging\n"
        "say, told = lambda what: print(what, flush=True), []\n"
        "for n in '12':\n    os.register_at_fork(before=lambda n=n: say('before' + n),"
        " after_in_child=lambda n=n: say('child' + n),"
        " after_in_parent=lambda n=n: told.append('parent' + n))\n"
        "wait = threading.Event().wait\n"
        "threading.Thread(target=wait, daemon=True).start()\n"
        "before = random.getstate()\n"
        "r, w = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    main, alive = threading.current_thread(), threading.active_count()\n"
        "    say([alive, main.name, main.native_id == os.getpid()])\n"
        "    say(random.getstate() == before)\n"
        "    logging.error('from the child')\n    os._exit(os.write(w, b'x') - 1)\n"
        "os.read(r, 1)\nos.wait()\nsay([told, random.getstate() == before])"
    ),
    "fork while logging": (
        "import logging, os, threading\nlogging._acquireLock()\n"
        "threading.Timer(0.2, logging._releaseLock).start()\n"
        "logging._releaseLock()\nif os.fork() == 0:\n"
        "    logging.getLogger('a').warning('child')\nelse:\n    os.wait()\n"
    ),
    "thread of itself": (
        "import threading, _thread\nmain = threading.main_thread()\n"
        "print(main is threading.current_thread(), main.ident == _thread.get_ident(),"
        " main.native_id == threading.get_native_id(), main.is_alive())"
    ),
    "shutdown replaced": (
        "import threading\nold = threading._shutdown\n"
        "threading._shutdown = lambda: (print('mine'), old())"
    ),
    "threading's own exits": (
        "import threading\nthreading._register_atexit(print, 'early')\n"
        "import atexit\natexit.register(print, 'late')"
    ),
    "pool": (
        "from multiprocessing import Pool\ndef square(x): return x * x\n"
        "if __name__ == '__main__':\n"
        "    with Pool(2) as pool: print(pool.map(square, range(5)))"
    ),
    "futures": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, 2])))"
    ),
    "deep recursion": (
        "import sys\nsys.setrecursionlimit(200_000)\n"
        "def f(n): return n and 1 + f(n - 1)\nprint(f(100_000))"
    ),
    "deep recursion on a large stack": (
        "import sys, threading\nsys.setrecursionlimit(1 << 20)\n"
        "threading.stack_size(64 << 20)\n"
        "def f(n): print(max([n].__iter__(), key=lambda x: n and g(n - 1)))\n"
        "def g(n): return n and 1 + max([0], key=lambda x: g(n - 1))\n"
        "t = threading.Thread(target=f, args=(5000,)); t.start(); t.join()"
    ),
    "hash seed": "print(hash('a'), list({'x', 'y', 'z'}))",
    "dataclasses, typing, pickle": (
        "import dataclasses, pickle, typing\n@dataclasses.dataclass\n"
        "class P:\n    x: int\n    y: 'list[P]'\n"
        "print(pickle.loads(pickle.dumps(P(1, []))), typing.get_type_hints(P))"
    ),
    "importing main": "import __main__\nx = 5\nprint(__main__.x)",
    "own module": (
        "import os\nopen('helper.py', 'w').write('print(__name__, __file__)')\n"
        "import helper"
    ),
    "inspect": "import inspect\ndef f(): pass\nprint(inspect.getsource(f))",
    "numpy": "import numpy\nprint(numpy.arange(5).sum(), numpy.__name__)",
}


@pytest.fixture
def box(sandbox: Sandbox) -> Iterator[Box]:
    with sandbox.open() as opened:
        yield opened


def command(source: str, *, warm: bool = True, **changes: Any) -> Command:
    """Return the command that runs a Python program."""
    made = Command(
        argv=("/usr/bin/python3", "main.py"),
        env=PYTHON.env,
        files={"main.py": source.encode()},
        stdin=b"one\ntwo\n",
        zygote=PYTHON.zygote(source) if warm else (),
    )
    return replace(made, **changes)


def run(box: Box, source: str, **changes: Any) -> RunResult:
    """Run a Python program in a forked interpreter."""
    return box.run(command(source, **changes), LIMITS)


@pytest.mark.parametrize("name", SAME)
def test_forked_interpreter_does_what_a_new_one_does(name: str, box: Box) -> None:
    cold = run(box, SAME[name], warm=False)
    warm = run(box, SAME[name])

    assert warm.stdout == cold.stdout
    assert warm.stderr == cold.stderr
    assert (warm.termination, warm.exit_code, warm.signal) == (
        cold.termination,
        cold.exit_code,
        cold.signal,
    )


def test_what_the_smaller_interpreter_is_said_to_hold_it_holds(box: Box) -> None:
    source = (
        f"import sys\nbuilt_in = set(sys.builtin_module_names)\n"
        f"print({sorted(FEW)!r} and sorted({FEW!r} - built_in - set(sys.modules)))"
    )

    assert PYTHON.zygote(source)[2] == "few"
    assert run(box, source).stdout == b"['__future__']\n"


@pytest.mark.parametrize(
    ("source", "amount", "modules"),
    [
        ("", "few", ()),
        ("import sys, math as m; import os.path\nfrom typing import List", "few", ()),
        ("def f():\n    import heapq # and logging", "few", ()),
        ("from . import x", "few", ()),
        ("import sys,logging", "more", ()),
        ("import sys; from dataclasses import dataclass", "more", ()),
        ("import numpy.linalg as la", "few", ("numpy",)),
        ("from numpy import array\nimport scipy", "more", ("numpy",)),
        ("import , \nfrom", "more", ()),
    ],
)
def test_interpreter_is_chosen_by_what_is_imported(
    source: str, amount: str, modules: tuple[str, ...]
) -> None:
    assert PYTHON.zygote(source)[2:] == (amount, *modules)


def test_files_left_open_are_written(box: Box) -> None:
    source = (
        "out = open('a.txt', 'w')\nout.write('a')\n"
        "class Kept: pass\nkept = Kept()\n"
        "kept.file = open('b.txt', 'w')\nkept.file.write('b')\n"
    )

    result = run(box, source, collect=("a.txt", "b.txt"))

    assert {name: file.data for name, file in result.collected.items()} == {
        "a.txt": b"a",
        "b.txt": b"b",
    }


def test_missing_script_is_an_exit_code(box: Box) -> None:
    result = run(box, "", argv=("/usr/bin/python3", "absent.py"))

    assert (result.termination, result.exit_code) == (Termination.EXITED, 2)
    assert b"can't open file '/box/absent.py'" in result.stderr


def test_arguments_arrive(box: Box) -> None:
    argv = ("/usr/bin/python3", "main.py", "-x", "ä", "")

    result = run(box, "import sys; print(sys.argv)", argv=argv)

    assert result.stdout.decode() == "['main.py', '-x', 'ä', '']\n"


def test_nothing_of_one_run_reaches_the_next(box: Box) -> None:
    first = run(
        box,
        "import builtins, json, math, os, sys, threading\n"
        "builtins.len = lambda x: 7\njson.loads = None\nmath.pi = 3\n"
        "sys.path.append('mine')\nos.environ['mine'] = '1'\nsys.modules['re'] = None\n"
        "sys.setrecursionlimit(50)\nopen('/tmp/mine', 'w').close()\n"
        "threading.stack_size(1 << 20)\nprint(len([]))",
    )
    second = run(
        box,
        "import json, math, os, re, sys, threading\n"
        "print(len([]), json.loads('1'), math.pi > 3.1, 'mine' in sys.path,\n"
        "      'mine' in os.environ, sys.getrecursionlimit(), os.listdir('/tmp'),\n"
        "      threading.stack_size())",
    )

    assert first.stdout == b"7\n"
    assert second.stdout == b"0 1 True False False 1000 [] 0\n"


def test_memory_holds_nothing_of_other_runs(box: Box) -> None:
    secret = "sec" + "ret-of-an-earlier-run"
    run(box, f"kept = '{secret}' * 10; print(kept)", stdin=secret.encode())
    look = (
        "import sys\nneedle = sys.stdin.read().strip()[::-1].encode()\nfound = 0\n"
        "with open('/proc/self/mem', 'rb') as memory:\n"
        "    for line in open('/proc/self/maps'):\n"
        "        span, rights = line.split()[:2]\n"
        "        if 'r' not in rights or '[v' in line: continue\n"
        "        start, end = (int(x, 16) for x in span.split('-'))\n"
        "        memory.seek(start)\n"
        "        found += memory.read(end - start).count(needle[:3] + needle[3:])\n"
        "print(found > 2)"  # itself, and copies of what was read
    )

    result = run(box, look, stdin=secret[::-1].encode())

    assert result.stdout == b"False\n", result.stderr


def has_large_pages() -> bool:
    with mmap.mmap(-1, 4 * MIB, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory[:] = bytes(4 * MIB)
        start = ctypes.addressof(ctypes.c_char.from_buffer(memory)) % (2 * MIB)
        try:
            memory.madvise(MADV_COLLAPSE, (2 * MIB - start) % (2 * MIB), 2 * MIB)
        except OSError:
            return False
    return True


def test_what_is_loaded_lies_in_large_pages(box: Box) -> None:
    if not has_large_pages():
        pytest.skip("the kernel has no large pages to give")
    look = (
        "rights = ''\nkib = 0\n"
        "for line in open('/proc/self/smaps'):\n"
        "    words = line.split()\n"
        "    if '-' in words[0]:\n"
        "        rights = words[1]\n"
        "    elif words[0] == 'AnonHugePages:' and rights == 'r-xp':\n"
        "        kib += int(words[1])\n"
        "print(kib >= 2048)"
    )

    assert run(box, look).stdout == b"True\n"


@pytest.mark.parametrize(
    "source",
    [
        "import numpy, random, uuid\nprint(random.random(), uuid.uuid4())",
        "import tempfile, numpy\nprint(tempfile.mktemp(), numpy.random.rand())",
        "import random, numpy\nprint(random.random(), numpy.random.rand())",
        "import helper, numpy\nprint(helper.draw())",
    ],
)
def test_random_numbers_differ_from_run_to_run(source: str, box: Box) -> None:
    helper = b"import numpy\ndef draw():\n    return numpy.random.rand()\n"
    files = {"main.py": source.encode(), "helper.py": helper}
    one, two = (run(box, source, files=files).stdout.split() for _ in range(2))

    assert one
    assert len(one) == len(two)
    assert not set(one) & set(two)


def test_only_its_own_processes_are_to_be_seen(box: Box) -> None:
    source = (
        "import os; print([name for name in os.listdir('/proc') if name.isdigit()])"
    )

    assert run(box, source).stdout == b"['1', '3']\n"


def test_pid_1_and_the_interpreter_it_was_forked_from_are_out_of_reach(
    box: Box,
) -> None:
    source = (
        "import os, signal\n"
        "try: os.kill(os.getppid(), signal.SIGKILL)\n"
        "except OSError as error: print(error.strerror)\n"
    )

    assert run(box, source).stdout == b"Operation not permitted\n"


def test_limits_hold(box: Box) -> None:
    loop = box.run(command("while True: pass"), replace(LIMITS, cpu_time_s=0.2))
    sleep = box.run(
        command("import time; time.sleep(100)"), replace(LIMITS, wall_time_s=0.3)
    )
    memory = box.run(command("x = bytearray(1 << 30)\nx[::4096] = x[::4096]"), LIMITS)
    output = box.run(command("while True: print('x')"), LIMITS)
    forks = box.run(
        command("import os\nwhile True: os.fork()"),
        replace(LIMITS, processes=8, cpu_time_s=0.5),
    )

    assert loop.termination is Termination.CPU_TIME_LIMIT
    assert sleep.termination is Termination.WALL_TIME_LIMIT
    assert memory.termination is Termination.MEMORY_LIMIT
    assert output.termination is Termination.OUTPUT_LIMIT
    assert forks.exit_code == 1
    assert b"Resource temporarily unavailable" in forks.stderr
    assert run(box, "print('well')").stdout == b"well\n"


def test_cpu_time_is_the_runs_own(box: Box) -> None:
    source = "import time\nwhile time.process_time() < 0.2: pass"

    assert 0.15 < run(box, source).cpu_time_s < 1
    assert run(box, "").cpu_time_s < 0.1


def test_orphans_end_with_their_run(box: Box) -> None:
    source = (
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid()\n"
        "    if os.fork() == 0:\n        time.sleep(1000)\n    os._exit(0)\n"
        "os.wait()\nprint('left')"
    )

    result = run(box, source)

    assert result.stdout == b"left\n"
    assert result.wall_time_s < 30


def test_interpreter_that_cannot_be_loaded_is_started_anew(box: Box) -> None:
    broken = ("/usr/bin/python3", "/verifier/zygote/python.py", "few", "no_such_module")

    result = run(box, "print('well')", zygote=broken)

    assert result.stdout == b"well\n"


def test_zygote_of_another_program_is_not_used(box: Box) -> None:
    result = run(box, "", argv=("/bin/echo", "well"))

    assert result.stdout == b"well\n"


def test_signals_are_those_of_the_program(box: Box) -> None:
    source = "import ctypes; ctypes.string_at(0)"

    assert run(box, source).signal == signal.SIGSEGV
