-- Runs a program and then test code in one process, and tells of its end.
-- usage: lua verifier_shared.lua SOURCE, with the line on standard input
--
-- Standard input (descriptor 4 of the run) gives two secrets and, once the program is
-- loaded, the second one and a length, the test code and a NUL; descriptor 3 is written, by a `cat`, as Lua opens no
-- descriptors. `verifier/graders/line.py` is at the other end. The secrets are local
-- variables here: what of Lua's leads to those of others (most of `debug`, libraries
-- in C, byte code) is taken away first. The tests see libraries of their own, which
-- no program has a name for, and the program's variables behind them.
local source_path = ...
local getlocal, sethook, getinfo = debug.getlocal, debug.sethook, debug.getinfo
local load, error, pcall, xpcall, select = load, error, pcall, xpcall, select
local type, tostring, tonumber, pairs = type, tostring, tonumber, pairs
local ipairs, setmetatable = ipairs, setmetatable
local rawget, rawset = rawget, rawset
local find, format, gsub, sub, byte = string.find, string.format, string.gsub, string.sub, string.byte
local open, searchpath, exit = io.open, package.searchpath, os.exit
local concat = table.concat
local traceback = debug.traceback

local UNIT = "/usr/share/lua/5.4/luaunit.lua"
local PATH = package.path

local line = io.stdin
local out = io.popen("exec cat >&3", "w")
out:setvbuf("no")
local read, write, close, flush = line.read, out.write, out.close, out.flush
local stdout, stderr = io.stdout, io.stderr

local function tell(text)
  write(out, text, "\n")
end

local function quoted(text)
  text = gsub(tostring(text), '[%c"\\\127-\255]', function(char)
    return format("\\u%04x", byte(char))
  end)
  return '"' .. sub(text, 1, 1500) .. '"'
end

local function tell_failure(name, message, raised)
  local more = raised and format(', "raised": %s', quoted(raised)) or ""
  tell(format('{"test": %s, "outcome": "failed", "message": %s%s}', quoted(name), quoted(message), more))
end

-- Ends the process; what `cat` has is written before.
local function leave(code)
  flush(stdout)
  close(out)
  exit(code)
end

local function text_of(path)
  local file = open(path, "rb")
  if not file then return nil end
  local text = read(file, "a")
  close(file)
  return text
end

-- Copies of the libraries; names that a program adds to its own are found, too.
local function copies(names)
  local made = {}
  for _, name in ipairs(names) do
    local copy, original = {}, _G[name]
    if type(original) == "table" then
      for key, value in pairs(original) do copy[key] = value end
      copy = setmetatable(copy, { __index = original })
    else
      copy = original
    end
    made[name] = copy
  end
  return made
end

-- Takes away what shows variables of others, or the memory.
local function take_away()
  for name in pairs(debug) do
    if name ~= "traceback" and name ~= "getinfo" then debug[name] = nil end
  end
  debug.getinfo = function(...)
    local what = select(select("#", ...), ...)
    local thread = type((...)) == "thread"
    local level = select(thread and 2 or 1, ...)
    if type(level) == "number" and not thread then level = level + 1 end
    what = type(what) == "string" and what or "nSl"
    what = gsub(what, "[^nSltur]", "")
    if thread then return getinfo((...), level, what) end
    return getinfo(level, what)
  end
  _G.load = function(chunk, name, _, ...)
    if select("#", ...) > 0 then return load(chunk, name, "t", (...)) end
    return load(chunk, name, "t")
  end
  local function load_file(path, ...)
    local text = path and text_of(path) or not path and io.read("a")
    if not text then return nil, "cannot open " .. tostring(path) end
    text = gsub(text, "^#[^\n]*", "")
    return _G.load(text, "@" .. tostring(path), "t", select(2, ...))
  end
  _G.loadfile = load_file
  _G.dofile = function(path)
    local chunk, problem = load_file(path)
    if not chunk then error(problem, 0) end
    return chunk()
  end
  package.loadlib = nil
  package.searchers[2] = function(name)
    local path, problem = searchpath(name, package.path)
    if not path then return problem end
    local chunk, wrong = load_file(path)
    if not chunk then error(wrong, 0) end
    return chunk, path
  end
  package.searchers[3], package.searchers[4] = nil, nil
end

