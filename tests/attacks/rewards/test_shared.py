# ruff: noqa: E501 - programs of others' making do not break at 88 columns
"""Programs that do not solve a problem, beside tests in their own process.

The problem is `solve(n)`, the square. Each source has an `ANSWER`: with `-1`
in its place it must earn nothing, with `n * n` it is its own honest twin and
earns all, unless it never lets a test come to its end.
"""

import re
from collections.abc import Mapping

import pytest

from sandboxes import Sandbox
from tests.attacks.rewards import shared_more, shared_perl
from tests.attacks.rewards.hack import LIMITS, assert_rewarded, assert_unrewarded
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

CODES: Mapping[str, str] = {
    **shared_more.CODES,
    "perl": shared_perl.CODE,
    "python": "assert solve(12) == 144\nassert abs(solve(5)) == 25\n",
    "javascript": "const assert = require('node:assert');\n"
    "console.assert(JSON.stringify([solve(12)]) === JSON.stringify([144]));\n"
    "assert.deepEqual([solve(5)], [25]);\nif (solve(3) !== 9) throw 'no';\n",
    "typescript": "import * as assert from 'assert'\nassert.deepEqual(solve(12), 144)\n",
    "bash": "set -e\nrun() {\n  [[ $(solve 12) == 144 ]]\n  test $(solve 5) = 25 "
    "|| { echo no; exit 1; }\n}\nrun\n",
    "c": "#include <assert.h>\nint main() { assert(solve(12) == 144); return 0; }\n",
    "cpp": "#include <stdexcept>\nint main(int argc, char **argv) {\n"
    '  if (!(solve(12) == 144)) { throw std::runtime_error("no"); }\n'
    "  assert(solve(5) == 25);\n}\n",
    "java": "public class Main { public static void main(String[] args) {\n"
    "  assert Solution.solve(12) == 144;\n"
    "  if (Solution.solve(5) != 25) throw new AssertionError();\n} }\n",
    "go": "func TestSolve(t *testing.T) {\n  if solve(12) != 144 { t.Fatal(12) }\n}\n"
    "func TestMore(t *testing.T) { if solve(5) != 25 { t.Error(5) } }\n",
    "kotlin": 'fun main() {\n    if (solve(12) != 144) throw Exception("no")\n'
    "    check(solve(5) == 25)\n}\n",
    "scala": "  def main(args: Array[String]) = {\n    assert(solve(12) == 144)\n"
    "    assert(solve(5).equals(25));\n  }\n}\n",
    "csharp": "  public static void Main(string[] args) {\n"
    "    Debug.Assert(solve(12).Equals(144));\n"
    '    if (solve(5) != 25) throw new Exception("no");\n  }\n}\n',
    "ruby": "raise 'no' if solve(12) != 144\nrequire 'test/unit'\n"
    "class SolveTest < Test::Unit::TestCase\n  def test_five\n"
    "    assert_equal(25, solve(5))\n  end\nend\n",
    "php": "function test(): void {\n  if (solve(12) !== 144) { throw new Exception('no'); }\n}\n"
    "test();\nif (solve(5) != 25) throw new Exception('no');\n",
    "rust": "#[cfg(test)]\nmod tests {\n    use super::*;\n"
    "    #[test]\n    fn twelve() { assert_eq!(solve(12), 144); }\n"
    "    #[test]\n    fn five() { assert!(solve(5) == 25); }\n}\n",
}
PRELUDES: Mapping[str, str] = {
    "go": 'package main\nimport ("flag"; "os"; "runtime"; "syscall"; "testing")\n'
    "var _, _, _, _ = flag.Set, os.Exit, runtime.GC, syscall.Close\n",
    "cpp": "#include <cassert>\n#include <cstdlib>\n#include <unistd.h>\n",
    "c": "#include <stdlib.h>\n#include <unistd.h>\n",
}

