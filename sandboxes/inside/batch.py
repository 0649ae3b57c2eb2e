"""Calls one function of many programs with many arguments, and replies what came.

Runs on the box's interpreter, beside programs of the tests: references, their
mutants, predicates. It knows arguments alone. The codec is that of `call.py`,
which lies beside it as `verifier_call.py`.

Standard input: one JSON document
    {"function": name}, {"class_name": name, "method": name} or {"is_stdio": true},
    "programs": [paths], "calls": [texts], each text the JSON of a list of typed
    arguments, or of one `$bytes`: what a whole program reads,
    "order": "forward" or "backward",
    "is_isolated": whether every call has a process of its own,
    "cpu_time_s", "wall_time_s", "memory_bytes", "value_bytes": ceilings of a call,
    "total_cpu_time_s": after so much, the rest of a program's calls is left out,
    "most_deaths": after so many, the rest of a program's calls are left out,
    "has_probes": whether `__probe__` is to be collected,
    "clock_shift_s": by how much Python's clocks are ahead; 0 leaves them alone.
    "most_steps": after so many probes a call is ended; null: it is not.
Descriptor 3: a JSON document a line,
    {"program": index, "call": index, "cpu_time_s": seconds, "probes": [ids],
    "steps": how often it came by one}
    with what `call.py` replies, or "died": text, or "too_large": bytes
    {"program": index, "call": null, ...} for a program that cannot be loaded.

A program is loaded once, by a host process. Workers are forked from it, so that
a call that ends its process ends neither the host nor what others replied.
"""

import builtins
import json
import os
import resource
import select
import signal
import sys
import time

sys.path.insert(0, os.getcwd())  # last of all: files of the program are there, too
import verifier_call as codec

_REPLY_FD = 3
_CHUNK = 1 << 16
_TIRED, _EXHAUSTED = 77, 78
_REAL = (os.write, os._exit, os.fork, time.process_time, signal.setitimer)


class Exhausted(BaseException):
    """A call came by more probes than it may."""


class Probes:
    """Collects which branches a call took; the first visit counts."""

    def __init__(self, most_steps):
        self.seen = set()
        self.most = most_steps or float("inf")
        self.steps = 0

    def __call__(self, number, value):
        self.seen.add(2 * number + bool(value))
        self.step()
        return value

    def line(self, number):
        self.seen.add(-number)
        self.step()

    def step(self):
        self.steps += 1
        if self.steps > self.most:
            raise Exhausted

    def take(self):
        taken = {"probes": sorted(self.seen), "steps": self.steps}
        self.seen, self.steps = set(), 0
        return taken


def _write(fd, data):
    write = _REAL[0]
    while data:
        data = data[write(fd, data[:_CHUNK]) :]


def _send(fd, document):
    _write(fd, json.dumps(document, separators=(",", ":")).encode() + b"\n")


def _outcome(function, text, most_bytes):
    """Call once, on values that nobody else holds."""
    try:
        args = [codec.decode(value) for value in json.loads(text)]
        value = function(*args)
    except (Exception, SystemExit) as error:
        return codec._raised(error)
    try:
        document = {"value": codec.encode(value)}
        size = len(json.dumps(document))
    except codec.Unencodable as error:
        return {"unencodable": str(error)}
    except Exception as error:
        return {"unencodable": "a value that raises %s" % type(error).__name__}
    return document if size <= most_bytes else {"too_large": size}


def _script(path):
    """Make a function of a whole program: what it reads to what it writes.

    It may be called once in a process.
    """
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    sys.path.insert(0, os.getcwd())

    def run(stdin):
        descriptors = [os.memfd_create("stdin"), os.memfd_create("stdout")]
        _write(descriptors[0], stdin)
        os.lseek(descriptors[0], 0, os.SEEK_SET)
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
        sys.argv = [path]
        main = type(sys)("__main__")
        main.__file__ = path
        sys.modules["__main__"] = main
        try:
            exec(code, main.__dict__)
        except SystemExit as error:
            if error.code not in (None, 0):
                raise
        sys.stdout.flush()
        size = os.lseek(1, 0, os.SEEK_END)
        return os.pread(1, size, 0)

    return run


