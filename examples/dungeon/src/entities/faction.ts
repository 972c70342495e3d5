export const enum Attitude {
    Friendly = 1,
    Neutral = 0,
    Hostile = -1,
}

const relations = new Map<string, Map<string, Attitude>>();

function relate(a: string, b: string, attitude: Attitude): void {
    for (const [from, to] of [
        [a, b],
        [b, a],
    ]) {
        const known = relations.get(from) ?? new Map<string, Attitude>();
        known.set(to, attitude);
        relations.set(from, known);
    }
}

relate("player", "greenskins", Attitude.Hostile);
relate("player", "undead", Attitude.Hostile);
relate("player", "beasts", Attitude.Hostile);
relate("undead", "greenskins", Attitude.Hostile);
relate("beasts", "undead", Attitude.Neutral);

export function attitude(a: string, b: string): Attitude {
    if (a === b) return Attitude.Friendly;
    return relations.get(a)?.get(b) ?? Attitude.Neutral;
}
