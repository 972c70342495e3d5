-- Prints the value of a chunk as one line of JSON: {"value": …} or {"error": message}. Runs on Lua 5.1 to
-- 5.4, LuaJIT and LuaJ, before and after the chunk did what it liked to the globals.
local print, type, next, tostring, pcall = print, type, next, tostring, pcall
local byte, char, format, sub = string.byte, string.char, string.format, string.sub
local concat = table.concat
-- LuaJ's string.format knows no precision.
local digits = PARITY_DIGITS or function(number) return format("%.17g", number) end
PARITY_DIGITS = nil

local HEX = "0123456789abcdef"
local function quoted(text)
  local parts = {}
  for i = 1, #text do
    local code = byte(text, i)
    if code < 32 or code == 34 or code == 92 or code > 126 then
      local low = code % 16
      local high = (code - low) / 16
      parts[i] = "\\u00" .. sub(HEX, high + 1, high + 1) .. sub(HEX, low + 1, low + 1)
    else
      parts[i] = char(code)
    end
  end
  return '"' .. concat(parts) .. '"'
end

local function json(value, depth)
  local kind = type(value)
  if kind == "nil" or kind == "boolean" then
    return tostring(value) == "nil" and "null" or tostring(value)
  elseif kind == "number" then
    if value ~= value or value == 1 / 0 or value == -1 / 0 then return '{"number":' .. quoted(tostring(value)) .. "}" end
    return digits(value)
  elseif kind == "string" then
    return quoted(value)
  elseif kind == "table" and depth < 50 then
    local fields = {}
    for key, field in next, value do
      fields[#fields + 1] = "[" .. json(key, depth + 1) .. "," .. json(field, depth + 1) .. "]"
    end
    return '{"table":[' .. concat(fields, ",") .. "]}"
  end
  return '{"other":' .. quoted(kind) .. "}"
end

return function(chunk, message)
  if not chunk then
    print('{"error":' .. quoted(tostring(message)) .. "}")
    return
  end
  local fine, value = pcall(chunk)
  if fine then
    print('{"value":' .. json(value, 0) .. "}")
  else
    local named, text = pcall(tostring, value)
    print('{"error":' .. quoted(named and text or "an error without words") .. "}")
  end
end
