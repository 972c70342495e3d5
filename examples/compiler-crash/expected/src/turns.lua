local ____lualib = require("lualib_bundle")
local __TS__DelegatedYield = ____lualib.__TS__DelegatedYield
local __TS__Generator = ____lualib.__TS__Generator
local ____exports = {}
--- Players in their order, for ever.
____exports.turns = __TS__Generator(function(self, players)
    while true do
        __TS__DelegatedYield(players)
    end
end)
return ____exports
