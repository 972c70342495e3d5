interface State { open: boolean; opened: number }
const state = persistent as State;

export function onStart(): void {
    state.open ??= false;
    state.opened ??= 0;
    events.on("use", () => toggle());
}

function toggle(): void {
    state.open = !state.open;
    if (state.open) {
        state.opened += 1;
        timer.after(params.seconds, () => { state.open = false; });
    }
    log.info(`door ${entity} is ${state.open ? "open" : "shut"}`);
}

export function onUpdate(dt: number): void {
    const wanted = state.open ? 3 : 0;
    const [first] = ecs.query("Transform");
    if (first === undefined) return;
    const y = math.approach(transform.y(entity), wanted, 2 * dt);
    transform.setPosition(entity, transform.x(entity), y, 0);
}
