/** A new script: copy this file, keep the functions that you need. docs/runtime.md says when each is called. */

/** What the scene gives the script; every field may be missing. */
interface Params {
    greeting?: string;
}

/** What outlives a reload. */
interface State {
    starts: number;
}

const { greeting = "hello" } = params as Params;
const state = persistent as State;

export function onStart(): void {
    state.starts = (state.starts ?? 0) + 1;
    log.info(`${greeting} from ${entity}, start ${state.starts}`);
    events.on("ping", (data: { from: Entity }) => events.emit("pong", { to: data.from }));
}

export function onUpdate(dt: number): void {
    transform.rotateY(entity, dt);
}

export function onDestroy(): void {
    log.info(`${entity} is gone`);
}
