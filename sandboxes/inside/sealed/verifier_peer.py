"""One end of the line between the box of the tests and that of the candidate.

Either side may ask the other to do something with an object that it owns, also
while it answers (a callback). Frames are a length (4 bytes, little endian) and
a JSON document:

    {"do": op, "on": reference, "name": ..., "args": [...], "kwargs": {...}}
    {"value": value, "changed": [[index, form], ...]}
    {"raised": {"class": class, "args": [...], "text": ..., "notes": [...]}}

An object that is no data is known to the other side by a number and its class;
there it is a proxy, an instance of a mirror of that class.
"""

import builtins
import os
import struct

from verifier_codec import Decoder, Encoder, ProtocolError, dump, load
from verifier_proxy import Mirror, Remote, asked, may_mirror, named, stub

_HEAD = struct.Struct("<I")
_MOST_TRACKED = 32


class Gone(Exception):
    """The other side has ended."""


class Refused(AttributeError):
    """The other side asked for what it may not have."""


class Line:
    """Frames over two descriptors."""

    def __init__(self, read_fd, write_fd, most_bytes):
        self._read_fd, self._write_fd, self._most_bytes = read_fd, write_fd, most_bytes
        self._buffer = bytearray()

    def send(self, document):
        data = dump(document)
        data = memoryview(_HEAD.pack(len(data)) + data)
        try:
            while data:
                data = data[self._give(data[: 1 << 20]) :]
        except OSError:
            raise Gone from None

    def _give(self, data):
        return os.write(self._write_fd, data)

    def _take(self, size):
        while len(self._buffer) < size:
            part = os.read(self._read_fd, max(1 << 16, min(size, 1 << 20)))
            if not part:
                raise Gone
            self._buffer += part
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def nonsense(self, error):
        """Return what to raise where an answer cannot be read."""
        return ProtocolError(type(error).__name__)

    def receive(self):
        (size,) = _HEAD.unpack(self._take(_HEAD.size))
        if size > self._most_bytes:
            raise ProtocolError("a message of %d bytes" % size)
        document = load(self._take(size))
        if type(document) is not dict:
            raise ProtocolError("not a message")
        return document


