/** The light of the sky, and who wants to know when the day begins and ends. */
const { day = 60 } = params as { day?: number }; // seconds
const state = persistent as { time: number };

export function onStart(): void {
    state.time ??= 0;
    timer.every(0.25, look);
    look();
}

let isDay: boolean | undefined;

function look(): void {
    const part = (timer.now() % day) / day; // 0: dawn, 0.5: dusk
    const height = Math.sin(part * 2 * Math.PI);
    ecs.setComponent(entity, "Sky", { light: ease.outSine(math.clamp(height, 0, 1)), part });
    const now = part < 0.5;
    if (isDay !== undefined && now !== isDay) events.emit(now ? "dawn" : "dusk");
    isDay = now;
}
