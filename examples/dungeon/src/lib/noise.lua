-- Value noise on an integer lattice, 0 to 999. Whole numbers only: the same
-- cave comes out of LuaJIT's doubles and of Lua 5.4's integers.

local noise = {}

local PRIME = 2147483647
local floor = math.floor

local function lattice(x, y, seed)
    local n = (x * 374761 + y * 668265 + seed * 69069) % PRIME
    n = (n * 48271) % PRIME
    n = (n * 16807 + x * 31 + y) % PRIME
    return n % 1000
end

local function blend(a, b, weight, scale)
    return floor((a * (scale - weight) + b * weight) / scale)
end

--- The noise at a point; the lattice has one node every `scale` cells.
function noise.at(x, y, seed, scale)
    local gx, gy = floor(x / scale), floor(y / scale)
    local fx, fy = x - gx * scale, y - gy * scale
    local top = blend(lattice(gx, gy, seed), lattice(gx + 1, gy, seed), fx, scale)
    local bottom = blend(lattice(gx, gy + 1, seed), lattice(gx + 1, gy + 1, seed), fx, scale)
    return blend(top, bottom, fy, scale)
end

--- Lowest and highest value in a rectangle.
function noise.extent(width, height, seed, scale)
    local low, high = 1000, -1
    for y = 0, height - 1 do
        for x = 0, width - 1 do
            local value = noise.at(x, y, seed, scale)
            if value < low then low = value end
            if value > high then high = value end
        end
    end
    return low, high
end

return noise