def _work(asked, function, indices, probes, fd):
    """Make some calls, one after another, and leave."""
    _, leave, _, clock, set_timer = _REAL
    memory = asked["memory_bytes"]
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or memory < most:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    start = clock()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for index in indices:
        if clock() - start > asked["total_cpu_time_s"]:
            leave(_TIRED)
        set_timer(signal.ITIMER_PROF, asked["cpu_time_s"])
        set_timer(signal.ITIMER_REAL, asked["wall_time_s"])
        begin = clock()
        try:
            document = _outcome(function, asked["calls"][index], asked["value_bytes"])
        except Exhausted:
            leave(_EXHAUSTED)
        took = clock() - begin
        set_timer(signal.ITIMER_PROF, 0)
        set_timer(signal.ITIMER_REAL, 0)
        document["call"] = index
        document["cpu_time_s"] = round(took, 6)
        if probes is not None:
            document.update(probes.take())
        _send(fd, document)
    leave(0)


def _died(status):
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number in (signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU):
            return "took too long"
        return "was ended by signal %d" % number
    if os.WEXITSTATUS(status) == _EXHAUSTED:
        return "took too many steps"
    return "left with code %d" % os.WEXITSTATUS(status)


def _shift_clocks(shift):
    """Put Python's own clocks ahead, for a program that is loaded afterwards.

    Answers that depend on the date show themselves so. What reads the clock by
    other means, a library in C say, does not notice.
    """
    import datetime

    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + shift
    time.time_ns = lambda: now_ns() + int(shift * 10**9)
    for name in ("localtime", "gmtime", "ctime"):
        plain = getattr(time, name)

        def shifted(seconds=None, plain=plain):
            return plain(time.time() if seconds is None else seconds)

        setattr(time, name, shifted)
    written, asc = time.strftime, time.asctime
    time.strftime = lambda form, *when: written(form, *(when or (time.localtime(),)))
    time.asctime = lambda *when: asc(*(when or (time.localtime(),)))

    class date(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())

    class datetime_(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)

        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(
                tzinfo=None
            )

    datetime_.__name__ = datetime_.__qualname__ = "datetime"
    datetime.date, datetime.datetime = date, datetime_


def _host(asked, number, path, fd):
    """Load a program and have workers make its calls."""
    if asked["clock_shift_s"]:
        _shift_clocks(asked["clock_shift_s"])
    probes = None
    if asked["has_probes"]:
        probes = builtins.__probe__ = Probes(asked.get("most_steps"))
    try:
        if asked.get("is_stdio"):
            missing, function = None, _script(path)
        else:
            module = codec._load(path)
            missing = codec._missing(module, asked)
            function = None if missing else codec._find(module, asked)
    except (Exception, SystemExit) as error:
        document = codec._raised(error)
        document.update(program=number, call=None)
        _send(fd, document)
        return
    if missing:
        _send(fd, {"missing": missing, "program": number, "call": None})
        return
    todo = list(range(len(asked["calls"])))
    if asked["order"] == "backward":
        todo.reverse()
    deaths = 0
    while todo and deaths < asked["most_deaths"]:
        chunk = todo[:1] if asked["is_isolated"] else todo
        done, status = _fork_worker(asked, number, function, chunk, probes, fd)
        todo = todo[done:]
        if done < len(chunk):
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _TIRED:
                return
            deaths += 1
            index = todo.pop(0)
            died = {"died": _died(status), "program": number, "call": index}
            _send(fd, died)


def _fork_worker(asked, number, function, chunk, probes, fd):
    """Have a process make calls; say how many it made, and how it ended."""
    ours, theirs = os.pipe()
    child = _REAL[2]()
    if child == 0:
        os.close(ours)
        try:
            _work(asked, function, chunk, probes, theirs)
        finally:
            _REAL[1](1)
    os.close(theirs)
    done, rest, is_late = 0, b"", False
    # Twice the time, for a program may have turned the timers off.
    patience_s = 2 * asked["wall_time_s"] + 1
    while True:
        readable, _, _ = select.select([ours], [], [], patience_s)
        data = os.read(ours, _CHUNK) if readable else b""
        is_late = not readable
        if not data:
            break
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            _write(fd, b'{"program":%d,' % number + line[1:] + b"\n")
            done += 1
    os.close(ours)
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, status = os.waitpid(child, 0)
    return done, signal.SIGALRM if is_late else status


def main():
    asked = json.loads(sys.stdin.buffer.read())
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for number, path in enumerate(asked["programs"]):
        host = os.fork()
        if host == 0:
            try:
                _host(asked, number, path, _REPLY_FD)
            finally:
                os._exit(0)
        os.waitpid(host, 0)
    os._exit(0)


if __name__ == "__main__":
    main()
