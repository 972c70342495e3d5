import { points, PriorityQueue, type Point } from "@core";
import type { Level } from "./level";
import { stepCost } from "./tile";

export interface PathOptions {
    /** Cells that are looked at before the search gives up. */
    readonly limit?: number;
    readonly avoidActors?: boolean;
    readonly onlySeen?: boolean;
}

interface Step {
    readonly place: Point;
    readonly cost: number;
    readonly from?: Step;
}

function* backtrack(last: Step): Generator<Point> {
    let step: Step | undefined = last;
    while (step?.from) {
        yield step.place;
        step = step.from;
    }
}

/** A*: the cells to walk, without the start. Empty when there is no way. */
export function findPath(level: Level, from: Point, to: Point, options: PathOptions = {}): Point[] {
    const { limit = 600, avoidActors = true, onlySeen = false } = options;
    const open = new PriorityQueue<Step>();
    const best = new Map<string, number>();
    open.push({ place: from, cost: 0 }, 0);
    best.set(points.format(from), 0);

    let visited = 0;
    for (const current of open.drain()) {
        if (points.equals(current.place, to)) {
            return [...backtrack(current)].reverse();
        }
        if (++visited > limit) break;
        for (const [place, tile] of level.tiles.neighbours(current.place)) {
            const isGoal = points.equals(place, to);
            if (!level.isOpen(place) || (onlySeen && !tile.seen)) continue;
            if (avoidActors && !isGoal && level.actorAt(place) !== undefined) continue;
            const cost = current.cost + stepCost(tile);
            const key = points.format(place);
            if (cost >= (best.get(key) ?? Infinity)) continue;
            best.set(key, cost);
            open.push({ place, cost, from: current }, cost + points.manhattan(place, to));
        }
    }
    return [];
}

/** The way to the nearest cell that is accepted, breadth first. */
export function findNearest(level: Level, from: Point, accept: (place: Point) => boolean): Point[] {
    const queue: Step[] = [{ place: from, cost: 0 }];
    const known = new Set<string>([points.format(from)]);
    let head = 0;
    while (head < queue.length) {
        const current = queue[head++];
        if (current.from !== undefined && accept(current.place)) {
            return [...backtrack(current)].reverse();
        }
        for (const [place] of level.tiles.neighbours(current.place)) {
            const key = points.format(place);
            if (known.has(key) || !level.isOpen(place)) continue;
            known.add(key);
            queue.push({ place, cost: current.cost + 1, from: current });
        }
    }
    return [];
}
