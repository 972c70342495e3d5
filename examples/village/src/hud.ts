/** What a player reads on the screen: one line for each subject, the newest messages below. */
const { messages = 3 } = params as { messages?: number };
const state = persistent as { lines: Record<string, string>; last: string[] };

export function onStart(): void {
    state.lines ??= {};
    state.last ??= [];
    events.on("leader", (data: { text: string }) => line("leader", data.text));
    events.on("countdown", (data: { left: number }) => line("time", clock(data.left)));
    events.on("quest", (data: { text: string }) => say(data.text));
    events.on("dusk", () => say("It gets dark."));
}

function clock(seconds: number): string {
    const rest = seconds % 60;
    return `${Math.floor(seconds / 60)}:${rest < 10 ? "0" : ""}${rest}`;
}

function line(subject: string, text: string): void {
    state.lines[subject] = text;
    show();
}

function say(text: string): void {
    state.last = [...state.last, text].slice(-messages);
    show();
}

function show(): void {
    ecs.setComponent(entity, "Hud", { lines: state.lines, last: state.last });
}
