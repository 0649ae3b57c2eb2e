// Calls one function of the candidate and replies its value, typed.
// Protocol and value forms: see call.py beside this file. Runs in the
// candidate's box and knows nothing of the answer.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const REPLY_FD = 3;
const MAX_DEPTH = 100;
const MAX_NODES = 10000000;

class Unencodable extends Error {}

function bigint(text) {
  const negative = text.startsWith("-");
  const value = BigInt(negative ? text.slice(1) : text);
  return negative ? -value : value;
}

function integer(text) {
  const value = bigint(text);
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

// Linked lists and binary trees, as LeetCode has them; the signature names them.
function nodeClass(find, name) {
  const own = find(name);
  if (own) return own;
  const made = { ListNode: class ListNode {
    constructor(val, next) { this.val = val === undefined ? 0 : val; this.next = next === undefined ? null : next; }
  }, TreeNode: class TreeNode {
    constructor(val, left, right) {
      this.val = val === undefined ? 0 : val; this.left = left === undefined ? null : left; this.right = right === undefined ? null : right;
    }
  } }[name];
  return (globalThis[name] = made);
}

function toList(items, Node) {
  let head = null;
  for (const item of [...items].reverse()) {
    const node = new Node(decode(item));
    node.next = head;
    head = node;
  }
  return head;
}

function toTree(items, Node) {
  if (!items.length || items[0] === null) return null;
  const root = new Node(decode(items[0]));
  const waiting = [root];
  for (let at = 1, parent; at < items.length && (parent = waiting.shift()); ) {
    for (const side of ["left", "right"]) {
      const item = at < items.length ? items[at++] : null;
      if (item === null) continue;
      parent[side] = new Node(decode(item));
      waiting.push(parent[side]);
    }
  }
  return root;
}

function decodeAs(value, type, find) {
  if (value === null && type[0] !== "ListNode" && type[0] !== "TreeNode") return null;
  switch (type[0]) {
    case "ListNode":
      return toList(value ?? [], nodeClass(find, "ListNode"));
    case "TreeNode":
      return toTree(value ?? [], nodeClass(find, "TreeNode"));
    case "list":
      return Array.isArray(value) ? value.map((item) => decodeAs(item, type[1], find)) : decode(value);
    case "optional":
      return decodeAs(value, type[1], find);
    default:
      return decode(value);
  }
}

function fromNodes(root, type) {
  const values = [];
  const waiting = [root];
  while (waiting.length) {
    const node = waiting.shift();
    if (values.length > MAX_NODES) throw new Unencodable("a value without an end");
    if (node === null || node === undefined) {
      if (type === "TreeNode") values.push(null);
      continue;
    }
    values.push(encode(node.val));
    if (type === "TreeNode") waiting.push(node.left, node.right);
    else waiting.push(node.next);
  }
  while (values.length && values.at(-1) === null) values.pop();
  return values;
}

function encodeAs(value, type) {
  if (!type) return encode(value);
  switch (type[0]) {
    case "ListNode":
    case "TreeNode":
      return fromNodes(value, type[0]);
    case "list":
      return Array.isArray(value) ? value.map((item) => encodeAs(item, type[1])) : encode(value);
    case "optional":
      return encodeAs(value, type[1]);
    default:
      return encode(value);
  }
}

const DECODERS = {
  $tuple: (body) => decode(body),
  $set: (body) => new Set(decode(body)),
  $frozenset: (body) => new Set(decode(body)),
  $bytes: (body) => Buffer.from(body, "base64"),
  $float: (body) => ({ nan: NaN, inf: Infinity, "-inf": -Infinity })[body],
  $int: integer,
  $dict: (body) => new Map(body.map(([key, value]) => [decode(key), decode(value)])),
};

function decode(tree) {
  if (Array.isArray(tree)) return tree.map(decode);
  if (tree === null || typeof tree !== "object") return tree;
  const keys = Object.keys(tree);
  if (keys.length === 1 && Object.hasOwn(DECODERS, keys[0])) return DECODERS[keys[0]](tree[keys[0]]);
  return Object.fromEntries(keys.map((key) => [key, decode(tree[key])]));
}

function encodeBigint(value) {
  return { $int: value < 0n ? "-0x" + (-value).toString(16) : "0x" + value.toString(16) };
}

function encodeNumber(value) {
  if (Number.isNaN(value)) return { $float: "nan" };
  if (!Number.isFinite(value)) return { $float: value > 0 ? "inf" : "-inf" };
  return value;
}

function encode(value, depth = 0) {
  if (depth > MAX_DEPTH) throw new Unencodable(`a value nested deeper than ${MAX_DEPTH} levels`);
  const next = (item) => encode(item, depth + 1);
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "boolean":
    case "string":
      return value;
    case "number":
      return encodeNumber(value);
    case "bigint":
      return encodeBigint(value);
    case "object":
      break;
    default:
      throw new Unencodable(`a value of type ${typeof value}`);
  }
  if (Array.isArray(value)) return Array.from(value, next);
  if (value instanceof Set) return { $set: [...value].map(next) };
  if (value instanceof Map) return { $dict: [...value].map(([k, v]) => [next(k), next(v)]) };
  if (value instanceof Uint8Array || Buffer.isBuffer(value)) return { $bytes: Buffer.from(value).toString("base64") };
  if (ArrayBuffer.isView(value)) return Array.from(value, next);
  if (value instanceof Date || value instanceof RegExp || value instanceof Promise)
    throw new Unencodable(`a value of type ${value.constructor.name}`);
  const entries = Object.entries(value).map(([key, item]) => [key, next(item)]);
  if (entries.length === 1 && entries[0][0].startsWith("$")) return { $dict: entries };
  return Object.fromEntries(entries);
}