-- Tests look these up in their own table, whatever a program calls so.
local JUDGES = {
  "assert", "error", "pcall", "xpcall", "pairs", "ipairs", "next", "type", "rawequal", "rawget", "rawlen", "rawset",
  "setmetatable", "getmetatable", "tostring", "tonumber", "os", "string", "table", "math", "debug", "io", "print",
}

local function load_program(known)
  local text = text_of(source_path) or ""
  text = gsub(text, "^#[^\n]*", "")
  local function keep(level)
    local at = 1
    while true do
      local name, value = getlocal(level, at)
      if not name then break end
      if find(name, "^[%a_]") then known[name] = value end
      at = at + 1
    end
  end
  -- At its end it calls us, so that its local variables are seen. Where it ends by
  -- `return`, nothing can follow: then we look when it returns.
  local chunk = load("local verifier_keep = ... " .. text .. "\nverifier_keep()", "@" .. source_path, "t")
  if chunk then return chunk(function() keep(3) end) end
  local problem
  chunk, problem = load(text, "@" .. source_path, "t")
  if not chunk then error(problem, 0) end
  sethook(function()
    if getinfo(2, "f").func == chunk then keep(3) end
  end, "r")
  local result = chunk()
  sethook()
  return result
end

local function hold()
  local first = read(line, "l")
  local second = read(line, "l")
  local env = copies(JUDGES)
  local known, module_value, unit = {}, nil, nil
  io.stdin = open("/dev/null", "r")
  io.input(io.stdin)
  _G.arg = { [0] = source_path }
  take_away()
  local strings = getmetatable("")
  strings.__index = env.string
  strings.__metatable = false

  local fine, problem = xpcall(function() module_value = load_program(known) end, function(it)
    return traceback(tostring(it), 2)
  end)
  sethook()
  if not fine then
    write(stderr, problem, "\n")
    tell_failure("the program", problem, "error")
    leave(1)
  end

  tell(second .. " loaded")
  -- What another process of the program's has taken of it is missing here.
  local head, count = read(line, "l"), nil
  if head and sub(head, 1, #second + 1) == second .. " " then count = tonumber(sub(head, #second + 2)) end
  local code = count and (count == 0 and "" or read(line, count))
  if not code or #code ~= count or read(line, 1) ~= "\0" then leave(1) end

  local function finish()
    tell('{"test": "the program", "outcome": "passed"}')
    tell(first .. ' {"done": 1}')
    leave(0)
  end

  env._G = env
  env.arg = {}
  env.os.exit = function(status)
    if status == nil or status == true or status == 0 then finish() end
    tell_failure("the tests", "they ended with " .. tostring(status))
    leave(1)
  end
  local function require_unit()
    if unit then return unit end
    local text = text_of(UNIT)
    if not text then
      tell('{"fault": "luaunit is not installed"}')
      leave(1)
    end
    unit = load(text, "@" .. UNIT, "t", env)()
    -- By these errors a program could say that a test has passed.
    unit.SUCCESS_PREFIX, unit.SKIP_PREFIX = second, second .. "skip"
    return unit
  end
  local loaded = {}
  env.require = function(name)
    if name == "luaunit" then return require_unit() end
    if env[name] and type(env[name]) == "table" and rawget(env, name) then return env[name] end
    if loaded[name] == nil then
      local path = searchpath(name, PATH)
      if path and path ~= "./" .. source_path then
        loaded[name] = load(gsub(text_of(path), "^#[^\n]*", ""), "@" .. path, "t", env)(name) or true
      else
        loaded[name] = module_value or env
      end
    end
    return loaded[name]
  end
  setmetatable(env, {
    __index = function(_, name)
      local value = known[name]
      if value ~= nil then return value end
      return _G[name]
    end,
  })

  local tests, wrong = load(code, "=tests", "t", env)
  if not tests then
    tell(format('{"fault": %s}', quoted(wrong)))
    leave(1)
  end
  fine, problem = xpcall(tests, function(it)
    return { text = type(it) == "string" and it or traceback(tostring(it)), trace = traceback("", 2) }
  end)
  if fine then finish() end
  write(stderr, problem.text, problem.trace, "\n")
  local is_own = find(problem.text, source_path .. ":", 1, true) == 1
  tell_failure("the tests", problem.text, is_own and "error" or nil)
  leave(1)
end

hold()
