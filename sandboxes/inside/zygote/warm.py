"""What a warm Python is made of, for python.py, which gives it `codes`.

All that is loaded makes each fork dearer: `few` is what most programs want.
"""

import atexit
import builtins
import gc
import importlib.util
import os
import signal
import sys
import types

_HERE = os.path.dirname(__file__)
_SEALED = os.path.join(os.path.dirname(_HERE), "sealed")
_FEW = """ast base64 bisect collections contextlib copy datetime decimal enum fractions
functools heapq importlib.machinery importlib.util io itertools json math operator random
re select signal string struct threading time traceback types typing""".split()
_MORE = """abc argparse array cmath csv dataclasses hashlib importlib.abc inspect
logging numbers pathlib pickle pprint queue resource secrets shutil statistics tempfile textwrap
unicodedata unittest uuid zlib""".split()
_OURS = "codec proxy peer guard told line served statements names".split()
_OURS_MORE = ["runners"]
_FORK_HOOKS = ("before", "after_in_child", "after_in_parent")
_REHEARSAL = "/box/rehearsal.py"
_PROGRAM = """
import sys
def add(numbers):
    return sum(number * 2 for number in numbers)
for line in ["1 2 3"] * 3:
    print(add(map(int, line.split())), {line: [line]}, f"{line!r:>9}")
"""


def load(names, folder=None):
    """Import modules that candidates are likely to want."""
    if folder:
        sys.path.insert(0, folder)
    for name in names:
        __import__(name)
    if folder:
        sys.path.pop(0)


class Hooks:
    """What our modules want called when a process forks.

    It puts right what other threads may have left half done. We have none, and
    the calls touch more pages than most programs: only forks of the candidate's
    own have them.
    """

    def __init__(self):
        self.kept, self.is_candidate = [], False
        self._register = os.register_at_fork
        calls = ((when, self._caller(when)) for when in _FORK_HOOKS)
        self._register(**dict(calls))

    def _caller(self, when):
        def call():
            if self.is_candidate:
                hooks = [hook[when] for hook in self.kept if when in hook]
                for hook in hooks[::-1] if when == "before" else hooks:
                    hook()

        return call

    def __enter__(self):
        os.register_at_fork = lambda **hook: self.kept.append(hook)

    def __exit__(self, *_):
        os.register_at_fork = self._register


def load_ours(names):
    """Load modules of ours that candidates are put behind."""
    for name in names:
        path = os.path.join(_SEALED, name + ".py")
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        exec(codes.pop(path), vars(module))


def prepare(argv, is_template=False):
    """Set up the interpreter for a command line.

    Args:
        argv: The command line.
        is_template: Whether only children will be the candidate.

    Returns:
        The code to run and its namespace.

    Raises:
        SystemExit: There is no such script.
        SyntaxError: It does not compile.
    """
    words = argv[1:]
    is_safe = words[0] == "-P"
    if is_safe:
        words = words[1:]
    script = words[0]
    path = os.path.abspath(script)
    sys.argv[:], sys.orig_argv[:] = words, argv
    if not is_safe:
        sys.path.insert(0, os.path.dirname(path))
    main = types.ModuleType("__main__")
    loader = _external.SourceFileLoader("__main__", path)
    vars(main).update(
        __annotations__={},
        __builtins__=builtins,
        __cached__=None,
        __file__=path,
        __loader__=loader,
    )
    sys.modules["__main__"] = main
    code, source = codes.get(path), None
    if code is None:
        try:
            with open(path, "rb") as file:
                source = file.read()
        except OSError as error:
            sys.stderr.write(
                "%s: can't open file %r: [Errno %d] %s\n"
                % (argv[0], path, error.errno, error.strerror)
            )
            sys.exit(2)
        compiled[path] = source
        if b"\0" in source:  # a file of such is read in another way than a text
            if is_template:
                os._exit(1)
            os.execv(argv[0], argv)
        code = compile(source, path, "exec", dont_inherit=True)
    global may_draw
    may_draw = wants_more or source is None or b"random" in source
    return code, vars(main)


