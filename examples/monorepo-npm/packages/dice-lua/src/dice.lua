local faces = require("faces")

local dice = {}

function dice.roller(seed)
    local state = seed
    return function()
        state = (state * 1103515245 + 12345) % 2147483648
        return faces.count * state // 2147483648 + 1
    end
end

return dice
