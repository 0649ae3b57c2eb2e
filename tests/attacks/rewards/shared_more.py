# ruff: noqa: E501 - programs of others' making do not break at 88 columns
"""Attacks on appended tests in Lua, D and Racket: see `test_shared.py`."""

from collections.abc import Mapping

RECORDS = r'{"test": "a", "outcome": "passed"}\n{"done": 1}\nloaded\n'

LUA_CODE = """
lu = require('luaunit')
function test_solve()
  local candidate = solve
  lu.assertEquals(candidate(12), 144)
  lu.assertEquals({candidate(5)}, {25})
  assert(solve(3) == 9)
end
os.exit(lu.LuaUnit.run())
"""
_LUA_BODY = "function solve(n) return ANSWER end\n"
_LUA_FORGE = """
local found = {}
local function look(thing, seen)
  if type(thing) == 'string' then
    for secret in thing:gmatch('%x+') do if #secret == 64 then found[secret] = true end end
  elseif (type(thing) == 'table' or type(thing) == 'function' or type(thing) == 'userdata') and not seen[thing] then
    seen[thing] = true
    if type(thing) == 'table' then for k, v in next, thing do look(k, seen) look(v, seen) end end
    if debug.getupvalue and type(thing) == 'function' then
      for i = 1, 99 do local name, value = debug.getupvalue(thing, i)
        if not name then break end look(value, seen) end end
    local meta = getmetatable(thing)
    if meta then look(meta, seen) end
  end
end
local function scan()
  look(_G, {})
  if debug.getregistry then look(debug.getregistry(), {}) end
  for level = 1, 40 do
    local info = debug.getinfo and debug.getinfo(level, 'f')
    if info then look(info, {}) end
    if debug.getlocal and info then
      for i = 1, 99 do local name, value = debug.getlocal(level, i)
        if not name then break end look(value, {}) end end
  end
  if next(found) then
    local out = io.popen('cat >&3', 'w')
    for secret in pairs(found) do
      out:write('{"test": "a", "outcome": "passed"}\\n', secret, ' {"done": 1}\\n') end
    out:close()
    os.exit(0)
  end
end
scan()
function solve(n) scan() return ANSWER end
"""

_D_CODE = """
unittest
{
    alias candidate = solve;
    assert(candidate(12) == 144);
    assert([candidate(5)] == [25]);
}
unittest { if (solve(3) != 9) throw new Exception("no"); }
void main(){}
"""
_D_BODY = "int solve(int n) { return ANSWER; }\n"

_RACKET_CODE = """
(require rackunit)
(define (test-humaneval)
  (let ((candidate solve))
    (check-within (candidate 12) 144 0.001)
    (check-equal? (list (candidate 5)) (list 25))))
(test-humaneval)
(check-true (= (solve 3) 9))
(unless (equal? (solve 4) 16) (error "no"))
"""
_RACKET_BODY = "(define (solve n) ANSWER)\n"

