/* Collects and runs tests as Jest and Mocha have them: describe, it, hooks.
 *
 * Both keep what they collected where a program in their process can reach it, so
 * this runner keeps it in variables of its own. Assertions are Jest's `expect`
 * and chai, as published; their methods cannot be replaced once this is loaded.
 */
'use strict';
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, freeze } = Object;
const { ownKeys, apply } = Reflect;
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;
const PromiseHere = Promise;
const LONGEST_TEST_MS = 60000;

const fix = (holder) => {
  for (const key of ownKeys(holder)) {
    const now = getOwnPropertyDescriptor(holder, key);
    if (now.configurable && 'value' in now) defineProperty(holder, key, { ...now, writable: false, configurable: false });
  }
};

/* An object that Jest takes for a matcher says itself that it equals the answer. */
const { isProxy } = require('util').types;
const refuse = (value, seen) => {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
  seen.add(value);
  if (isProxy(value) || 'asymmetricMatch' in value) throw new Error('the program returned a matcher');
  if (value instanceof Map || value instanceof Set) for (const item of [...value].flat()) refuse(item, seen);
  for (const key of ownKeys(value)) {
    const found = getOwnPropertyDescriptor(value, key);
    if (found && 'value' in found) refuse(found.value, seen);
  }
};
const guard = (expect, mocker) => {
  const guarded = (value, ...rest) => {
    if (isProxy(value)) throw new Error('the program returned a proxy');
    if (value !== null && typeof value === 'object' && typeof value.then === 'function') {
      const settled = (result) => { refuse(result, new Set()); return result; };
      return expect(PromiseHere.resolve(value).then(settled, (error) => { throw settled(error); }), ...rest);
    }
    refuse(mocker.isMockFunction(value) ? value.mock : value, new Set());
    return expect(value, ...rest);
  };
  for (const key of ownKeys(expect)) if (!(key in guarded)) defineProperty(guarded, key, getOwnPropertyDescriptor(expect, key));
  return guarded;
};