class Peer:
    """This end. `guard` decides what the other side may do with our objects."""

    def __init__(self, line, guard=None, decoder=Decoder):
        self._line, self._guard = line, guard
        self._exported, self._numbers = [], {}
        self._mirrors, self._described = {}, {}
        self._proxies = {}
        self._decoder = decoder(self._resolve)
        self._tracked = []

    # our objects, their references

    def number_of(self, thing):
        number = self._numbers.get(id(thing))
        if number is None:
            number = self._numbers[id(thing)] = len(self._exported)
            self._exported.append(thing)  # kept alive, so ids stay unique
        return number

    def _refer(self, thing, data):
        if isinstance(thing, Remote):
            return {"$own": object.__getattribute__(thing, "_remote")[1]}
        if isinstance(thing, Mirror) and type.__getattribute__(thing, "_remote_class"):
            return {"$own": type.__getattribute__(thing, "_remote_class")[1]}
        if self._guard:
            self._guard.may_leave(thing)
        if isinstance(thing, BaseException):
            return {"$ref": {"error": self._describe_error(thing)}}
        reference = {"id": self.number_of(thing), "class": self._describe(type(thing))}
        if isinstance(thing, type):
            reference["itself"] = self._describe(thing)
        if data is not None:
            reference["data"] = data
        return {"$ref": reference}

    def _describe(self, kind):
        """Describe a class, whole the first time and by number afterwards.

        These numbers name a description; they give no access to the class.
        """
        is_exception = issubclass(kind, BaseException)
        if is_exception and kind.__module__ == "builtins":
            return kind.__name__
        number = self._described.get(kind)
        if number is not None:
            return number
        number = self._described[kind] = len(self._described)
        names = {}
        for base in reversed(kind.__mro__[:-1]):
            if not (is_exception and base.__module__ == "builtins"):
                names.update(vars(base))
        methods = [
            name
            for name, value in names.items()
            if may_mirror(name)
            and callable(value)
            and not isinstance(value, (type, staticmethod, classmethod))
        ]
        bases = [base for base in kind.__bases__ if base is not object]
        return {
            "id": number,
            "name": kind.__name__,
            "bases": [self._describe(base) for base in bases],
            "methods": methods,
            "unhashable": kind.__hash__ is None,
        }

    # their objects, our proxies

    def _resolve(self, tag, body):
        if tag == "$own":
            if type(body) is not int or not 0 <= body < len(self._exported):
                raise ProtocolError("no such object")
            return self._exported[body]
        if "error" in body:
            return self._exception(body["error"])
        number = body["id"]
        if "itself" in body:
            mirror = self._mirror(body["itself"])
            if isinstance(mirror, Mirror):  # now it can be called
                type.__setattr__(mirror, "_remote_class", (self, number))
            return mirror
        proxy = self._proxies.get(number)
        if proxy is None:
            kind = self._mirror(body["class"])
            proxy = object.__new__(kind)
            object.__setattr__(proxy, "_remote", (self, number))
            self._proxies[number] = proxy
        twin = [self._decoder.decode(item) for item in body.get("data") or ()]
        object.__setattr__(proxy, "_twin", twin)
        return proxy

    def _mirror(self, description):
        if type(description) is str:
            kind = getattr(builtins, description, None)
            if not (isinstance(kind, type) and issubclass(kind, BaseException)):
                raise ProtocolError("no such exception")
            return kind
        if type(description) is int:
            return self._mirrors[description]
        number = description["id"]
        if number in self._mirrors:
            return self._mirrors[number]
        bases = [self._mirror(base) for base in description["bases"]]
        body = {"_remote_class": None, "_is_maker": None, "__module__": "candidate"}
        if any(issubclass(base, BaseException) for base in bases):
            body["__str__"] = _shown
            mirror = type(str(description["name"]), tuple(bases), body)
        else:
            body.update(__doc__=asked("__doc__"), __dict__=asked("__dict__"))
            for name in description["methods"]:
                if type(name) is str and may_mirror(name):
                    body[name] = stub(name)
            if description.get("unhashable"):
                body["__hash__"] = None
            bases = [base for base in bases if issubclass(base, Remote)]
            mirror = Mirror(str(description["name"]), tuple(bases) or (Remote,), body)
        self._mirrors[number] = mirror
        return mirror

    # asking and answering

    def ask(self, op, number, args=(), kwargs=None, name=None):
        """Have the other side do something; answer it meanwhile."""
        updates = self._updates()
        encoder = Encoder(self._refer)
        request = {
            "do": op,
            "on": number,
            "args": [encoder.encode(arg) for arg in args],
        }
        if kwargs:
            request["kwargs"] = {
                key: encoder.encode(value) for key, value in kwargs.items()
            }
        if name is not None:
            request["name"] = name
        if updates:
            request["updates"] = updates
        self._line.send(request)
        while True:
            answer = self._line.receive()
            if "do" in answer:
                self._answer(answer)
                continue
            try:
                value, error = self._read(answer, encoder)
            except Exception as trouble:
                raise self._line.nonsense(trouble) from None
            if error is not None:
                raise error
            return named(value, name) if op == "get" else value

    def _read(self, answer, encoder):
        """Return the value that an answer holds, or the exception."""
        for index, form in answer.get("changed", ()):
            _bring_back(encoder.seen[index][0], self._decoder.decode(form))
        if "raised" in answer:
            return None, self._exception(answer["raised"])
        value = self._decoder.decode(answer.get("value"))
        if "container" in answer:
            self._track(value, answer["container"], answer["value"])
        return value, None

    # containers read from an attribute: what is done to the copy is done there

    def _track(self, value, number, form):
        self._tracked = [entry for entry in self._tracked if entry[1] != number]
        self._tracked = [*self._tracked[1 - _MOST_TRACKED :], [value, number, form]]

    def _updates(self):
        """Return what was done here to copies of the other side's containers."""
        updates = []
        for entry in self._tracked:
            form = Encoder(self._refer).encode(entry[0])
            if form != entry[2]:
                entry[2] = form
                updates.append([entry[1], form])
        return updates

    def _exception(self, raised):
        kind = self._mirror(raised["class"])
        args = [self._decoder.decode(arg) for arg in raised["args"]]
        try:
            error = kind(*args)
        except Exception:
            error = kind.__new__(kind)
            error.args = tuple(args)
        for name, value in (raised.get("attributes") or {}).items():
            if not name.startswith("_"):
                try:
                    setattr(error, name, self._decoder.decode(value))
                except Exception:
                    pass
        error._text = str(raised.get("text"))
        error.from_candidate = True
        return error

    def _answer(self, request):
        """Do what the other side asks, and tell it what came of that."""
        decoded = []
        try:
            for number, form in request.get("updates", ()):
                _bring_back(self._exported[number], self._decoder.decode(form))
            args = self._decode_args(request.get("args", []), decoded)
            kwargs = {
                key: self._decoder.decode(value)
                for key, value in request.get("kwargs", {}).items()
            }
            value = self._do(request["do"], request, args, kwargs)
            encoder = Encoder(self._refer)
            answer = {"value": encoder.encode(value)}
            if request["do"] == "get" and type(value) in (list, dict, set):
                answer["container"] = self.number_of(value)
        except (Gone, ProtocolError):
            raise
        except BaseException as error:
            answer = {"raised": self._describe_error(error)}
        changed = self._changes(decoded)
        if changed:
            answer["changed"] = changed
        self._line.send(answer)

    def _decode_args(self, forms, decoded):
        """Decode arguments, and remember each container with its form."""
        args = [self._decoder.decode(form) for form in forms]
        if any(type(form) in (list, dict) for form in forms):
            before = Encoder(self._refer)
            for arg in args:
                before.encode(arg)
            decoded.extend(before.seen)
        return args

    def _changes(self, decoded):
        """Say which containers among the arguments were changed in place.

        Encoding visits containers in the same order on both sides, so a
        container's place in that order names it.
        """
        changed = []
        for index, (container, form) in enumerate(decoded):
            try:
                now = Encoder(self._refer).encode(container)
            except Exception:
                continue
            if now != form:
                changed.append([index, now])
        return changed

    def _do(self, op, request, args, kwargs):
        thing = self._exported[request["on"]]
        name = request.get("name")
        if self._guard:
            self._guard.may_do(op, thing, name)
        if op == "call":
            return thing(*args, **kwargs)
        if op == "method":
            if name in ("__eq__", "__ne__"):
                return (thing == args[0]) is (name == "__eq__")
            if name.startswith("__") and name.endswith("__"):
                return getattr(type(thing), name)(thing, *args, **kwargs)
            return getattr(thing, name)(*args, **kwargs)
        if op == "get":
            return getattr(thing, name)
        if op == "set":
            return setattr(thing, name, *args)
        if op == "del":
            return delattr(thing, name)
        raise ProtocolError("no such operation")

    def _describe_error(self, error):
        encoder = Encoder(self._refer)
        if self._guard and isinstance(error, AssertionError):
            # What a test says that fails in a callback is not for the candidate.
            return {"class": "AssertionError", "args": [], "text": ""}
        raised = {
            "class": self._describe(type(error)),
            "args": [],
            "text": _text(error),
        }
        try:
            raised["args"] = [encoder.encode(arg) for arg in error.args]
            raised["attributes"] = {
                key: encoder.encode(value)
                for key, value in vars(error).items()
                if not key.startswith("_")
            }
        except Exception:
            pass
        return raised

    def serve(self):
        """Answer until the other side ends."""
        while True:
            try:
                request = self._line.receive()
            except Gone:
                return
            self._answer(request)


def _text(error):
    try:
        return str(error)[:2000]
    except Exception:
        return ""


def _shown(error):
    try:
        return error.__dict__["_text"]
    except KeyError:
        return super(type(error), error).__str__()


def _bring_back(container, changed):
    """Put into a container of ours what the other side made of its copy."""
    if isinstance(container, (list, bytearray)):
        container[:] = changed
    elif isinstance(container, (dict, set)):
        container.clear()
        container.update(changed)
