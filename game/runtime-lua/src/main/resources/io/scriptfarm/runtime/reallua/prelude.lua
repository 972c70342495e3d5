-- What scripts see of Lua. Runs once in each state, before any script, for Lua 5.1, 5.4 and LuaJIT.
-- `counted`: whether scripts are counted; `longest`: of strings in bytes; `failed`: what functions
-- of the host return first when they refuse, with the error after it.
local counted, longest, failed, charge, is_ending, scan, run_module = ...

local G = _G
local next, type, select, error, pcall, rawget, rawset, rawequal, tostring =
    next, type, select, error, pcall, rawget, rawset, rawequal, tostring
local getmetatable, setmetatable, setfenv, floor = getmetatable, setmetatable, setfenv, math.floor
local string, table, debug, coroutine = string, table, debug, coroutine
local sub, find, byte, concat = string.sub, string.find, string.byte, table.concat
local unpack = table.unpack or unpack
local native_xpcall, native_load = xpcall, loadstring or load
local has_jit = G.jit ~= nil
local is54 = debug.upvaluejoin ~= nil and setfenv == nil

local function copy(from)
    local to = {}
    for key, value in next, from do to[key] = value end
    return to
end

local base, libraries = {}, {}
for _, name in next, { "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawlen",
    "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "xpcall" } do
    base[name] = G[name]
end
base.unpack = unpack
base.collectgarbage = function() return 0 end -- the host's business
for _, name in next, { "string", "table", "math", "utf8", "bit", "coroutine" } do
    if G[name] then libraries[name] = copy(G[name]) end
end
libraries.string.dump = nil
libraries.math.random = nil -- whoever wants chance gives a library that has its own
libraries.math.randomseed = nil
libraries.table.unpack = unpack
libraries.table.pack = table.pack or function(...) return { n = select("#", ...), ... } end

-- Metatables --------------------------------------------------------------------------------------

local text_metatable = getmetatable("")
text_metatable.__index = libraries.string
text_metatable.__metatable = false

-- A finalizer runs where nothing counts it.
if is54 then
    base.setmetatable = function(t, metatable)
        local finalizer = type(metatable) == "table" and rawget(metatable, "__gc")
        if not finalizer then return setmetatable(t, metatable) end
        rawset(metatable, "__gc", nil)
        local ok, result = pcall(setmetatable, t, metatable)
        rawset(metatable, "__gc", finalizer)
        if not ok then error(result, 2) end
        return result
    end
end

-- Errors ------------------------------------------------------------------------------------------

-- The handler of a call that is ending would run where nothing counts it.
local function guarded(handler)
    return function(message)
        if is_ending() then return nil end
        return handler(message)
    end
end

if is54 or has_jit then
    base.xpcall = function(f, handler, ...)
        return native_xpcall(f, guarded(handler), ...)
    end
else
    base.xpcall = function(f, handler, ...)
        local count, arguments = select("#", ...), { ... }
        return native_xpcall(function() return f(unpack(arguments, 1, count)) end, guarded(handler))
    end
end

local native_traceback, native_info = debug.traceback, debug.getinfo
local FIELDS = { "source", "short_src", "linedefined", "lastlinedefined", "nparams", "isvararg", "what", "currentline" }

libraries.debug = {
    traceback = native_traceback,
    -- The function of a main chunk would be shared with other instances of the script.
    getinfo = function(what, ...)
        if type(what) == "number" then what = what + 1
        elseif type(what) ~= "function" then error("bad argument #1 to 'getinfo' (function or level expected)", 2) end
        local all = native_info(what, "Slfu")
        if not all then return nil end
        local info = {}
        for _, field in next, FIELDS do info[field] = all[field] end
        if all.what ~= "main" then info.func = all.func end
        return info
    end,
}

-- Loading -----------------------------------------------------------------------------------------

local bind
if setfenv then
    bind = setfenv
else
    bind = function(main, environment)
        debug.upvaluejoin(main, 1, function() return environment end, 1)
        return main
    end
end

local function load_text(environment, text, name, mode, own)
    if type(text) == "function" then
        local pieces, size = {}, 0
        while true do
            local piece = text()
            if not piece or piece == "" then break end
            if type(piece) ~= "string" then return nil, "reader function must return a string" end
            size = size + #piece
            charge(#piece + 10)
            if size > longest then return nil, "chunk too large" end
            pieces[#pieces + 1] = piece
        end
        text = concat(pieces)
    elseif type(text) == "number" then
        text = tostring(text)
    elseif type(text) ~= "string" then
        error("bad argument #1 to 'load' (function expected)", 3)
    end
    charge(#text)
    if byte(text) == 27 then return nil, "attempt to load a binary chunk (mode is 't')" end
    if mode and not find(mode, "t", 1, true) then return nil, "attempt to load a text chunk (mode is '" .. mode .. "')" end
    local main, why = native_load(text, name or text)
    if not main then return nil, why end
    return bind(main, own or environment)
end

-- Strings and tables of counted scripts ------------------------------------------------------------

if counted then
    local strings, tables = libraries.string, libraries.table
    local native_rep, native_match, native_gmatch, native_gsub = string.rep, string.match, string.gmatch, string.gsub
    local QUICK = 20000 -- steps; more are counted by the host

    local function wrong(n, name, wanted)
        error("bad argument #" .. n .. " to '" .. name .. "' (" .. wanted .. " expected)", 3)
    end

    local function text_of(value, n, name)
        if type(value) == "string" then return value end
        if type(value) == "number" then return tostring(value) end
        wrong(n, name, "string")
    end

    -- How many steps the host's matcher may need at the most, about.
    local known, known_count = {}, 0
    local function is_quick(s, p)
        local power = known[p]
        if not power then
            power = 1
            for i = 1, #p do
                local c = byte(p, i)
                if c == 42 or c == 43 or c == 45 then power = power + 1 elseif c == 63 then power = power + 0.5 end
                if power > 12 then break end
            end
            if find(p, "%b", 1, true) then power = power + 1 end
            if known_count > 200 then known, known_count = {}, 0 end
            known[p], known_count = power, known_count + 1
        end
        return (#s + 2) ^ power <= QUICK
    end

    local function plain_cost(s, p)
        local steps = #s * #p
        if steps > QUICK then charge(steps / 8) end
    end

    local function results(begin, last, ...)
        if begin == failed then error(last, 3) end
        return begin, last, ...
    end

    local function captures(s, begin, last, ...)
        if begin == failed then error(last, 3) end
        if begin == nil then return nil end
        if select("#", ...) == 0 then return sub(s, begin, last) end
        return ...
    end

    strings.find = function(s, p, init, plain)
        s, p = text_of(s, 1, "find"), text_of(p, 2, "find")
        if plain or not find(p, "[%^%$%*%+%?%.%(%[%%%-]") then
            plain_cost(s, p)
            return find(s, p, init, true)
        end
        if is_quick(s, p) then return find(s, p, init) end
        return results(scan(s, p, init or 1))
    end

    strings.match = function(s, p, init)
        s, p = text_of(s, 1, "match"), text_of(p, 2, "match")
        if is_quick(s, p) then return native_match(s, p, init) end
        return captures(s, scan(s, p, init or 1))
    end

    strings.gmatch = function(s, p)
        s, p = text_of(s, 1, "gmatch"), text_of(p, 2, "gmatch")
        if is_quick(s, p) then return native_gmatch(s, p) end
        local at, ended = 1, 0
        local function step(begin, last, ...)
            if begin == failed then error(last, 3) end
            if begin == nil then
                at = #s + 2
                return nil
            end
            at = last < begin and last + 2 or last + 1
            if select("#", ...) == 0 then return sub(s, begin, last) end
            return ...
        end
        return function()
            if at > #s + 1 then return nil end
            return step(scan(s, p, at))
        end
    end
    strings.gfind = nil

    local function replacement(r, kind, s, begin, last, ...)
        local whole = sub(s, begin, last)
        local first = ...
        if select("#", ...) == 0 then first = whole end
        local value
        if kind == "function" then
            if select("#", ...) == 0 then value = r(whole) else value = r(...) end
        elseif kind == "table" then
            value = r[first]
        else
            if not find(r, "%", 1, true) then return r end
            local given, count = { ... }, select("#", ...)
            return (native_gsub(r, "%%(.?)", function(c)
                if c == "0" then return whole end
                if find(c, "%d") then
                    local n = c + 0
                    if n == 1 and count == 0 then return whole end
                    if n > count then error("invalid capture index %" .. c .. " in replacement string", 5) end
                    return tostring(given[n])
                end
                return c
            end))
        end
        if not value then return whole end
        if type(value) ~= "string" and type(value) ~= "number" then error("invalid replacement value (a " .. type(value) .. ")", 4) end
        return tostring(value)
    end

    strings.gsub = function(s, p, r, most)
        s, p = text_of(s, 1, "gsub"), text_of(p, 2, "gsub")
        local kind = type(r)
        if kind == "number" then r, kind = tostring(r), "string" end
        if kind ~= "string" and kind ~= "table" and kind ~= "function" then wrong(3, "gsub", "string/function/table") end
        if kind == "string" and is_quick(s, p) then return native_gsub(s, p, r, most) end
        local anchored = byte(p) == 94
        local parts, n, count, at, size, last_end = {}, 0, 0, 1, 0, nil
        most = most or #s + 1
        local function add(begin, last, ...)
            if begin == failed then error(last, 4) end
            if begin == nil then return false end
            if begin > at then n = n + 1; parts[n] = sub(s, at, begin - 1) end
            if is54 and last < begin and last_end == last then -- an empty match at the end of the one before
                if begin <= #s then n = n + 1; parts[n] = sub(s, begin, begin) end
                at = begin + 1
                return true
            end
            count = count + 1
            local with = replacement(r, kind, s, begin, last, ...)
            size = size + #with
            if size > longest then error("resulting string too large", 4) end
            n = n + 1
            parts[n] = with
            last_end = last
            if last >= begin then
                at = last + 1
            else
                if begin <= #s then n = n + 1; parts[n] = sub(s, begin, begin) end
                at = begin + 1
            end
            return true
        end
        while count < most and at <= #s + 1 do
            if not add(scan(s, p, at)) or anchored then break end
        end
        if at <= #s then n = n + 1; parts[n] = sub(s, at) end
        return concat(parts), count
    end

    strings.rep = function(s, count, separator)
        s = text_of(s, 1, "rep")
        if type(count) ~= "number" then count = tonumber(count) or wrong(2, "rep", "number") end
        if count <= 0 then return "" end
        local one = #s + (separator and #separator or 0)
        if one == 0 then return "" end
        if one * count > longest + one then error("resulting string too large", 2) end
        if separator and not is54 and not has_jit then
            return native_rep(s .. separator, count - 1) .. s
        end
        return native_rep(s, count, separator)
    end

    local native_insert, native_remove, native_sort = table.insert, table.remove, table.sort

    tables.insert = function(t, ...)
        local count = select("#", ...)
        if count ~= 2 or type(t) ~= "table" then return native_insert(t, ...) end
        local at, value = ...
        local length = #t
        if type(at) == "number" then charge(length - at) end
        if getmetatable(t) == nil then return native_insert(t, at, value) end
        for i = length, at, -1 do t[i + 1] = t[i] end
        t[at] = value
    end

    tables.remove = function(t, at)
        if at == nil or type(t) ~= "table" then return native_remove(t) end
        local length = #t
        if type(at) == "number" then charge(length - at) end
        if getmetatable(t) == nil then return native_remove(t, at) end
        local value = t[at]
        for i = at, length do t[i] = t[i + 1] end
        return value
    end

    tables.sort = function(t, order)
        if type(t) ~= "table" then return native_sort(t, order) end
        local length = #t
        if length > 8 then charge(length * 4) end
        return native_sort(t, order)
    end

    if table.move then
        tables.move = function(from, first, last, to, other)
            if type(first) == "number" and type(last) == "number" and last > first then charge(last - first) end
            return table.move(from, first, last, to, other)
        end
    end

    -- A coroutine counts for itself, from its first instruction.
    local create, native_wrap = coroutine.create, coroutine.wrap
    libraries.coroutine.create = function(f)
        charge(200)
        return create(f)
    end
    libraries.coroutine.wrap = function(f)
        charge(200)
        return native_wrap(f)
    end
end

-- For the host ------------------------------------------------------------------------------------

local host = {}
local trace = ""
local known = setmetatable({}, { __mode = "k" }) -- functions that no script pays for
for _, f in next, base do known[f] = true end
for _, library in next, libraries do
    for _, f in next, library do if type(f) == "function" then known[f] = true end end
end

function host.handler(message)
    trace = sub(native_traceback("", 2), 2)
    return message
end

-- What went wrong, as text, and where.
function host.failure(message)
    local at = trace
    trace = ""
    local kind = type(message)
    if kind == "table" or kind == "userdata" then return "an error that is a table", at end
    return tostring(message), at
end

-- A function of the host as scripts call it.
function host.call(name, call)
    return function(...)
        local value, message = call(...)
        if rawequal(value, failed) then error(message, 2) end
        return value
    end
end

-- Libraries with those of the host, which may add to Lua's own.
function host.libraries(more)
    local all = {}
    for name, library in next, libraries do all[name] = copy(library) end
    for name, library in next, more do
        all[name] = all[name] or {}
        for key, f in next, library do
            all[name][key] = f
            known[f] = true
        end
    end
    return all
end

function host.environment(all, id)
    local environment = {}
    for name, f in next, base do environment[name] = f end
    for name, library in next, all do environment[name] = copy(library) end
    environment._G = environment
    environment._VERSION = G._VERSION
    environment.load = function(text, name, mode, own)
        return load_text(environment, text, name, mode, own)
    end
    if setfenv then environment.loadstring = environment.load end
    local loaded, loading = {}, {}
    environment.require = function(name)
        if type(name) ~= "string" then error("bad argument #1 to 'require' (string expected)", 2) end
        local there = loaded[name]
        if there ~= nil then return there end
        if loading[name] then error("loop or previous error loading module '" .. name .. "'", 2) end
        loading[name] = true
        local value, why, level = run_module(id, name)
        loading[name] = nil
        if rawequal(value, failed) then error(why, level) end
        if value == nil then value = true end
        loaded[name] = value
        return value
    end
    known[environment.load] = true
    known[environment.require] = true
    return environment
end

host.bind = bind

-- Memory ------------------------------------------------------------------------------------------

local raw_metatable, upvalue, get_local = debug.getmetatable, debug.getupvalue, debug.getlocal
local TABLE, ENTRY, STRING, CLOSURE, UPVALUE, COROUTINE = 56, 32, 25, 32, 40, 1000 -- bytes

-- Looks at so many objects a call; whether it has seen all, and the bytes so far.
function host.walk(...)
    local seen, waiting, count, bytes = {}, {}, 0, 0
    local at, key
    local function meet(value)
        local kind = type(value)
        if kind == "string" then
            if not seen[value] then
                seen[value] = true
                bytes = bytes + STRING + #value
            end
        elseif (kind == "table" or kind == "function" or kind == "thread") and not seen[value] and not known[value] then
            seen[value] = true
            count = count + 1
            waiting[count] = value
        end
    end
    local function enter(value)
        local kind = type(value)
        if kind == "table" then
            bytes = bytes + TABLE
            at, key = value, nil
            meet(raw_metatable(value))
        elseif kind == "function" then
            bytes = bytes + CLOSURE
            for i = 1, 255 do
                local name, its = upvalue(value, i)
                if not name then break end
                bytes = bytes + UPVALUE
                meet(its)
            end
        else
            bytes = bytes + COROUTINE
            for level = 0, 50 do
                if not native_info(value, level, "l") then break end
                for i = 1, 250 do
                    local name, its = get_local(value, level, i)
                    if not name then break end
                    meet(its)
                end
            end
        end
    end
    for i = 1, select("#", ...) do meet((select(i, ...))) end
    return function(objects)
        for _ = 1, objects do
            if at ~= nil then
                local ok, found, value = pcall(next, at, key)
                if not ok or found == nil then -- the script removed the key meanwhile, or it was the last
                    at = nil
                else
                    key = found
                    bytes = bytes + ENTRY
                    meet(found)
                    meet(value)
                end
            elseif count == 0 then
                return true, bytes
            else
                local value = waiting[count]
                waiting[count] = nil
                count = count - 1
                enter(value)
            end
        end
        return false, bytes
    end
end

for _, name in next, { "io", "os", "package", "require", "dofile", "loadfile", "newproxy", "ffi", "jit", "module", "print" } do
    G[name] = nil
end
return host