def show(error):
    """Say how the program failed, as the interpreter does."""
    trace = error.__traceback__
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
    worse = None
    try:
        sys.excepthook(type(error), error, trace)
    except BaseException as raised:
        worse = raised
    if worse:
        sys.stderr.write("Error in sys.excepthook:\n")
        worse.__traceback__ = worse.__traceback__.tb_next
        sys.__excepthook__(type(worse), worse, worse.__traceback__)
        sys.stderr.write("\nOriginal exception was:\n")
        sys.__excepthook__(type(error), error, trace)


def exit_code(error):
    """Return the exit code for what a program raised; say it if need be."""
    if error is None:
        return 0
    if not isinstance(error, SystemExit):
        show(error)
        return 1
    if error.code is None or isinstance(error.code, int):
        return (error.code or 0) & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def flushed(code):
    """Write out what waits in the standard streams; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if not getattr(stream, "closed", True):
                stream.flush()
        except BaseException as error:
            if stream is sys.stdout:
                code = 120  # what the interpreter makes of it
                sys.__stderr__.write("Exception ignored in: %r\n" % stream)
                sys.__excepthook__(type(error), error.with_traceback(None), None)
    return code


def flush_quietly():
    """Write out what waits in the standard streams, if that can be done."""
    for stream in (sys.stderr, sys.stdout):
        try:
            stream.flush()
        except BaseException:  # noqa: S110, SIM105 - a context manager touches more
            pass


def wind_up(code, names):
    """End as the interpreter does, but leave the heap to the kernel.

    To free every object of every module that was ever loaded takes longer than
    most programs. What a program can notice of the end is done: threads are
    waited for, exit functions called, streams flushed, and the program's own
    objects dropped, so that their files are closed.

    Returns:
        The exit code.
    """
    flush_quietly()
    try:
        # Nothing to wait for, in most programs: then its pages stay untouched.
        if (
            _threads()
            or _threading._threading_atexits
            or _threading._shutdown != _shutdown
        ):
            _threading._shutdown()
    except BaseException as error:
        show(error)
    atexit._run_exitfuncs()
    code = flushed(code)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
    sys.setswitchinterval(1000)  # what other threads remain have had their time
    spaces, later = [names], []
    for name in reversed(sys.modules):  # the latest first; the others stay untouched
        if name in _LOADED:
            break
        later.append(name)
    for name in later:
        module = sys.modules.get(name)
        # Its type alone: what is loaded lazily loads more when it is looked at.
        if issubclass(type(module), types.ModuleType):
            spaces.append(vars(module))
    for space in spaces:
        for name in [name for name in space if name != "__builtins__"]:
            space[name] = None
    gc.collect()
    flush_quietly()
    return code


def interrupt():
    """End as one ends whom SIGINT ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)


def become_candidate(argv):
    """Be a process of its own from here on: the program is next.

    A file of this run alone may have taken the place of what a template compiled.
    """
    for path, source in compiled.items():
        if not fork.has_content(path, source):
            os.execv(argv[0], argv)
    hooks.is_candidate = True
    _seed(_generator)
    _main_thread._native_id = _native_id()
    if may_draw and "numpy.random" in sys.modules:  # it touches much
        sys.modules["numpy.random"].seed()


def rehearse():
    """Do once what every child does: what is compiled or cached then is shared."""
    code, names = prepare(["python3", _REHEARSAL])
    exec(code, names)
    sys.path.pop(0)
    sys.stdout.flush()


sys.path.remove(_HERE)
load(["verifier_fork"], _HERE)
fork = sys.modules.pop("verifier_fork")
hooks, may_draw, compiled = Hooks(), True, {}
wants_more = sys.argv[1] == "more"
with hooks:
    load(_FEW + _MORE * wants_more)
load_ours(["verifier_" + name for name in _OURS + _OURS_MORE * wants_more])
load(sys.argv[2:])
codes[_REHEARSAL] = compile(_PROGRAM, _REHEARSAL, "exec", dont_inherit=True)
_external = sys.modules["_frozen_importlib_external"]
_threading, _LOADED = sys.modules["threading"], frozenset(sys.modules)
_main_thread, _native_id = _threading.main_thread(), _threading.get_native_id
_threads, _shutdown = sys.modules["_thread"]._count, _threading._shutdown
_generator, _seed = sys.modules["random"]._inst, sys.modules["_random"].Random.seed
rehearse()
gc.collect()
gc.freeze()
if len(os.listdir("/proc/self/task")) == 1:  # none that would write meanwhile
    fork.settle()
