--[[ Generated with https://github.com/TypeScriptToLua/TypeScriptToLua ]]
local ____exports = {}
local toggle, state
function toggle()
    state.open = not state.open
    if state.open then
        state.opened = state.opened + 1
        timer.after(
            params.seconds,
            function()
                state.open = false
            end
        )
    end
    log.info((("door " .. tostring(entity)) .. " is ") .. (state.open and "open" or "shut"))
end
state = persistent
function ____exports.onStart()
    if state.open == nil then
        state.open = false
    end
    if state.opened == nil then
        state.opened = 0
    end
    events.on(
        "use",
        function() return toggle() end
    )
end
function ____exports.onUpdate(dt)
    local wanted = state.open and 3 or 0
    local first = table.unpack(
        ecs.query("Transform"),
        1,
        1
    )
    if first == nil then
        return
    end
    local y = math.approach(
        transform.y(entity),
        wanted,
        2 * dt
    )
    transform.setPosition(
        entity,
        transform.x(entity),
        y,
        0
    )
end
return ____exports
