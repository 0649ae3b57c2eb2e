// Calls one function of a program of the tests many times, and replies what came.
//
// For references, their mutants and candidates that make test cases; what is judged
// is called by `call.js`, once a run. Each call has a context of its own, with its own
// built-in objects, in which `call.js` and the program are run anew: no call sees what
// another has left in variables. A call of which nothing can be told here (it waits
// for a timer, it ends the process) ends the run; it is to be made by itself.
//
// Standard input: {"calls": [texts of the documents that call.js reads],
//     "cpu_time_s", "total_cpu_time_s", "value_bytes", "most_deaths"}; when all calls
//     together have taken the total, the rest is left for another run
// Descriptor 3: a JSON document a line,
//     {"program": 0, "call": index, "cpu_time_s": seconds} with what call.js replies,
//     or "died": text, or "too_large": bytes
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const REPLY_FD = 3;
const ASK = "__verifier_ask";
// By the clock, which runs on while others have the processor.
const TIMES_SLOWER = 3;
const DRIVER = path.join(__dirname, "call.js");

const driver = new vm.Script(`(function (exports, require, module) {${fs.readFileSync(DRIVER, "utf8")}\n})`, { filename: DRIVER });
const ask = new vm.Script(`(() => { const ask = ${ASK}; delete globalThis.${ASK}; ask(); })()`);
const parse = new vm.Script("JSON.parse");
const settle = new vm.Script("((promise, tell) => { promise.then((document) => tell(document)); })");

// What a context lacks of the globals that Node has.
const own = new Set(vm.runInNewContext("Object.getOwnPropertyNames(globalThis)"));
const lacking = Object.getOwnPropertyNames(globalThis).filter((name) => !own.has(name) && name !== "global");

function contextWith(ask) {
  const context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
  for (const name of lacking)
    Object.defineProperty(context, name, {
      configurable: true,
      get: () => globalThis[name],
      set: (value) => Object.defineProperty(context, name, { value, writable: true, configurable: true }),
    });
  context.global = vm.runInContext("globalThis", context);
  Object.defineProperty(context, ASK, { value: ask, configurable: true });
  return context;
}

// Returns what came of a call, as text, and its CPU seconds; null if nothing can be told.
function answer(text, file, limit) {
  let found = null;
  const context = contextWith(() => {
    const module = { exports: {} };
    driver.runInContext(context)(module.exports, require, module);
    const call = parse.runInContext(context)(text);
    const promise = module.exports.outcome(call, file, (script) => script.runInContext(context));
    // A function of ours would be called when all is over: it is of another context.
    settle.runInContext(context)(promise, (document) => (found = JSON.stringify(document)));
  });
  const begin = process.cpuUsage();
  let isLate = false;
  try {
    ask.runInContext(context, { timeout: Math.ceil(TIMES_SLOWER * 1000 * limit) });
  } catch (error) {
    isLate = error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    if (!isLate) return null;
  }
  const { user, system } = process.cpuUsage(begin);
  const took = (user + system) / 1e6;
  if (took > limit) return { found: '{"died":"took too long"}', took };
  return isLate || found === null ? null : { found, took };
}

function send(index, took, document) {
  const head = `{"program":0,"call":${index},"cpu_time_s":${took},`;
  const data = Buffer.from(`${head}${document.slice(1)}\n`);
  for (let at = 0; at < data.length; ) at += fs.writeSync(REPLY_FD, data, at);
}

function main() {
  const asked = JSON.parse(fs.readFileSync(0, "utf8"));
  for (const stream of [process.stdout, process.stderr]) stream.write = () => true;
  let deaths = 0;
  let total = 0;
  for (const [index, text] of asked.calls.entries()) {
    const told = answer(text, process.argv[2], asked.cpu_time_s);
    if (told === null) process.exit(1);
    const { found, took } = told;
    const isDead = took > asked.cpu_time_s;
    const isLarge = !isDead && found.length > asked.value_bytes;
    send(index, took, isLarge ? `{"too_large":${found.length}}` : found);
    deaths += isDead;
    total += took;
    if (deaths >= asked.most_deaths || total > asked.total_cpu_time_s) break;
  }
  process.exit(0);
}

main();