// Top-level `const` and `function` alike are found: the source runs as a
// script, whose bindings later scripts see. A source with import or export is
// a module; then what it exports is found.
async function load(file, run) {
  const source = fs.readFileSync(file, "utf8");
  const here = path.resolve(file);
  globalThis.module = { exports: {} };
  globalThis.exports = globalThis.module.exports;
  globalThis.require = require("module").createRequire(here);
  globalThis.__filename = here;
  globalThis.__dirname = path.dirname(here);
  let script;
  try {
    script = new vm.Script(source, { filename: here });
  } catch (error) {
    if (!/\b(import|export|await)\b/.test(source)) throw error;
    const copy = here.replace(/\.js$/, "") + ".verifier.mjs";
    fs.writeFileSync(copy, source);
    const exported = await import("file://" + copy);
    return (name) => exported[name] ?? exported.default?.[name] ?? (exported.default?.name === name ? exported.default : undefined);
  }
  run(script);
  return (name) => {
    const exported = globalThis.module.exports;
    if (exported && exported[name] !== undefined) return exported[name];
    if (typeof exported === "function" && exported.name === name) return exported;
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return undefined;
    return run(new vm.Script(`typeof ${name} === "undefined" ? undefined : ${name}`));
  };
}

function bases(error) {
  const names = [];
  for (let proto = Object.getPrototypeOf(error); proto; proto = Object.getPrototypeOf(proto))
    if (proto.constructor) names.push(proto.constructor.name);
  return names;
}

function raised(error) {
  if (!(error instanceof Error)) return { raised: { type: typeof error, bases: [], message: String(error).slice(0, 1000) } };
  return { raised: { type: error.name, bases: bases(error), message: String(error.message).slice(0, 1000) } };
}

function reply(document) {
  const data = Buffer.from(JSON.stringify(document));
  for (let at = 0; at < data.length; ) at += fs.writeSync(REPLY_FD, data, at);
  process.stdout.write("", () => process.exit(0));
}

// Calls what `call` says in the program in `file`; `run` runs scripts.
async function outcome(call, file, run) {
  let value, args;
  try {
    const find = await load(file, run);
    const name = call.class_name ?? call.function;
    let target = find(name);
    if (target === undefined) return { missing: `there is no '${name}'` };
    const types = call.types?.args ?? [];
    if (call.types) for (const name of ["ListNode", "TreeNode"]) nodeClass(find, name);
    args = call.args.map((item, index) => (types[index] ? decodeAs(item, types[index], find) : decode(item)));
    if (Object.keys(call.kwargs).length) args.push(decode(call.kwargs));
    if (call.class_name) {
      const object = new target();
      if (typeof object[call.method] !== "function") return { missing: `'${name}' has no method '${call.method}'` };
      value = await object[call.method](...args);
    } else {
      value = await target(...args);
    }
  } catch (error) {
    console.error(error);
    return raised(error);
  }
  try {
    if (call.inout) return { value: encodeAs(args[0], call.types?.args?.[0]) };
    return { value: encodeAs(value, call.types?.returns) };
  } catch (error) {
    return { unencodable: error instanceof Unencodable ? error.message : `a value that raises ${error.name}` };
  }
}

async function main() {
  const call = JSON.parse(fs.readFileSync(0, "utf8"));
  reply(await outcome(call, process.argv[2], (script) => script.runInThisContext()));
}

if (require.main === module) main();
else module.exports = { outcome };
