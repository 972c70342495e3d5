/** A quest in steps: each is done when somebody has enough of a thing. */
interface Step {
    thing: string;
    count: number;
    points: number;
}

const { steps = [], player = "nobody" } = params as { steps?: Step[]; player?: string };
const state = persistent as { at: number };

export function onStart(): void {
    state.at ??= 0;
    tell();
    events.on("has", (data: { thing: string; count: number }) => {
        const step = steps[state.at];
        if (step === undefined || data.thing !== step.thing || data.count < step.count) return;
        state.at++;
        events.emit("scored", { player, points: step.points });
        tell();
    });
}

function tell(): void {
    const step = steps[state.at];
    events.emit("quest", { text: step === undefined ? "The quest is done." : `Find ${step.count} of ${step.thing}.` });
}
