-- Runs a script's Lua beside its JavaScript (harness.js), on any Lua from 5.1 on: everything that the modules print, call
-- and return is told. Of Lua's library they get what neither reads nor changes the machine; what the game's engine would
-- define answers as stubs.
local tell, modules, entry, updates, arity, base = ...
local getinfo, type, tostring, pairs, rawget, select = debug.getinfo, type, tostring, pairs, rawget, select
local setmetatable, getmetatable, xpcall, concat, sort = setmetatable, getmetatable, xpcall, table.concat, table.sort
local find, gsub, format, huge = string.find, string.gsub, string.format, math.huge
local LIFECYCLE = { "onStart", "onUpdate", "onDestroy" }
local STEP = 1 / 64

-- The innermost place in a module.
local function place(level)
    local info = getinfo(level, "Sl")
    while info do
        local name = gsub(info.source, "^@", "")
        if modules[name] then return name, info.currentline end
        level = level + 1
        info = getinfo(level, "Sl")
    end
    return "", 0
end

-- Also behind ("x"):rep, whose library is this one.
local rep = string.rep
string.rep = function(text, count, separator)
    if (#text + #(separator or "")) * count > 2 ^ 20 then error("string.rep: more than a megabyte", 2) end
    return rep(text, count, separator)
end

local names, parents, children = setmetatable({}, { __mode = "k" }), setmetatable({}, { __mode = "k" }), setmetatable({}, { __mode = "k" })
local show
local function showTable(value, depth)
    if depth > 3 then return "…" end
    local class = getmetatable(value)
    local constructor = type(class) == "table" and rawget(class, "constructor") -- a class's prototype is the metatable
    local name = constructor and constructor.name or ""
    if (name == "Map" or name == "Set") and rawget(value, "size") then return name .. "(" .. tostring(value.size) .. ")" end
    if rawget(value, "message") and rawget(value, "stack") then return tostring(rawget(value, "name") or value.name) .. ": " .. tostring(value.message) end
    local length, shown = #value, {}
    if length > 0 and name == "" then
        for i = 1, length do shown[i] = show(value[i], depth + 1) end
        return "[" .. concat(shown, ", ") .. "]"
    end
    local keys = {}
    for key, field in pairs(value) do
        if type(field) ~= "function" then keys[#keys + 1] = { tostring(key), field } end
    end
    sort(keys, function(a, b) return a[1] < b[1] end)
    for i, pair in pairs(keys) do shown[i] = pair[1] .. " = " .. show(pair[2], depth + 1) end
    return name .. "{" .. concat(shown, ", ") .. "}"
end
function show(value, depth)
    depth = depth or 0
    local kind = type(value)
    if kind == "number" then
        if value ~= value then return "nan" end
        return value == huge and "inf" or value == -huge and "-inf" or tostring(value)
    elseif kind == "string" then
        return depth == 0 and value or '"' .. value .. '"'
    elseif kind == "table" then
        return names[value] or showTable(value, depth)
    elseif kind == "function" then
        return "function"
    end
    return tostring(value)
end
local function showAll(from, ...)
    local shown = {}
    for i = from, select("#", ...) do shown[#shown + 1] = show((select(i, ...))) end
    return concat(shown, " ")
end
local function report(kind, label, text, level)
    local name, line = place(level + 1)
    tell(kind, label, text, name, line)
end

local stub
local function zero() return 0 end
local function no() return false end
local STUB = {
    __index = function(it, key)
        if type(key) ~= "string" or key == "____constructor" then return nil end
        local known = children[it]
        if known[key] == nil then known[key] = stub(names[it] .. "." .. key, it) end
        return known[key]
    end,
    __newindex = function(it, key, value) children[it][key] = value end,
    __call = function(it, ...)
        local own = parents[it] ~= nil and (...) == parents[it] -- a method's self
        report("call", names[it], showAll(own and 2 or 1, ...), 2)
        return stub(names[it] .. "()")
    end,
    __tostring = function(it) return names[it] end,
    __concat = function(a, b) return show(a) .. show(b) end,
    __add = zero, __sub = zero, __mul = zero, __div = zero, __mod = zero, __pow = zero, __unm = zero, __idiv = zero, __len = zero,
    __lt = no, __le = no,
}
function stub(name, parent)
    local it = {}
    names[it], parents[it], children[it] = name, parent, {}
    return setmetatable(it, STUB)
end

local function copy(library)
    local all = {}
    for name, value in pairs(library or {}) do all[name] = value end
    return all
end
local random = 1
local function nextRandom()
    random = (random * 16807) % 2147483647
    return random / 2147483647
end
local harmless = {
    assert = assert, error = error, ipairs = ipairs, next = next, pairs = pairs, pcall = pcall, rawequal = rawequal, rawget = rawget,
    rawlen = rawlen, rawset = rawset, select = select, setmetatable = setmetatable, tonumber = tonumber, tostring = tostring, type = type,
    unpack = unpack, xpcall = xpcall, _VERSION = _VERSION, utf8 = utf8 and copy(utf8), bit32 = bit32 and copy(bit32), bit = bit and copy(bit),
    string = copy(string), table = copy(table), math = copy(math), coroutine = copy(coroutine), debug = { traceback = debug.traceback, getinfo = getinfo },
}
local env = base or {} -- LuaJ watches only functions whose globals are a table of its own kind
for name, value in pairs(harmless) do env[name] = value end
env._G = env
env.string.dump = nil
env.collectgarbage = zero
env.getmetatable = function(value) if type(value) ~= "string" then return getmetatable(value) end end
env.print = function(...) report("print", "print", showAll(1, ...), 2) end
local function log(_self, ...) report("print", "print", showAll(1, ...), 2) end
env.console = { log = log, info = log, warn = log, error = log, debug = log, trace = log } -- where TSTL does not know it
env.math.randomseed = zero
env.math.random = function(from, to)
    local value = nextRandom()
    if not from then return value end
    if not to then from, to = 1, from end
    return from + math.floor(value * (to - from + 1))
end
local ABSENT = { jit = true, unpack = true, bit = true, bit32 = true, utf8 = true, rawlen = true, setfenv = true, getfenv = true, loadstring = true }
setmetatable(env, {
    __index = function(all, name)
        if type(name) ~= "string" or ABSENT[name] or find(name, "^__TS__") then return nil end
        local it = stub(name)
        rawset(all, name, it)
        return it
    end,
})

local loaded = {}
local function require(name)
    if loaded[name] == nil then
        local module = modules[name]
        if not module then return stub(name) end
        local chunk, problem
        if setfenv then
            chunk, problem = loadstring(module, "@" .. name)
            if chunk then setfenv(chunk, env) end
        else
            chunk, problem = load(module, "@" .. name, "t", env)
        end
        if not chunk then error(problem, 0) end
        loaded[name] = true
        loaded[name] = chunk(name) or true
    end
    return loaded[name]
end
env.require = require

local function attempt(label, action, ...)
    local name, line = "", 0
    local ok, value = xpcall(function(...) return action(...) end, function(problem)
        name, line = place(3)
        return problem
    end, ...)
    if ok then
        if label ~= "load" then tell("return", label, show(value), "", 0) end
        return value
    end
    local text = show(value)
    if type(value) == "string" then
        text = gsub(text, "^@?[^:]*:%d+:? ", "")
        if find(text, "^attempt to ") or find(text, "^bad argument") then text = "a runtime error: " .. text end
    end
    tell("error", label, text, name, line)
end
local function has(value)
    if type(value) ~= "table" or names[value] then return false end
    for _, name in pairs(LIFECYCLE) do
        if type(value[name]) == "function" then return true end
    end
    return false
end
-- 5.1's xpcall passes no arguments on.
local function live(label, object, selfless)
    local function call(name, ...)
        local method, values, count = object[name], { ... }, select("#", ...)
        if type(method) ~= "function" then return end
        attempt(label .. "." .. name, function()
            if selfless and selfless(name, method) then return method((table.unpack or unpack)(values, 1, count)) end
            return method(object, (table.unpack or unpack)(values, 1, count))
        end)
    end
    call("onStart")
    for _ = 1, updates do call("onUpdate", STEP) end
    call("onDestroy")
end

local exports = attempt("load", function() return require(entry) end)
if type(exports) ~= "table" then return end
if has(exports) then
    live("module", exports, function(name, method)
        local parameters = getinfo(method, "u").nparams
        return parameters ~= nil and arity[name] ~= nil and parameters <= arity[name]
    end)
end
local exported = {}
for name in pairs(exports) do exported[#exported + 1] = name end
sort(exported)
for _, name in pairs(exported) do
    local value = exports[name]
    if type(value) == "table" and type(rawget(value, "prototype")) == "table" and has(value.prototype) then
        local made = attempt("new " .. name, function()
            local it = setmetatable({}, value.prototype)
            it:____constructor()
            return it
        end)
        if made ~= nil then live(name, made) end
    elseif has(value) then
        live(name, value)
    end
end
