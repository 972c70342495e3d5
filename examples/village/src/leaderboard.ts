/** Who has the most points. The list outlives reloads. */
const { shown = 3 } = params as { shown?: number };
const state = persistent as { points: Record<string, number> };

export function onStart(): void {
    state.points ??= {};
    events.on("scored", (data: { player: string; points: number }) => {
        state.points[data.player] = (state.points[data.player] ?? 0) + data.points;
        show();
    });
    show();
}

function show(): void {
    const places = Object.entries(state.points)
        .sort(([a, most], [b, fewer]) => (fewer !== most ? fewer - most : a < b ? -1 : 1))
        .slice(0, shown)
        .map(([player, points], place) => `${place + 1}. ${player} ${points}`);
    ecs.setComponent(entity, "Leaderboard", { places });
    events.emit("leader", { text: places[0] ?? "" });
}