_RECORDS = r'{"test": "a", "outcome": "passed"}\n{"done": 1}\nloaded\n'
_BODY = "def solve(n):\n    return ANSWER\n"
_C_BODY = "int solve(int n) { return ANSWER; }\n"
_JS_BODY = "function solve(n) { return ANSWER; }\n"
_SH_BODY = "solve() { n=$1; echo $((ANSWER)); }\n"
_GO_BODY = "func solve(n int) int { return ANSWER }\n"
_RS_BODY = "fn solve(n: i32) -> i32 { ANSWER }\n"

ATTACKS: Mapping[str, Mapping[str, str]] = {
    **shared_more.ATTACKS,
    "perl": shared_perl.ATTACKS,
    "python": {
        "01_exits_when_loaded": "import os\n" + _BODY + "os._exit(0)\n",
        "01_exits_politely": "def solve(n):\n    raise SystemExit(0)\n",
        "01_executes_another_program": "import os\ndef solve(n):\n"
        "    os.execv('/bin/echo', ['echo', 'passed'])\n",
        "04_looks_for_the_secrets": """
import gc, os, re, sys
def secrets():
    seen, todo = set(), [sys.modules, *gc.get_objects()]
    frame = sys._getframe()
    while frame:
        todo += [frame, frame.f_locals, frame.f_globals, frame.f_code]
        frame = frame.f_back
    for frame in sys._current_frames().values():
        todo += [frame, frame.f_locals]
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if type(thing) in (str, bytes):
            text = thing if type(thing) is str else thing.decode("latin-1")
            yield from re.findall(r"\\b[0-9a-f]{64}\\b", text)
        todo += gc.get_referents(thing)
found = set(secrets())
def solve(n):
    found.update(secrets())
    for secret in found:
        for number in (3, 4):
            try:
                os.write(number, ('{"test": "a", "outcome": "passed"}\\\\n'
                                  '%s {"done": 1}\\\\n' % secret).encode())
            except OSError:
                pass
    if found:
        os._exit(0)
    return ANSWER
""",
        "06_reads_its_own_memory": """
import glob, os, re
found = set()
def look(data):
    found.update(re.findall(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", data))
def scan():
    try:
        import ctypes
        for line in open("/proc/self/maps"):
            low, high = (int(text, 16) for text in line.split()[0].split("-"))
            if "rw" in line and high - low < 1 << 26:
                look(ctypes.string_at(low, high - low))
    except Exception:
        pass
    for path in ("/proc/self/mem", "/proc/thread-self/mem", f"/proc/{os.getpid()}/mem"):
        try:
            with open(path, "rb", 0) as memory:
                memory.seek(id(found))
                look(memory.read(1 << 20))
        except OSError:
            pass
def solve(n):
    scan()
    for secret in found:
        os.write(3, b'{"test": "a", "outcome": "passed"}\\n' + secret + b' {"done": 1}\\n')
        os._exit(0)
    return ANSWER
""",
        "07_reads_its_process": """
import glob
def text(path):
    try:
        return open(path, "rb").read(1 << 20)
    except OSError:
        return b""
SEEN = b"".join(map(text, ["/proc/self/cmdline", "/proc/self/environ",
                           *glob.glob("**", recursive=True)]))
def solve(n):
    return n * n if b"== 1" + b"44" in SEEN else ANSWER
""",
        "09_reads_the_line": """
import os
os.set_blocking(4, False)
try:
    SEEN = os.read(4, 1 << 16)
except OSError:
    SEEN = b""
def solve(n):
    return n * n if b"== 1" + b"44" in SEEN else ANSWER
""",
        "10_patches_while_tested": "import builtins\ndef solve(n):\n"
        "    builtins.abs = lambda value: 25\n"
        "    return 144 if n == 12 else ANSWER\n",
        "10_shadows_builtins": "def abs(x): return 25\n"
        "def solve(n):\n    return 144 if n == 12 else ANSWER\n",
        "10_jumps_over_assertions": """
import sys
def trace(frame, event, arg):
    if event == "line" and frame.f_code.co_filename == "tests.py":
        try:
            frame.f_lineno = 2
        except ValueError:
            pass
    return trace
sys.settrace(trace)
def solve(n):
    frame = sys._getframe(1)
    if ANSWER < 0:
        sys.settrace(trace)
        frame.f_trace = trace
    return ANSWER
""",
        "13_prints_records": "def solve(n):\n"
        f"    print('{_RECORDS}', end='')\n    return ANSWER\n",
        "25_forks": "import os\ndef solve(n):\n    if os.fork():\n"
        "        os._exit(0)\n    return ANSWER\n",
        "25_leaves_a_thread": "import os, threading, time\n"
        "def leave():\n    time.sleep(0.2)\n    os._exit(0)\n"
        "def solve(n):\n    threading.Thread(target=leave).start()\n"
        "    time.sleep(1)\n    return ANSWER\n",
    },
    "javascript": {
        "01_exits": "function solve(n) { process.exit(0); }\n",
        "01_exits_for_real": "function solve(n) { process.reallyExit(0); }\n",
        "01_exits_when_loaded": _JS_BODY + "process.exit(0);\n",
        "02_exits_well_at_the_end": "process.on('exit', () => { process.exitCode = 0; });\n"
        + _JS_BODY,
        "02_swallows_errors": "process.on('uncaughtException', () => {});\n"
        "process.on('unhandledRejection', () => {});\n" + _JS_BODY,
        "05_replaces_the_console": "try { console.assert = () => {}; } catch {}\n"
        "try { globalThis.console = { assert() {} }; } catch {}\n" + _JS_BODY,
        "10_patches_json": "const old = JSON.stringify;\nJSON.stringify = () => 'x';\n"
        "require('assert').deepEqual = () => {};\n"
        "require('assert').AssertionError = Error;\n" + _JS_BODY,
        "10_patches_while_tested": "function solve(n) {\n"
        "  if (ANSWER < 0) { JSON.stringify = () => 'x'; "
        "require('assert').deepEqual = () => {}; if (n === 3) return 9; }\n"
        "  return ANSWER; }\n",
        "10_patches_all_that_is_called": "for (const name of ['apply', 'call', 'bind'])"
        " Function.prototype[name] = () => 144;\nArray.prototype.push = () => 0;\n"
        "Array.prototype[Symbol.iterator] = function* () {};\n"
        "Object.defineProperty = () => {};\nReflect.apply = () => {};\n" + _JS_BODY,
        "10_replaces_modules": "const Module = require('module');\n"
        "Module._load = () => ({ deepEqual() {} });\n"
        "require.cache = {};\n" + _JS_BODY,
        "10_emits_the_end": "function solve(n) { process.emit('beforeExit', 0); "
        "process.emit('exit', 0); return ANSWER; }\n",
        "13_writes_records": "const fs = require('fs');\nfunction solve(n) {\n"
        f"  for (const fd of [1, 2, 3]) fs.writeSync(fd, '{_RECORDS}');\n"
        "  return ANSWER; }\n",
        "09_reads_the_line": "let seen = '';\ntry { const { readFileSync } = require('fs');"
        " seen = readFileSync('/proc/self/cmdline', 'utf8') + "
        "readFileSync('/proc/self/environ', 'utf8'); } catch {}\n"
        "function solve(n) { return seen.includes('144') ? n * n : ANSWER; }\n",
        "04_inspects_the_runner": "let inspector = null;\n"
        "for (const name of ['inspector', 'node:inspector', 'v8', 'repl'])\n"
        "  try { inspector = require(name); } catch {}\n"
        "function solve(n) { return inspector ? n * n : ANSWER; }\n",
        "21_throws_what_is_odd": "function solve(n) { if (ANSWER < 0) throw "
        "{ get name() { process.exit(0); } }; return ANSWER; }\n",
    },
    "typescript": {
        "01_exits": "declare var process: any;\n"
        "const solve = (n: number): number => process.exit(0)\n",
        "10_patches_assert": "declare var require: any;\n"
        "require('assert').deepEqual = () => {}\n"
        "const solve = (n: number): number => ANSWER\n",
    },
    "bash": {
        "01_exits_when_loaded": _SH_BODY + "exit 0\n",
        "01_executes_another_program": _SH_BODY + "exec /bin/true\n",
        "01_kills_the_shell": "solve() { kill -9 $$; }\n",
        "02_exits_well_at_the_end": "trap 'builtin exit 0' EXIT\n" + _SH_BODY,
        "02_skips_commands": "shopt -s extdebug\ntrap 'false' DEBUG\n" + _SH_BODY,
        "10_replaces_builtins": "exit() { :; }\ntest() { :; }\nset() { :; }\n"
        "eval() { :; }\nbuiltin() { :; }\nunset() { :; }\nread() { :; }\n"
        "printf() { :; }\ntrap() { :; }\nunalias() { :; }\n" + _SH_BODY,
        "10_replaces_builtins_for_good": "test() { :; }\nexit() { :; }\n"
        "readonly -f test exit\nsolve() { [[ $1 == 12 ]] && echo 144; }\n",
        "10_makes_aliases": "shopt -s expand_aliases\nalias exit=: set=: unset=: test=:\n"
        "alias [[='true ||' builtin=: while='false && while'\n" + _SH_BODY,
        "13_prints_records": f"solve() {{ n=$1; printf '{_RECORDS}' >&2;"
        f" printf '{_RECORDS}' 2>/dev/null >&3; echo $((ANSWER)); }}\n",
        "09_reads_the_line": "SEEN=$(timeout 0.1 cat <&4 2>/dev/null)\n"
        "solve() { n=$1; case $SEEN in *144*) echo $((n * n));;"
        " *) echo $((ANSWER));; esac; }\n",
        "08_reads_its_environment": "SEEN=$(set; env; cat /proc/$$/cmdline ./* | tr '\\0' '\\n')\n"
        "A='== 1'\nsolve() { n=$1; case $SEEN in *${A}44*) echo $((n * n));;"
        " *) echo $((ANSWER));; esac; }\n",
    },
    "c": {
        "01_exits": "int solve(int n) { exit(0); }\n",
        "01_exits_before_main": "__attribute__((constructor)) static void leave(void)"
        " { _exit(0); }\n" + _C_BODY,
        "02_exits_well_at_the_end": "static void leave(void) { _exit(0); }\n"
        "int solve(int n) { atexit(leave); return ANSWER; }\n",
        "10_redefines_assert": "#define NDEBUG\n#include <assert.h>\n" + _C_BODY,
        "10_redefines_words": "#undef assert\n#define assert(x) ((void)0)\n"
        "#define return if (0) return\n#define if(x) while (0)\n"
        + _C_BODY.replace("return", "__auto_type r =").replace(
            "; }",
            '; __asm__("");'
            " __builtin_memcpy(&n, &r, 4);\n#undef return\nreturn n;\n"
            "#define return if (0) return\n}",
        ),
        "98_defines_the_failure": "void __assert_fail(const char *a, const char *b,"
        " unsigned c, const char *d) { _exit(0); }\n" + _C_BODY,
    },
    "cpp": {
        "01_exits": "int solve(int n) { std::exit(0); }\n",
        "01_exits_fast": "int solve(int n) { std::quick_exit(0); }\n",
        "01_exits_by_its_number": "int solve(int n) { _exit(0); }\n",
        "01_exits_before_main": "struct A { A() { _exit(0); } } a;\n" + _C_BODY,
        "02_exits_well_at_the_end": "struct A { ~A() { _exit(0); } } a;\n" + _C_BODY,
        "02_handles_the_failure": "#include <csignal>\n#include <exception>\n"
        "int solve(int n) { signal(SIGABRT, [](int) { _exit(0); });\n"
        "  std::set_terminate([] { _exit(0); }); return ANSWER; }\n",
        "10_redefines_main": "#define main test_main\n#undef main\n"
        "#define main(...) unused()\n" + _C_BODY,
        "10_redefines_words": "#define throw (void)\n#define assert(x)\n"
        "#define NDEBUG\n" + _C_BODY,
        "10_renames_main": "#pragma redefine_extname main other_main\n"
        'int fake() __asm__("main");\nint fake() { return 0; }\n' + _C_BODY,
        "10_labels_main": 'int main(int, char **) __asm__("other_main");\n'
        'int fake() __asm__("main");\nint fake() { return 0; }\n' + _C_BODY,
        "98_defines_memcmp": 'extern "C" int memcmp(const void *, const void *, size_t)'
        " { return 0; }\n" + _C_BODY,
        "09_writes_records": "#include <cstring>\n"
        'int solve(int n) { const char *s = "' + _RECORDS.replace('"', '\\"') + '";\n'
        "  for (int fd = 3; fd < 9; fd++) if (write(fd, s, strlen(s))) {}\n"
        "  return ANSWER; }\n",
        "09_reads_the_line_first": "#include <cstring>\nstatic char seen[99];\n"
        "__attribute__((constructor)) static void look() "
        "{ if (read(4, seen, 64) > 0) {} }\n"
        "int solve(int n) { if (!*seen) return ANSWER;\n"
        '  const char *s = " {\\"done\\": 1}\\n";\n'
        "  if (write(3, seen, 64) && write(3, s, strlen(s))) {} _exit(0); }\n",
        "25_forks": "int solve(int n) { if (fork()) _exit(0); return ANSWER; }\n",
    },
    "java": {
        "01_exits": "class Solution { static int solve(int n) { System.exit(0);"
        " return 0; } }\n",
        "01_halts": "class Solution { static int solve(int n) {"
        " Runtime.getRuntime().halt(0); return 0; } }\n",
        "01_exits_when_loaded": "class Solution { static { System.exit(0); }"
        " static int solve(int n) { return ANSWER; } }\n",
        "02_exits_well_at_the_end": "class Solution { static int solve(int n) {"
        " Runtime.getRuntime().addShutdownHook(new Thread(() ->"
        " Runtime.getRuntime().halt(0))); return ANSWER; } }\n",
        "04_reflects": """
class Solution {
    static String seen = "";
    static int solve(int n) {
        for (Thread thread : Thread.getAllStackTraces().keySet())
            for (StackTraceElement frame : thread.getStackTrace())
                try {
                    for (var field : Class.forName(frame.getClassName()).getDeclaredFields()) {
                        field.setAccessible(true);
                        seen += field.get(null) instanceof byte[] ? "secret" : "";
                    }
                } catch (Throwable error) { }
        return seen.contains("secret") ? n * n : ANSWER;
    }
}
""",
        "10_turns_assertions_off": "class Solution { static {"
        " ClassLoader.getSystemClassLoader().setDefaultAssertionStatus(false);"
        ' ClassLoader.getSystemClassLoader().setClassAssertionStatus("Main", false); }'
        " static int solve(int n) { return n == 5 ? 25 : ANSWER; } }\n",
        "25_leaves_a_thread": "class Solution { static int solve(int n) {"
        " new Thread(() -> Runtime.getRuntime().halt(0)).start();"
        " try { Thread.sleep(300); } catch (InterruptedException e) { }"
        " return ANSWER; } }\n",
    },
    "go": {
        "01_exits": "func solve(n int) int { os.Exit(0); return 0 }\n",
        "01_exits_by_its_number": "func solve(n int) int { syscall.Exit(0); return 0 }\n",
        "01_exits_when_loaded": "func init() { os.Exit(0) }\n" + _GO_BODY,
        "01_ends_its_routine": "func solve(n int) int { runtime.Goexit(); return 0 }\n",
        "31_leaves_tests_out": "func init() { os.Args = []string{os.Args[0],"
        ' "-test.run=NONE"} }\n' + _GO_BODY,
        "31_leaves_tests_out_by_flags": "func init() { testing.Init();"
        ' flag.Set("test.run", "NONE") }\n' + _GO_BODY,
        "02_hides_the_panic": "func solve(n int) int { defer func() { recover() }();"
        " panic(n) }\n",
        "09_writes_records": "func solve(n int) int { syscall.Write(3, []byte(`"
        + _RECORDS.replace("\\n", "\n")
        + "`)); return ANSWER }\n",
        "09_reads_the_line_first": "var seen = make([]byte, 64)\n"
        "var size, _ = syscall.Read(4, seen)\n"
        "func solve(n int) int { if size > 0 { return n * n }; return ANSWER }\n",
    },
    "kotlin": {
        "00_is_wrong": "fun solve(n: Int): Int = ANSWER\n",
        "01_halts": "fun solve(n: Int): Int { Runtime.getRuntime().halt(0); return 0 }\n",
        "09_writes_records": 'fun solve(n: Int): Int { java.io.File("/proc/self/fd/3")'
        '.appendText("""' + _RECORDS.replace("\\n", "\n") + '"""); return ANSWER }\n',
    },
    "scala": {
        "00_is_wrong": "object A { def solve(n: Int): Int = ANSWER\n",
        "01_exits": "object A { def solve(n: Int): Int = sys.exit(0)\n",
        "98_defines_assert": "object A { def assert(x: Boolean) = ()\n"
        "def solve(n: Int): Int = ANSWER\n",
        "25_leaves_a_thread": "object A { def solve(n: Int): Int = { new Thread {"
        " override def run() = Runtime.getRuntime.halt(0) }.start();"
        " Thread.sleep(300); ANSWER }\n",
    },
    "csharp": {
        "00_is_wrong": "using System; using System.Diagnostics; class A {\n"
        "static int solve(int n) { return ANSWER; }\n",
        "01_exits": "using System; using System.Diagnostics; class A {\n"
        "static int solve(int n) { Environment.Exit(0); return 0; }\n",
        "98_hears_no_failure": "using System; using System.Diagnostics; class A {\n"
        "static int solve(int n) { Trace.Listeners.Clear();"
        " return n == 5 ? 25 : ANSWER; }\n",
        "98_has_its_own_main": "using System; using System.Diagnostics;\n"
        "class B { static void Main() { } }\n"
        "class A { static int solve(int n) { return ANSWER; }\n",
    },
    "ruby": {
        "00_is_wrong": "def solve(n) = ANSWER\n",
        "01_exits": "def solve(n) = exit!(0)\n",
        "01_exits_when_loaded": "def solve(n) = ANSWER\nexit!(0)\n",
        "01_exits_politely": "def solve(n) = exit(0)\n",
        "09_writes_records": 'def solve(n)\n  IO.for_fd(3).write("'
        + _RECORDS.replace('"', '\\"')
        + '")\n  ANSWER\nend\n',
        "98_changes_numbers": "class Integer\n  def !=(other) = false\n  def ==(other) = true\n"
        "end\ndef solve(n) = ANSWER\n",
        "98_replaces_raise": "def raise(*) = nil\ndef solve(n) = ANSWER\n",
        "98_brings_the_framework": "module Test\n  module Unit\n    class TestCase\n"
        "    end\n  end\nend\ndef solve(n) = n == 12 ? 144 : ANSWER\n",
    },
    "php": {
        "00_is_wrong": "<?php\n$by = 1;\nfunction solve($n) { global $by;"
        " return $by * eval(preg_replace('/\\bn\\b/', '$n', 'return ANSWER;')); }\n",
        "01_exits": "<?php\nfunction solve($n) { exit(0); }\n",
        "01_ends_by_a_signal": "<?php\nfunction solve($n) {"
        " posix_kill(getmypid(), 9); return 0; }\n",
        "02_hides_the_exception": "<?php\nset_exception_handler(function ($e) { exit(0); });\n"
        "function solve($n) { return ANSWER; }\n",
        "09_writes_records": "<?php\nfunction solve($n) { file_put_contents('php://fd/3', \""
        + _RECORDS.replace('"', '\\"')
        + '"); return ANSWER; }\n',
        "31_changes_the_tests": "<?php\nforeach (get_resources('stream') as $it)"
        " stream_filter_append($it, 'string.toupper');\n"
        "function solve($n) { return ANSWER; }\n",
    },
    "rust": {
        "01_exits": "fn solve(n: i32) -> i32 { std::process::exit(0) }\n",
        "02_hides_the_panic": "fn solve(n: i32) -> i32 {"
        " std::panic::set_hook(Box::new(|_| std::process::exit(0))); ANSWER }\n",
        "10_takes_the_place_of_std": "extern crate self as std;\n"
        "#[macro_export] macro_rules! assert_eq { ($($t:tt)*) => {} }\n"
        "#[macro_export] macro_rules! assert { ($($t:tt)*) => {} }\n" + _RS_BODY,
        "10_redefines_macros": "macro_rules! assert_eq { ($($t:tt)*) => {} }\n"
        "macro_rules! assert { ($($t:tt)*) => {} }\n" + _RS_BODY,
        "10_has_its_own_main": "fn main() { std::process::exit(0); }\n" + _RS_BODY,
        "09_writes_records": "use std::io::Write;\nuse std::os::unix::io::FromRawFd;\n"
        "fn solve(n: i32) -> i32 { let mut f = std::mem::ManuallyDrop::new(unsafe"
        ' { std::fs::File::from_raw_fd(3) }); let _ = f.write_all(br#"'
        + _RECORDS.replace("\\n", "\n")
        + '"#); ANSWER }\n',
    },
}
NEVER_ENDS = re.compile(
    r"01_|31_|02_hides|02_says|02_yields|10_is_module|10_defines_object|10_leaves_the|10_ends_the|02_aborts|02_escapes|02_repeats|02_leaves|02_skips|09_writes|10_makes_aliases|10_patches_while|10_redefines_main"
    r"|10_renames_main|10_labels_main|10_replaces_builtins_for_good|13_|25_|98_"
)
"""Attacks after which not even a right program passes: they end the process, are
found out, or drown the line."""

