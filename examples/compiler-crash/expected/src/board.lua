local ____lualib = require("lualib_bundle")
local __TS__Class = ____lualib.__TS__Class
local Map = ____lualib.Map
local __TS__New = ____lualib.__TS__New
local ____exports = {}
____exports.Board = __TS__Class()
local Board = ____exports.Board
Board.name = "Board"
function Board.prototype.____constructor(self)
    self.pieces = __TS__New(Map)
end
function Board.prototype.place(self, piece, ____bindingPattern0)
    local y
    local x
    x = ____bindingPattern0.x
    y = ____bindingPattern0.y
    self.pieces:set(
        (tostring(x) .. ",") .. tostring(y),
        piece
    )
end
function Board.prototype.at(self, ____bindingPattern0)
    local y
    local x
    x = ____bindingPattern0.x
    y = ____bindingPattern0.y
    return self.pieces:get((tostring(x) .. ",") .. tostring(y))
end
return ____exports
