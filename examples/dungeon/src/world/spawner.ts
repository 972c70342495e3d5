import { points, type Rng } from "@core";
import { monsters } from "@data";
import { createMonster } from "../entities";
import { rollHoard } from "../items";
import type { Level } from "./level";

const SAFE_DISTANCE = 6;

export function populate(level: Level, rng: Rng): number {
    const choices = [...monsters.values()]
        .filter(({ minDepth }) => minDepth <= level.depth)
        .map(({ id, weight }) => [id, weight] as const);
    let spawned = 0;
    for (let wanted = 4 + 2 * level.depth; wanted > 0; wanted--) {
        const place = level.randomFloor(rng);
        if (!place || points.manhattan(place, level.start) < SAFE_DISTANCE) continue;
        level.add(createMonster(rng.weighted(choices), place));
        spawned++;
    }
    return spawned;
}

/** Scatters treasure; returns what it is worth. */
export function furnish(level: Level, rng: Rng): number {
    const hoard = rollHoard(rng, level.depth, 5 + level.depth);
    let next = hoard.next();
    while (!next.done) {
        const place = level.randomFloor(rng);
        if (place) level.drop(next.value, place);
        next = hoard.next();
    }
    return next.value;
}
