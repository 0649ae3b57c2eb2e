"""Calls one function of the candidate and replies its value, typed.

Runs on the candidate's interpreter, in the candidate's box. It knows the call
and nothing of the answer; a candidate that tampers with it forges no more than
its own output.

Standard input: one JSON document
    {"function": name} or {"class_name": name, "method": name},
    with "args": [values] and "kwargs": {name: value}; as the case may be with
    "inout": true     what is left in the first argument is the value, and
    "types": {"args": [types], "names": [names], "returns": type}, a type being
                      [shape, types of what is in it]: where values do not show it.
Descriptor 3: one JSON document, one of
    {"value": value}
    {"raised": {"type": name, "bases": [names], "message": text}}
    {"missing": text}        there is no such function
    {"unfit": text}          it does not take such arguments
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


class _ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


class _TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right


_ListNode.__name__ = _ListNode.__qualname__ = "ListNode"
_TreeNode.__name__ = _TreeNode.__qualname__ = "TreeNode"
_NODES = {"ListNode": _ListNode, "TreeNode": _TreeNode}
_MAX_NODES = 10000000


def _decode_as(value, kind, module):
    """Decode by a stated type: linked lists and trees, as LeetCode writes them."""
    if kind[0] == "ListNode":
        head = None
        for item in reversed(value or []):
            node = module.ListNode(decode(item))
            node.next, head = head, node
        return head
    if kind[0] == "TreeNode":
        return _decode_tree([decode(item) for item in value or []], module)
    if kind[0] == "optional":
        return None if value is None else _decode_as(value, kind[1], module)
    if kind[0] == "list" and isinstance(value, list):
        return [_decode_as(item, kind[1], module) for item in value]
    return decode(value)


def _decode_tree(values, module):
    if not values or values[0] is None:
        return None
    root = module.TreeNode(values[0])
    waiting, at = [root], 1
    for parent in waiting:
        for side in ("left", "right"):
            if at < len(values) and values[at] is not None:
                node = module.TreeNode(values[at])
                setattr(parent, side, node)
                waiting.append(node)
            at += 1
    return root


def _encode_as(value, kind):
    if kind and kind[0] in _NODES:
        return _encode_nodes(value, kind[0])
    if kind and kind[0] == "optional":
        return None if value is None else _encode_as(value, kind[1])
    if kind and kind[0] == "list" and isinstance(value, (list, tuple)):
        return [_encode_as(item, kind[1]) for item in value]
    return encode(value)


def _encode_nodes(root, kind):
    values, waiting = [], [root]
    for node in waiting:
        if len(values) > _MAX_NODES:
            raise Unencodable("a value without an end")
        if node is None:
            if kind == "TreeNode":
                values.append(None)
            continue
        values.append(encode(node.val))
        waiting += [node.left, node.right] if kind == "TreeNode" else [node.next]
    while values and values[-1] is None:
        values.pop()
    return values


def _load(path, call=()):
    name = os.path.splitext(os.path.basename(path))[0]
    sys.path.insert(0, os.getcwd())
    sys.argv = [path]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    if "types" in call:  # as LeetCode has them: there, whether defined or not
        module.__dict__.update(_NODES)
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
        module = _load(sys.argv[1], call)
        missing = _missing(module, call)
        if missing:
            _reply({"missing": missing})
        types = call.get("types") or {"args": [], "names": []}
        by_name = dict(zip(types["names"], types["args"]))
        args = [decode(value) for value in call["args"][len(types["args"]) :]]
        typed = zip(call["args"], types["args"])
        args = [_decode_as(value, kind, module) for value, kind in typed] + args
        kwargs = {
            name: _decode_as(value, by_name.get(name, ["any"]), module)
            for name, value in call["kwargs"].items()
        }
        value = _find(module, call)(*args, **kwargs)
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit):
            raise
        traceback.print_exc()
        _reply(_raised(error))
    try:
        returns = types.get("returns")
        if call.get("inout"):
            value = args[0] if args else kwargs[types["names"][0]]
            returns = types["args"][0] if types["args"] else None
        document = {"value": _encode_as(value, returns)}
    except Unencodable as error:
        document = {"unencodable": str(error)}
    except Exception as error:
        document = {"unencodable": "a value that raises %s" % type(error).__name__}
    _reply(document)


if __name__ == "__main__":
    main()