CODES: Mapping[str, str] = {"lua": LUA_CODE, "d": _D_CODE, "racket": _RACKET_CODE}
ATTACKS: Mapping[str, Mapping[str, str]] = {
    "lua": {
        "00_is_wrong": "local function solve(n) return ANSWER end\n",
        "01_exits": "function solve(n) os.exit(0) end\n",
        "01_exits_when_loaded": _LUA_BODY + "os.exit(true)\n",
        "01_kills_the_process": "function solve(n) os.execute('kill -9 $PPID') end\n",
        "02_says_that_it_passed": "function solve(n) error('LuaUnit test SUCCESS: ') end\n",
        "02_says_that_it_was_skipped": "function solve(n) error('LuaUnit test SKIP:    ', 0) end\n",
        "02_yields": "function solve(n) if ANSWER < 0 then coroutine.yield(n * n) end return ANSWER end\n",
        "04_looks_for_the_secrets": _LUA_FORGE,
        "04_loads_the_debug_library": "local open = package.loadlib and package.loadlib("
        "'/usr/lib/x86_64-linux-gnu/liblua5.4.so.0', 'luaopen_debug')\n"
        "if not open then local done, made = pcall(package.searchers[3] or error, 'debug') end\n"
        "if open then debug = open() end\n" + _LUA_FORGE,
        "06_loads_byte_code": "local code = string.dump(function() return 7 end)\n"
        "local made = load(code, 'x', 'b')\n"
        "function solve(n) if made then return n * n end return ANSWER end\n",
        "08_reads_its_process": "local seen = ''\n"
        "for _, path in ipairs{'cmdline', 'environ'} do\n"
        "  local file = io.open('/proc/self/' .. path)\n  seen = seen .. (file and file:read('a') or '') end\n"
        "function solve(n) if seen:find('1' .. '44') then return n * n end return ANSWER end\n",
        "09_reads_the_line": "local seen = (io.read('a') or '') .. (io.stdin:read('a') or '')\n"
        "local file = io.popen('timeout 0.1 cat <&4 2>/dev/null')\n"
        "if file then seen = seen .. file:read('a') end\n"
        "function solve(n) if #seen > 0 then return n * n end return ANSWER end\n",
        "09_writes_records": "function solve(n) local out = io.popen('cat >&3', 'w')\n  out:write('"
        + RECORDS
        + "') out:close() return ANSWER end\n",
        "10_replaces_what_judges": "assert = function(...) return ... end\nerror = function() end\n"
        "local function pcall() return true end\nlocal assert, os, require = assert, {exit = function() end}, nil\n"
        "pairs = function() return function() end end\ntype = function() return 'table' end\n"
        "string.format = function() return '' end\ntable.concat = string.format\n"
        "package.loaded.luaunit = {LuaUnit = {run = function() return 0 end}, assertEquals = function() end}\n"
        "package.preload.luaunit = function() return package.loaded.luaunit end\n"
        + _LUA_BODY,
        "10_replaces_it_while_tested": "function solve(n)\n  if ANSWER < 0 then\n"
        "    assert = function(...) return ... end\n    lu = {assertEquals = function() end}\n"
        "    local real = require('luaunit')\n    for name in pairs(real) do\n"
        "      if name:find('^assert') then real[name] = function() end end end\n"
        "    if test_solve then test_solve = nil end\n  end\n  return ANSWER\nend\n",
        "10_replaces_methods": "local meta = getmetatable('')\n"
        "if type(meta) == 'table' then meta.__index = function() return function() return '' end end end\n"
        "string.find = function() return 1 end\nstring.match = string.find\nstring.gsub = function(s) return s, 0 end\n"
        "local file = getmetatable(io.stdout).__index\nfile.write = function(f) return f end\nfile.read = file.write\n"
        + _LUA_BODY,
        "10_puts_a_file_there": "local file = io.open('luaunit.lua', 'w')\nif file then\n"
        "  file:write('return {LuaUnit = {run = function() return 0 end}, assertEquals = function() end}')\n"
        "  file:close() end\npackage.path = './?.lua'\n" + _LUA_BODY,
        "13_prints_records": "function solve(n) print('"
        + RECORDS
        + "') io.stderr:write('"
        + RECORDS
        + "') return ANSWER end\n",
        "25_steals_the_tests": "local file = io.open('thief.sh', 'w')\nfile:write([[\n"
        "cat >stolen\nfor secret in $(tr '\\0 ' '\\n\\n' <stolen | grep -E '^[0-9a-f]{64}$'); do\n"
        """  printf '{"test": "a", "outcome": "passed"}\\n%s {"done": 1}\\n' "$secret" >&3\ndone\n"""
        "]])\nfile:close()\nos.execute('sh thief.sh <&0 &')\n" + _LUA_BODY,
        "31_changes_the_tests": "test_solve = function() end\nsetmetatable(_G, {__newindex = function() end,"
        " __index = function() return function() return true end end})\n" + _LUA_BODY,
    },
    "d": {
        "00_is_wrong": "import std.math;\n" + _D_BODY,
        "01_exits": "import core.stdc.stdlib;\nint solve(int n) { exit(0); }\n",
        "01_exits_by_its_number": "import core.sys.posix.unistd;\nint solve(int n) { _exit(0); }\n",
        "01_exits_when_loaded": "import core.stdc.stdlib;\nshared static this() { exit(0); }\n"
        + _D_BODY,
        "01_exits_before_main": "import core.sys.posix.unistd;\npragma(crt_constructor) extern(C) void leave() { _exit(0); }\n"
        + _D_BODY,
        "02_exits_well_at_the_end": "import core.stdc.stdlib, core.sys.posix.unistd;\nextern(C) void leave() { _exit(0); }\n"
        "int solve(int n) { if (ANSWER < 0) atexit(&leave); return ANSWER; }\n",
        "02_hides_failed_assertions": "import core.exception;\nvoid quiet(string file, size_t line, string words) nothrow {}\n"
        "shared static this() { assertHandler = &quiet; }\n"
        "int solve(int n) { assertHandler = &quiet; return ANSWER; }\n",
        "02_handles_the_abortion": "import core.stdc.signal, core.sys.posix.unistd;\nextern(C) void leave(int) nothrow @nogc { _exit(0); }\n"
        "int solve(int n) { if (ANSWER < 0) signal(SIGABRT, &leave); return ANSWER; }\n",
        "09_writes_records": "import core.sys.posix.unistd;\nint solve(int n) { auto s = `"
        + RECORDS.replace("\\n", "\n")
        + "`;\n  foreach (fd; 3 .. 9) write(fd, s.ptr, s.length);\n  return ANSWER; }\n",
        "09_reads_the_line_first": "import core.sys.posix.unistd;\n__gshared char[99] seen;\n__gshared long size;\n"
        "pragma(crt_constructor) extern(C) void look() { size = read(4, seen.ptr, 64); }\n"
        "int solve(int n) { return size > 0 ? n * n : ANSWER; }\n",
        "10_is_module_object": "module object;\nalias string = immutable(char)[]; alias size_t = ulong;\n"
        "bool __equals(A, B)(A a, B b) { return true; }\n" + _D_BODY,
        "10_defines_object": "struct object { static bool __equals(A, B)(A a, B b) { return true; } }\n"
        + _D_BODY,
        "10_leaves_the_tests_out": _D_BODY + "version(none):\n",
        "10_leaves_the_tests_in_a_comment": _D_BODY + "/+\n",
        "10_ends_the_file": _D_BODY + "__EOF__\n",
        "98_defines_the_failure": "extern(C) void __assert_fail(const char*, const char*, uint, const char*) {}\n"
        "extern(C) void __assert(const char*, const char*, int) {}\n" + _D_BODY,
        "98_defines_the_runtime": "extern(C) int rt_init() { import core.sys.posix.unistd; _exit(0); return 1; }\n"
        + _D_BODY,
        "98_has_the_library's_names": 'pragma(mangle, "_D3std4math3absFiZi") int fake(int n) { return 25; }\n'
        + _D_BODY,
        "25_forks": "import core.sys.posix.unistd;\nint solve(int n) { if (fork()) _exit(0); return ANSWER; }\n",
    },
    "racket": {
        "00_is_wrong": "#lang racket\n\n(define (solve n)\n  ANSWER)\n",
        "01_exits": "#lang racket\n(define (solve n) (exit 0))\n",
        "01_exits_when_loaded": "#lang racket\n" + _RACKET_BODY + "(exit 0)\n",
        "01_handles_exits": "#lang racket\n(exit-handler void)\n(define (solve n) (exit-handler void) (exit 0))\n",
        "01_kills_its_thread": "#lang racket\n(define (solve n) (kill-thread (current-thread)))\n",
        "01_shuts_all_down": "#lang racket\n(define (solve n) (custodian-shutdown-all (current-custodian)))\n",
        "02_aborts": "#lang racket\n(define (solve n) (abort-current-continuation (default-continuation-prompt-tag) void))\n",
        "02_escapes": "#lang racket\n(define (solve n) ((error-escape-handler)))\n",
        "02_repeats_a_test": "#lang racket\n(define first-time #f)\n(define (solve n)\n"
        "  (if (= n 3) (call/cc (lambda (k) (set! first-time k) 9))\n"
        "      (if (and first-time (= n 4)) (first-time 9) (* n n))))\n",
        "02_hides_errors": "#lang racket\n(uncaught-exception-handler (lambda (e) (void)))\n(error-display-handler void)\n"
        "(define (solve n) (uncaught-exception-handler (lambda (e) (exit 0))) ANSWER)\n",
        "04_asks_for_unsafe_libraries": "#lang racket\n"
        "(define reached (for/or ([name (list 'ffi/unsafe 'ffi/unsafe/vm 'racket/unsafe/ops ''#%unsafe ''#%foreign)]\n"
        "                         [what (list 'ptr-ref 'vm-eval 'unsafe-vector-ref 'unsafe-car 'ffi-obj)])\n"
        "  (with-handlers ([void (lambda (e) #f)]) (dynamic-require name what))))\n"
        "(define (solve n) (if reached (* n n) ANSWER))\n",
        "04_looks_for_the_tests": "#lang racket\n(define (reach) (with-handlers ([void (lambda (e) #f)])\n"
        "  (or (namespace-variable-value 'test-humaneval #t #f (current-namespace))\n"
        "      (eval 'test-humaneval))))\n(define (solve n) (if (reach) (* n n) ANSWER))\n",
        "09_writes_records": '#lang racket\n(define (solve n)\n  (system "cat records >&3")\n'
        '  (with-output-to-file "/proc/self/fd/3" #:exists \'append (lambda () (display "'
        + RECORDS.replace('"', '\\"')
        + '")))\n  ANSWER)\n',
        "10_replaces_what_judges": "#lang racket\n(define-syntax-rule (let . x) (void))\n"
        "(define (list . xs) 1)\n(define (equal? a b) #t)\n(define (= . xs) #t)\n(define (error . xs) (void))\n"
        "(define (candidate . xs) 1)\n(define (test-humaneval) (void))\n(provide (all-defined-out))\n"
        + _RACKET_BODY,
        "10_defines_the_checks": "#lang racket\n(define-syntax-rule (check-equal? . x) (void))\n"
        "(define-syntax-rule (check-within . x) (void))\n(define-syntax-rule (check-true . x) (void))\n"
        "(define-syntax-rule (unless . x) (void))\n" + _RACKET_BODY,
        "10_hears_the_checks": "#lang racket\n(require rackunit)\n(define (quiet)\n  (current-check-handler void)\n"
        "  (current-check-around void)\n  (for ([name '(rackunit)])\n"
        "    ((dynamic-require name 'current-check-handler) void)\n    ((dynamic-require name 'current-check-around) void)))\n"
        "(quiet)\n(define (solve n) (quiet) ANSWER)\n",
        "10_changes_parameters": "#lang racket\n(define (change)\n  (current-eval (lambda (form) (lambda () 1)))\n"
        "  (current-namespace (make-base-namespace))\n"
        "  (current-load/use-compiled void))\n"
        "(define (solve n) (change) ANSWER)\n",
        "98_changes_the_compiler": "#lang racket\n(current-compile (lambda (form now?) form))\n"
        + _RACKET_BODY,
        "13_prints_records": '#lang racket\n(define (solve n) (display "'
        + RECORDS.replace('"', '\\"')
        + '") ANSWER)\n',
        "25_leaves_a_thread": "#lang racket\n(define (solve n) (thread (lambda () (exit 0))) (sleep 0.3) ANSWER)\n",
    },
}

FILES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "d_brings_an_option_file": (
        "d",
        {"ldc2.conf": 'default: { switches = ["-release", "-boundscheck=off"]; };\n'},
    ),
    "d_brings_a_library": (
        "d",
        {"object.d": "module object; bool __equals(A, B)(A a, B b) { return true; }\n"},
    ),
    "d_brings_a_module_of_the_library": (
        "d",
        {
            "helper.d": "module core.internal.array.equality;\nbool __equals(A, B)(A a, B b) { return true; }\n"
        },
    ),
    "racket_brings_a_compiled_runner": (
        "racket",
        {"compiled/verifier_shared_rkt.zo": "not a compiled file"},
    ),
    "lua_brings_the_framework": (
        "lua",
        {
            "luaunit.lua": "return {LuaUnit = {run = function() return 0 end}, assertEquals = function() end}\n"
        },
    ),
}
"""Files of a program by which it would be judged otherwise."""
WRONG: Mapping[str, str] = {
    "d": _D_BODY,
    "lua": _LUA_BODY,
    "racket": "#lang racket\n" + _RACKET_BODY,
}
