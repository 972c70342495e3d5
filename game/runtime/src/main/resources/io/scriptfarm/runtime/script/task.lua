-- `task` of one script: code that waits. Each task is a coroutine that timers go on with.
function make(coroutine, timer)
    local create, resume, running, yield = coroutine.create, coroutine.resume, coroutine.running, coroutine.yield
    local after, raise = timer.after, error

    local function go_on(co, ...)
        local ok, why = resume(co, ...)
        if not ok then raise(why, 0) end
    end

    local function start(f, ...)
        go_on(create(f), ...)
    end

    local function wait(seconds)
        local co, is_main = running()
        if not co or is_main then raise("only a task can wait; run this with task.start", 2) end
        after(seconds or 0, function() go_on(co) end)
        yield()
    end

    local function wait_until(condition)
        while not condition() do wait(0) end
    end

    return { start = start, wait = wait, waitUntil = wait_until }
end
