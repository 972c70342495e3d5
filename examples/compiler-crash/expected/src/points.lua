--[[ Generated with https://github.com/TypeScriptToLua/TypeScriptToLua ]]
local ____exports = {}
function ____exports.distance(self, a, b)
    return math.abs(a.x - b.x) + math.abs(a.y - b.y)
end
return ____exports
