/** A door that slides up when it is used, and shuts by itself. */
interface Params {
    height?: number; // metres
    speed?: number; // metres per second
    seconds?: number; // that it stays open
}

const { height = 3, speed = 2, seconds = 5 } = params as Params;
const state = persistent as { open?: boolean };
let shutting: number | undefined;

export function onStart(): void {
    if (state.open) shutLater(); // the timer ended with the version before
    events.on("use", (data: { target: Entity }) => {
        if (data.target === entity) use();
    });
}

function use(): void {
    state.open = !state.open;
    if (shutting !== undefined) timer.cancel(shutting);
    if (state.open) shutLater();
    events.emit("door", { entity, open: state.open });
}

function shutLater(): void {
    shutting = timer.after(seconds, () => {
        shutting = undefined;
        use();
    });
}

export function onUpdate(dt: number): void {
    const { x, y, z } = transform.getPosition(entity);
    const wanted = state.open ? height : 0;
    if (y !== wanted) transform.setPosition(entity, x, math.approach(y, wanted, speed * dt), z);
}
