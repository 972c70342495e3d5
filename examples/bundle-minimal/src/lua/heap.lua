-- A binary heap on two arrays; written in Lua because it is older than the rest of the game.
local heap = {}

function heap.new()
    return { keys = {}, values = {}, size = 0 }
end

local function swap(h, i, j)
    h.keys[i], h.keys[j] = h.keys[j], h.keys[i]
    h.values[i], h.values[j] = h.values[j], h.values[i]
end

function heap.push(h, key, value)
    local i = h.size + 1
    h.size = i
    h.keys[i], h.values[i] = key, value
    while i > 1 and h.keys[i // 2] > h.keys[i] do
        swap(h, i, i // 2)
        i = i // 2
    end
end

function heap.pop(h)
    if h.size == 0 then
        return nil
    end
    local key, value = h.keys[1], h.values[1]
    swap(h, 1, h.size)
    h.keys[h.size], h.values[h.size] = nil, nil
    h.size = h.size - 1
    local i = 1
    while true do
        local least = i
        for child = 2 * i, 2 * i + 1 do
            if child <= h.size and h.keys[child] < h.keys[least] then
                least = child
            end
        end
        if least == i then
            return value, key
        end
        swap(h, i, least)
        i = least
    end
end

return heap
