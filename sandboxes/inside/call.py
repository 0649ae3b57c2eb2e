"""Calls one function of the candidate and replies its value, typed.

Runs on the candidate's interpreter, in the candidate's box. It knows the call
and nothing of the answer; a candidate that tampers with it forges no more than
its own output.

Standard input: one JSON document
    {"function": name} or {"class_name": name, "method": name},
    with "args": [values] and "kwargs": {name: value}.
Descriptor 3: one JSON document, one of
    {"value": value}
    {"raised": {"type": name, "bases": [names], "message": text}}
    {"missing": text}        there is no such function
    {"unencodable": text}    it returned what has no typed form
Values are JSON; what JSON lacks is an object with one key: $tuple, $set,
$frozenset (lists), $bytes (base64), $float (nan, inf, -inf), $int (digits, or
hex after 0x), $complex ([re, im]), $dict (list of pairs; also for an object
whose only key starts with "$").
"""

import base64
import importlib.util
import json
import os
import sys
import traceback

_REPLY_FD = 3
_MAX_DEPTH = 100
_LONG_BITS = 10000
_CHUNK = 1 << 16


class Unencodable(Exception):
    pass


def _float(text):
    return float(text)


def _int(text):
    return int(text, 16) if "x" in text else int(text)


def decode(tree):
    if isinstance(tree, list):
        return [decode(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1:
        [(key, body)] = tree.items()
        if key in _DECODERS:
            return _DECODERS[key](body)
    return {key: decode(value) for key, value in tree.items()}


_DECODERS = {
    "$tuple": lambda body: tuple(decode(body)),
    "$set": lambda body: set(decode(body)),
    "$frozenset": lambda body: frozenset(decode(body)),
    "$bytes": base64.b64decode,
    "$float": _float,
    "$int": _int,
    "$complex": lambda body: complex(decode(body[0]), decode(body[1])),
    "$dict": lambda body: {decode(key): decode(value) for key, value in body},
}


def _encode_float(value):
    if value != value:
        return {"$float": "nan"}
    if value in (float("inf"), float("-inf")):
        return {"$float": "inf" if value > 0 else "-inf"}
    return value


def encode(value, depth=0):
    """Encode by the builtin data inside: what a subclass overrides does not count."""
    if depth > _MAX_DEPTH:
        raise Unencodable("a value nested deeper than %d levels" % _MAX_DEPTH)
    if value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        value = int.__index__(value)
        return {"$int": hex(value)} if value.bit_length() > _LONG_BITS else value
    if isinstance(value, float):
        return _encode_float(float.__float__(value))
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, complex):
        return {"$complex": [_encode_float(value.real), _encode_float(value.imag)]}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    for kind, tag in _SEQUENCES:
        if isinstance(value, kind):
            items = [encode(item, depth + 1) for item in kind.__iter__(value)]
            return {tag: items} if tag else items
    if isinstance(value, dict):
        return _encode_dict(value, depth)
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return encode(value.tolist(), depth + 1)
    raise Unencodable("a value of type %s" % type(value).__qualname__)


_SEQUENCES = (
    (list, None),
    (tuple, "$tuple"),
    (set, "$set"),
    (frozenset, "$frozenset"),
)


def _encode_dict(value, depth):
    pairs = list(dict.items(value))
    plain = all(type(key) is str for key, _ in pairs)
    if plain and not (len(pairs) == 1 and pairs[0][0].startswith("$")):
        return {key: encode(item, depth + 1) for key, item in pairs}
    return {"$dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in pairs]}


def _load(path):
    name = os.path.splitext(os.path.basename(path))[0]
    sys.path.insert(0, os.getcwd())
    sys.argv = [path]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _find(module, call):
    if "class_name" not in call or call["class_name"] is None:
        return getattr(module, call["function"])
    return getattr(getattr(module, call["class_name"])(), call["method"])


def _missing(module, call):
    name = call.get("class_name") or call["function"]
    if not hasattr(module, name):
        return "there is no %r" % name
    if call.get("class_name") and not hasattr(getattr(module, name), call["method"]):
        return "%r has no method %r" % (name, call["method"])
    return None


def _raised(error):
    bases = [kind.__name__ for kind in type(error).__mro__]
    return {
        "raised": {
            "type": type(error).__name__,
            "bases": bases,
            "message": str(error)[:1000],
        }
    }


def _reply(document):
    data = json.dumps(document).encode()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # closed by the candidate: its own business
            pass
    while data:
        data = data[os.write(_REPLY_FD, data[:_CHUNK]) :]
    os._exit(0)


def main():
    call = json.loads(sys.stdin.buffer.read())
    try:
        module = _load(sys.argv[1])
        missing = _missing(module, call)
        if missing:
            _reply({"missing": missing})
        args = [decode(value) for value in call["args"]]
        kwargs = {name: decode(value) for name, value in call["kwargs"].items()}
        value = _find(module, call)(*args, **kwargs)
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit):
            raise
        traceback.print_exc()
        _reply(_raised(error))
    try:
        document = {"value": encode(value)}
    except Unencodable as error:
        document = {"unencodable": str(error)}
    except Exception as error:
        document = {"unencodable": "a value that raises %s" % type(error).__name__}
    _reply(document)


if __name__ == "__main__":
    main()