module.exports = (judging) => {
  const { mocker, timers, chai } = judging;
  const expect = guard(judging.expect, mocker);
  const matchers = globalThis[Symbol.for('$$jest-matchers-object')];
  fix(matchers.matchers);
  fix(matchers);
  fix(expect);
  for (const holder of [chai, chai.Assertion, chai.Assertion.prototype, chai.assert, chai.util, chai.AssertionError.prototype]) fix(holder);

  const makeBlock = (name, parent) => ({ name, parent, beforeAll: [], beforeEach: [], afterEach: [], afterAll: [], entries: [], mode: '' });
  const root = makeBlock('', null);
  let block = root, isCollecting = true, hasOnly = false;

  const format = (title, row) => {
    if (row !== null && typeof row === 'object' && !Array.isArray(row)) title = title.replace(/\$(\w+)/g, (whole, key) => (key in row ? String(row[key]) : whole));
    const values = Array.isArray(row) ? [...row] : [row];
    return title.replace(/%[sdifjop]/g, () => {
      const value = values.shift();
      try { return typeof value === 'string' ? value : JSON.stringify(value) ?? String(value); } catch { return String(value); }
    });
  };
  const tableOf = (first, ...values) => {
    if (!Array.isArray(first) || !('raw' in first)) return first;
    const names = first[0].split('|').map((name) => name.trim());  // a tagged template
    const rows = [];
    for (let at = 0; at + names.length <= values.length; at += names.length) rows.push(Object.fromEntries(names.map((name, i) => [name, values[at + i]])));
    return rows;
  };
  const withEach = (make) => {
    make.each = (...table) => (title, body, timeout) => {
      for (const row of tableOf(...table)) {
        const given = Array.isArray(row) ? row : [row];
        make(format(title, row), body && body.length > given.length ? (done) => body(...given, done) : () => body(...given), timeout);
      }
    };
    return make;
  };
  const addBlock = (mode) => withEach((name, body) => {
    const parent = block;
    block = makeBlock(String(name?.name ?? name), parent);
    block.mode = mode;
    hasOnly ||= mode === 'only';
    parent.entries.push(block);
    try { apply(body, { timeout() { return this; }, retries() { return this; }, slow() { return this; } }, []); } finally { block = parent; }
  });
  const addTest = (mode) => withEach((name, body) => {
    if (!isCollecting) throw new Error('tests cannot be nested');
    hasOnly ||= mode === 'only';
    block.entries.push({ name: String(name), body, mode: body ? mode : 'todo', owner: block });
  });
  const hook = (kind) => (...given) => block[kind].push(given.find((it) => typeof it === 'function'));

  const describe = addBlock('');
  const test = addTest('');
  for (const make of [describe, test]) {
    const add = make === describe ? addBlock : addTest;
    make.only = add('only');
    make.skip = add('skip');
  }
  test.todo = (name) => addTest('todo')(name);
  test.failing = addTest('failing');
  test.concurrent = test;

  const clock = { now: null };
  const jest = {
    fn: (body) => mocker.fn(body), spyOn: (...given) => mocker.spyOn(...given), isMockFunction: (it) => mocker.isMockFunction(it),
    clearAllMocks: () => mocker.clearAllMocks(), resetAllMocks: () => mocker.resetAllMocks(), restoreAllMocks: () => mocker.restoreAllMocks(),
    useFakeTimers: () => { clock.now ??= timers.install({ now: Date.now() }); return jest; },
    useRealTimers: () => { clock.now?.uninstall(); clock.now = null; return jest; },
    setSystemTime: (time) => clock.now?.setSystemTime(time),
    advanceTimersByTime: (ms) => clock.now?.tick(ms), runAllTimers: () => clock.now?.runAll(),
    runOnlyPendingTimers: () => clock.now?.runToLast(), clearAllTimers: () => clock.now?.reset(),
    setTimeout: () => jest, retryTimes: () => jest,
  };
  const common = { describe, it: test, test, beforeEach: hook('beforeEach'), afterEach: hook('afterEach') };
  const globals = {
    jest: { ...common, xdescribe: describe.skip, fdescribe: describe.only, xit: test.skip, xtest: test.skip, fit: test.only,
      beforeAll: hook('beforeAll'), afterAll: hook('afterAll'), expect, jest },
    mocha: { ...common, context: describe, specify: test, xdescribe: describe.skip, xit: test.skip, suite: describe,
      before: hook('beforeAll'), after: hook('afterAll'), setup: hook('beforeEach'), teardown: hook('afterEach') },
  };
  const modules = { '@jest/globals': freeze({ ...globals.jest }), chai, mocha: freeze({ ...globals.mocha }), expect: { expect, default: expect } };

  const call = (body, context) => new PromiseHere((resolve, reject) => {
    const timer = startTimer(() => reject(new Error('it took too long')), LONGEST_TEST_MS);
    const end = (error) => {
      stopTimer(timer);
      if (error === undefined || error === null) resolve();
      else reject(error);
    };
    try {
      if (body.length > 0) {
        const done = (error) => end(error);
        done.fail = (error) => end(error ?? new Error('failed'));
        apply(body, context, [done]);
        return;
      }
      const value = apply(body, context, []);
      if (value !== null && typeof value === 'object' && typeof value.then === 'function') value.then(() => end(), (error) => end(error ?? new Error('rejected')));
      else end();
    } catch (error) {
      end(error ?? new Error('it threw nothing'));
    }
  });
  const chain = (at, kind, isInward) => {
    const blocks = [];
    for (; at; at = at.parent) blocks.push(at);
    return (isInward ? blocks.reverse() : blocks).flatMap((it) => it[kind]);
  };
  const nameOf = (test) => {
    const words = [test.name];
    for (let at = test.owner; at && at.parent; at = at.parent) words.unshift(at.name);
    return words.join(' > ');
  };
  const isMarked = (entry) => {
    for (let at = entry; at; at = at.owner ?? at.parent) if (at.mode === 'only') return true;
    return false;
  };
  const isLeftOut = (test) => {
    if (test.mode === 'todo') return true;
    for (let at = test; at; at = at.owner ?? at.parent) if (at.mode === 'skip') return true;
    return hasOnly && !isMarked(test);
  };

  const runTest = async (test, tell) => {
    let error = null;
    const context = { timeout() { return this; }, slow() { return this; }, retries() { return this; }, test: { title: test.name } };
    let state = { assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null, suppressedErrors: [] };
    expect.setState(state);
    try {
      for (const body of chain(test.owner, 'beforeEach', true)) await call(body, context);
      await call(test.body, context);
      for (const it of expect.extractExpectedAssertionsErrors()) throw it.error;
    } catch (thrown) {
      error = thrown;
    }
    try {
      for (const body of chain(test.owner, 'afterEach', false)) await call(body, context);
    } catch (thrown) {
      error ??= thrown;
    }
    if (test.mode === 'failing') error = error ? null : new Error('it should have failed');
    tell(nameOf(test), error);
  };
  const testsIn = (at) => at.entries.flatMap((entry) => (entry.entries ? testsIn(entry) : [entry]));
  const runBlock = async (at, tell) => {
    const chosen = testsIn(at).filter((test) => !isLeftOut(test));
    if (!chosen.length) return;
    try {
      for (const body of at.beforeAll) await call(body, {});
    } catch (error) {
      for (const test of chosen) tell(nameOf(test), error);
      return;
    }
    for (const entry of at.entries) {
      if (entry.entries) await runBlock(entry, tell);
      else if (!isLeftOut(entry)) await runTest(entry, tell);
    }
    try {
      for (const body of at.afterAll) await call(body, {});
    } catch (error) {
      tell(`${at.name} > after`, error);
    }
  };
  const run = (tell) => {
    isCollecting = false;
    return runBlock(root, tell);
  };
  return { globals, modules, run, fix };
};
