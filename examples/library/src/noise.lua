-- Wandering needs numbers that are the same on every machine.
local state = 1

return {
    seed = function(value)
        state = value % 2147483647
        if state == 0 then
            state = 1
        end
    end,
    next = function()
        state = (state * 48271) % 2147483647
        return state / 2147483647
    end,
}
