import { points, type Rng } from "@core";
import type { ThemeData } from "@data";
import type { LevelPlan } from "../level";
import { makeTile, TileKind } from "../tile";

const SYLLABLES = [
    ["Mor", "Kar", "Zul", "Eld", "Bran"],
    ["a", "o", "u", "ei"],
    ["gath", "dun", "rim", "thas", "mir"],
] as const;

export function inventName(rng: Rng): string {
    return SYLLABLES.map((choices) => rng.pick(choices)).join("");
}

/** Litter on floors, doors in narrow places. */
export function decorate({ tiles, start, exit }: LevelPlan, theme: ThemeData, rng: Rng): number {
    let placed = 0;
    for (const [x, y, tile] of tiles) {
        if (tile.kind !== TileKind.Floor) continue;
        const here = points.point(x, y);
        if (points.equals(here, start) || points.equals(here, exit)) continue;
        const wallAt = (dx: number, dy: number) =>
            tiles.has(x + dx, y + dy) && tiles.get(x + dx, y + dy).kind === TileKind.Wall;
        const narrow = (wallAt(-1, 0) && wallAt(1, 0)) || (wallAt(0, -1) && wallAt(0, 1));
        if (narrow && rng.chance(6)) {
            tiles.set(x, y, makeTile(TileKind.Door));
        } else if (rng.chance(3)) {
            tile.litter = rng.pick(theme.litter);
            placed++;
        }
    }
    return placed;
}
