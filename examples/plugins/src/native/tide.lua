-- Ships with the engine; the game must not change it.
local tide = {}

function tide.level(hour)
    return 2.1 + 1.4 * math.cos(hour / 12.42 * 2 * math.pi)
end

return tide
