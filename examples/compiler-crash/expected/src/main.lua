local ____lualib = require("lualib_bundle")
local __TS__New = ____lualib.__TS__New
local __TS__Iterator = ____lualib.__TS__Iterator
local ____exports = {}
local ____board = require("src.board")
local Board = ____board.Board
local ____counters = require("src.counters")
local countered = ____counters.countered
local ____points = require("src.points")
local distance = ____points.distance
local ____turns = require("src.turns")
local turns = ____turns.turns
local CountedBoard = countered(nil, Board)
local board = __TS__New(CountedBoard)
for ____, player in __TS__Iterator(turns(nil, {"white", "black"})) do
    local count = board:tick()
    if count > 4 then
        break
    end
    board:place(player, {x = count, y = 0})
end
print(
    board:at({x = 1, y = 0}),
    distance(nil, {x = 0, y = 0}, {x = 4, y = 3})
)
return ____exports
