/** Throws up what lands on it. */
const BOUNCE = 6; // metres per second
const WIDTH = 1; // metres, to each side

export function onStart(): void {
    events.on("landed", (data: { entity: Entity }) => {
        const away = Math.abs(transform.x(data.entity) - transform.x(entity));
        if (away <= WIDTH) events.emit("launch", { entity: data.entity, speed: BOUNCE });
    });
}