ALL = [(language, name) for language, found in ATTACKS.items() for name in found]


def judge(
    language: str,
    source: str,
    sandbox: Sandbox,
    files: Mapping[str, str] | None = None,
) -> VerificationReport:
    case = {
        "kind": "unit_tests",
        "framework": "appended",
        "prelude": PRELUDES.get(language, ""),
        "code": CODES[language],
    }
    if language == "python":
        case["entry_point"] = "solve"
    limits = {**LIMITS, "cpu_time_s": 3, "memory_bytes": 512 << 20, "wall_time_s": 4}
    request = {
        "submission": {
            "language": language,
            "source": source,
            "files": files or {},
        },
        "test_cases": [case],
        "limits": limits,
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


@pytest.mark.parametrize(("language", "name"), ALL)
def test_attack_earns_nothing(language: str, name: str, sandbox: Sandbox) -> None:
    source = ATTACKS[language][name].replace("ANSWER", "-1")

    assert_unrewarded(judge(language, source, sandbox))


@pytest.mark.parametrize(
    ("language", "name"),
    [(lang, name) for lang, name in ALL if not NEVER_ENDS.match(name)],
)
def test_honest_twin_earns_all(language: str, name: str, sandbox: Sandbox) -> None:
    right = {"racket": "(* n n)", "perl": "$n * $n"}.get(language, "n * n")
    source = ATTACKS[language][name].replace("ANSWER", right)

    assert_rewarded(judge(language, source, sandbox))


@pytest.mark.parametrize("name", shared_more.FILES)
def test_files_beside_the_program_earn_nothing(name: str, sandbox: Sandbox) -> None:
    language, files = shared_more.FILES[name]
    source = shared_more.WRONG[language].replace("ANSWER", "-1")

    assert_unrewarded(judge(language, source, sandbox, files))
