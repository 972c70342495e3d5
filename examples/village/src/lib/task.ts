/** Tasks that take longer than a call: generators, which become coroutines of Lua. */

/** What a task waits for: so many seconds, or that something is true. */
export type Pause = number | (() => boolean);
export type Task = Generator<Pause, void, void>;

const LOOK = 0.01; // seconds: at each tick

/** Runs a task to its first pause, and goes on by itself. It ends with the version of the script. */
export function start(task: Task): void {
    const { done, value } = task.next();
    if (!done) wait(task, value as Pause);
}

function wait(task: Task, pause: Pause): void {
    if (typeof pause === "number") timer.after(pause, () => start(task));
    else if (pause()) start(task);
    else timer.after(LOOK, () => wait(task, pause));
}

/** Moves an entity in a straight line. */
export function* move(what: Entity, to: { x: number; y: number; z: number }, seconds: number): Task {
    const from = transform.getPosition(what);
    const begin = timer.now();
    while (timer.now() - begin < seconds) {
        const part = ease.inOutSine((timer.now() - begin) / seconds);
        transform.setPosition(what, math.lerp(from.x, to.x, part), math.lerp(from.y, to.y, part), math.lerp(from.z, to.z, part));
        yield LOOK;
    }
    transform.setPosition(what, to.x, to.y, to.z);
}
