/** A body that falls, in steps of one length, however long a tick is. */
const GRAVITY = -9.8; // metres per second, per second
const STEP = 1 / 120; // seconds

const state = persistent as { speed: number };
let left = 0; // seconds that no step was made for

export function onStart(): void {
    state.speed ??= 0;
    events.on("launch", (data: { entity: Entity; speed: number }) => {
        if (data.entity === entity) state.speed = data.speed;
    });
}

export function onUpdate(dt: number): void {
    left += dt;
    let y = transform.y(entity);
    const rested = y === 0 && state.speed === 0;
    while (left >= STEP) {
        left -= STEP;
        if (rested) continue;
        state.speed += GRAVITY * STEP;
        y = y + state.speed * STEP;
        if (y <= 0) {
            events.emit("landed", { entity, speed: -state.speed });
            y = 0;
            state.speed = 0;
            break;
        }
    }
    transform.setPosition(entity, transform.x(entity), y, transform.z(entity));
}
