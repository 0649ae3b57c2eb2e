/* Runs a program and then test code in one realm, and tells of its end.
 * usage: verifier_shared.js SOURCE [FRAMEWORK]
 *
 * Descriptor 4 gives two secrets and, once the program is loaded, a JSON line
 * with the tests; 3 is written. `verifier/graders/line.py` is at the other end.
 * What runs here is kept in variables of this function, which nothing else can
 * reach; what the program put in the place of the language's own is put back
 * before the tests come, and looked for again at their end.
 */
'use strict';
(() => {
  const fs = require('fs');
  const path = require('path');
  const vm = require('vm');
  const Module = require('module');
  const assert = require('assert');
  const { readSync, writeSync, closeSync, mkdirSync, rmSync, writeFileSync } = fs;
  const { runInThisContext, compileFunction } = vm;
  const { createRequire } = Module;
  const { stringify, parse } = JSON;
  const { ownKeys, apply } = Reflect;
  const { getOwnPropertyDescriptor, defineProperty } = Object;
  const { alloc, from } = Buffer;
  const { on, listeners, removeListener } = process;
  const { getActiveResourcesInfo, exit } = process;
  const later = setImmediate;
  const stringOf = Buffer.prototype.toString;
  const cache = Module._cache;
  const source = process.argv[2];
  const framework = process.argv[3] || 'appended';
  const isSuite = framework === 'jest' || framework === 'mocha';
  const suite = isSuite ? require(`${process.cwd()}/verifier_suite.js`)(require('/usr/share/verifier/node/judging.js')) : null;
  const place = path.resolve(source);
  const { dirname, resolve } = path;
  let failures = 0;
  let told = 0;

  const readLine = () => {
    const byte = alloc(1);
    let line = alloc(1 << 16), size = 0;
    while (readSync(4, byte, 0, 1) === 1 && byte[0] !== 10) {
      if (size === line.length) {
        const longer = alloc(2 * size);
        for (let i = 0; i < size; i++) longer[i] = line[i];
        line = longer;
      }
      line[size++] = byte[0];
    }
    return apply(stringOf, line, ['utf8', 0, size]);
  };
  const say = (text) => {
    let data = from(text + '\n', 'utf8'), done = 0;
    while (done < data.length) done += writeSync(3, data, done, data.length - done);
  };
  const isAsserted = (error) => {
    try {
      return 'matcherResult' in error || error.name === 'AssertionError';
    } catch {
      return false;
    }
  };
  const fail = (error, test = 'the program') => {
    failures++;
    let name = 'Error', message = '';
    try {
      name = `${error.name}`;
      message = `${error.message}`;
    } catch { /* what was thrown is odd */ }
    const entry = { test, outcome: 'failed', message: `${name}: ${message}`.slice(0, 2000) };
    const isAssertion = error instanceof assert.AssertionError || (isSuite && isAsserted(error));
    if (!isAssertion) entry.raised = name.slice(0, 100);
    told++;
    say(stringify(entry));
  };

  /* A failed assertion of the console's is a failed test, not a line of text. */
  const { error: complain } = console;
  const consoleAssert = (ok, ...words) => {
    if (ok) return;
    complain('Assertion failed', ...words);
    failures++;
    told++;
    say('{"test": "console.assert", "outcome": "failed", "message": "an assertion failed"}');
  };
  const fix = (holder, name, value) =>
    defineProperty(holder, name, { value, enumerable: true, writable: false, configurable: false });
  fix(console, 'assert', consoleAssert);
  fix(globalThis, 'console', console);

  /* What the language and the library are made of, property by property. */
  const look = [];
  const note = (holder) => {
    const keys = ownKeys(holder);
    for (let i = 0; i < keys.length; i++) {
      const descriptor = getOwnPropertyDescriptor(holder, keys[i]);
      if (descriptor.configurable || descriptor.writable) look[look.length] = [holder, keys[i], descriptor];
    }
  };
  const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');
  for (const name of ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Map', 'Set',
    'WeakMap', 'WeakSet', 'Date', 'RegExp', 'Promise', 'Proxy', 'Error', 'TypeError', 'RangeError', 'SyntaxError',
    'JSON', 'Math', 'Reflect', 'Buffer', 'Uint8Array', 'Float64Array', 'Int32Array']) {
    const value = globalThis[name];
    look.push([globalThis, name, getOwnPropertyDescriptor(globalThis, name)]);
    note(value);
    if (isObject(value.prototype)) note(value.prototype);
  }
  for (const name of ['isNaN', 'isFinite', 'parseInt', 'parseFloat', 'setTimeout', 'structuredClone']) {
    look.push([globalThis, name, getOwnPropertyDescriptor(globalThis, name)]);
  }
  for (const holder of [Object.getPrototypeOf(Uint8Array), Object.getPrototypeOf(Uint8Array.prototype),
    Object.getPrototypeOf([][Symbol.iterator]()), assert, assert.strict, assert.AssertionError.prototype, console, Module,
    Module._extensions, Module.prototype, fs, path, vm, require('util')]) note(holder);
  const differs = (entry) => {
    const now = getOwnPropertyDescriptor(entry[0], entry[1]);
    const then = entry[2];
    return !now || now.value !== then.value || now.get !== then.get || now.set !== then.set;
  };
  const restore = () => {
    for (let i = 0; i < look.length; i++) {
      if (!differs(look[i])) continue;
      try { defineProperty(look[i][0], look[i][1], look[i][2]); } catch { /* it is told of at the end */ }
    }
  };
  const changed = () => {
    for (let i = 0; i < look.length; i++) if (differs(look[i])) return String(look[i][1]);
    return null;
  };
  const own = [['unhandledRejection', fail], ['uncaughtException', fail]];
  const listen = () => {
    for (let i = 0; i < own.length; i++) {
      const found = apply(listeners, process, [own[i][0]]);
      let isThere = false;
      for (let j = 0; j < found.length; j++) {
        if (found[j] === own[i][1]) isThere = true;
        else apply(removeListener, process, [own[i][0], found[j]]);
      }
      if (!isThere) apply(on, process, own[i]);
    }
  };

  /* The program sees itself as the main module, and no way into this one. */
  let isTesting = false;
  const canResolve = (made, name) => {
    try {
      return made.resolve(name) !== place;
    } catch {
      return false;
    }
  };
  const makeRequire = () => {
    const made = createRequire(place);
    const module = new Module(place, null);
    module.filename = place;
    module.paths = Module._nodeModulePaths(dirname(place));
    made.main = module;
    const guarded = (name) => {
      if (isSuite && isTesting) {
        if (typeof name === 'string' && getOwnPropertyDescriptor(suite.modules, name)) return suite.modules[name];
        if (/^\.\.?\//.test(name) && !canResolve(made, name)) return module.exports;
      }
      if (/^(node:)?(inspector|repl|v8|worker_threads)(\/|$)/.test(name)) throw new Error(`${name} is not to be had beside tests`);
      return made(name);
    };
    for (const key of Object.keys(made)) guarded[key] = made[key];
    return [guarded, module];
  };
  const [requireHere, moduleHere] = makeRequire();
  globalThis.require = requireHere;
  globalThis.module = moduleHere;
  globalThis.exports = moduleHere.exports;
  globalThis.__filename = place;
  globalThis.__dirname = dirname(place);
  delete process.mainModule;
  delete process.getBuiltinModule;
  for (const key of ['binding', '_linkedBinding']) delete process[key];
  for (const key of ownKeys(cache)) delete cache[key];

  const secrets = [readLine(), readLine()];
  const end = () => {
    listen();
    /* Until nothing is left to wait for, as Node itself does. */
    const waiting = apply(getActiveResourcesInfo, process, []);
    for (let i = 0; i < waiting.length; i++) {
      if (waiting[i] !== 'Immediate' && waiting[i] !== 'TTYWrap' && waiting[i] !== 'PipeWrap') return later(end);
    }
    const name = changed();
    if (name !== null) fail({ name: 'the program', message: `it changed ${name}` });
    if (!failures) {
      if (!isSuite) {
        told++;
        say('{"test": "the program", "outcome": "passed"}');
      }
      say(`${secrets[0]} {"done": ${told}}`);
    }
    closeSync(3);
    apply(exit, process, [failures ? 1 : 0]);
  };

  listen();
  try {
    runInThisContext(fs.readFileSync(source, 'utf8'), { filename: place });
  } catch (error) {
    complain(error);
    fail(error);
    apply(exit, process, [1]);
  }
  restore();
  listen();
  say(`${secrets[1]} loaded`);
  const asked = parse(readLine());
  closeSync(4);
  const paths = ownKeys(asked.files);
  for (let i = 0; i < paths.length; i++) {
    const target = resolve(paths[i]);
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    writeFileSync(target, from(asked.files[paths[i]], 'base64'));
  }
  const known = ownKeys(cache);
  for (let i = 0; i < known.length; i++) delete cache[known[i]];
  globalThis.require = requireHere;
  isTesting = true;
  if (isSuite) {
    const names = ownKeys(suite.globals[framework]);
    for (let i = 0; i < names.length; i++) fix(globalThis, names[i], suite.globals[framework][names[i]]);
  }
  let isFine = true;
  try {
    if (isSuite) compileFunction(asked.code, ['exports', 'module'], { filename: resolve('tests.js') })({}, { exports: {} });
    else runInThisContext(asked.code, { filename: resolve('tests.js') });
  } catch (error) {
    complain(error);
    fail(error);
    isFine = false;
  }
  if (!isSuite || !isFine) return void later(end);
  const tell = (name, error) => {
    if (error !== null) {
      complain(name, error);
      return fail(error, name);
    }
    told++;
    say(stringify({ test: name, outcome: 'passed' }));
  };
  suite.run(tell).then(() => later(end), (error) => { fail(error); later(end); });
})();
