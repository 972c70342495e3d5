/** Counts seconds down, can be held, and says when time is up. */
const { seconds = 10 } = params as { seconds?: number };
const state = persistent as { left: number };
let ticking: number | undefined;

export function onStart(): void {
    state.left ??= seconds;
    events.on("hold", hold);
    events.on("go on", goOn);
    goOn();
}

function goOn(): void {
    if (ticking === undefined && state.left > 0) ticking = timer.every(1, second);
}

function hold(): void {
    if (ticking !== undefined) timer.cancel(ticking);
    ticking = undefined;
}

function second(): void {
    state.left--;
    events.emit("countdown", { left: state.left });
    if (state.left > 0) return;
    hold();
    events.emit("time is up");
}
