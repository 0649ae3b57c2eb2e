"""A warm Python: loaded once in a box, forked for each run.

usage: python.py few|more [MODULE...]; descriptor 3 is the box's init. The parent
never sees what its children run, so its memory holds nothing of one run that
another could find. A child becomes what `python3 [-P] SCRIPT [WORD...]` would
have started: a fresh `__main__`, its own `sys.argv` and `sys.path`, and
standard streams that nothing was written to.
"""

import marshal
import os

_HERE = os.path.dirname(os.path.abspath(__file__))
_OURS = os.path.dirname(_HERE)


def compiled():
    """Return the code of our own files by path.

    What a compiler leaves in memory would be copied with each fork: a child
    compiles them, and hands the code over.
    """
    to_read, to_write = os.pipe()
    child = os.fork()
    if not child:
        with open(to_write, "wb") as pipe:
            pipe.write(marshal.dumps({path: _code(path) for path in _paths()}))
        os._exit(0)
    os.close(to_write)
    with open(to_read, "rb") as pipe:
        codes = marshal.loads(pipe.read())
    os.waitpid(child, 0)
    return codes


def _paths():
    for folder in (_OURS, os.path.join(_OURS, "sealed"), _HERE):
        names = [name for name in os.listdir(folder) if name.endswith(".py")]
        yield from (os.path.join(folder, name) for name in names)


def _code(path):
    with open(path, "rb") as file:
        return compile(file.read(), path, "exec", dont_inherit=True)


codes = compiled()
warm = type(os)("verifier_warm")
warm.codes, warm.__file__ = codes, os.path.join(_HERE, "warm.py")
exec(codes.pop(warm.__file__), vars(warm))
is_template, argv = warm.fork.serve()
names, failure, was_interrupted = {}, None, False
try:
    code, names = warm.prepare(argv, is_template)
except BaseException as error:
    failure = error.with_traceback(None)
    if is_template and not isinstance(error, SyntaxError):
        os._exit(1)  # what it has said was heard by nobody
if is_template:
    warm.fork.serve_again()
else:
    warm.compiled.clear()
warm.become_candidate(argv)
if not failure:
    try:
        exec(code, names)
    except BaseException as error:
        was_interrupted = isinstance(error, KeyboardInterrupt)
        failure = error.with_traceback(error.__traceback__.tb_next)
status, failure = warm.exit_code(failure), None
status = warm.wind_up(status, names)
if was_interrupted:
    warm.interrupt()
warm.fork.leave(status)
