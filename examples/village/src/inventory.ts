/** What somebody carries, up to a weight. */
const { most = 10 } = params as { most?: number }; // things
const state = persistent as { things: Record<string, number> };

export function onStart(): void {
    state.things ??= {};
    events.on("pick up", (data: { by: Entity; thing: string; count?: number }) => {
        if (data.by === entity) add(data.thing, data.count ?? 1);
    });
    events.on("drop", (data: { by: Entity; thing: string }) => {
        if (data.by === entity && (state.things[data.thing] ?? 0) > 0) add(data.thing, -1);
    });
    show();
}

function carried(): number {
    return Object.values(state.things).reduce((sum, count) => sum + count, 0);
}

function add(thing: string, count: number): void {
    if (carried() + count > most) {
        events.emit("too much", { by: entity, thing });
        return;
    }
    const has = (state.things[thing] ?? 0) + count;
    if (has > 0) state.things[thing] = has;
    else delete state.things[thing];
    show();
    events.emit("has", { who: entity, thing, count: has });
}

function show(): void {
    ecs.setComponent(entity, "Inventory", { things: state.things, carried: carried() });
}
