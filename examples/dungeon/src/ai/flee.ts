import { Directions, iter, points } from "@core";
import type { Point } from "@core";
import { Condition, Sequence, Task, type Behavior, type Thought } from "./behavior";

function stepAway({ game, self }: Thought, from: Point): boolean {
    const places = Directions.all
        .map((direction) => Directions.step(self.position, direction))
        .filter((place) => game.level.isFree(place));
    const best = iter.minBy(places, (place) => -points.manhattan(place, from));
    if (!best || points.manhattan(best, from) <= points.manhattan(self.position, from)) {
        return false;
    }
    game.level.move(self, best);
    return true;
}

const away = (): Behavior =>
    new Task("step away", (thought) => {
        const threat = thought.self.target;
        return threat && stepAway(thought, threat.position) ? "success" : "failure";
    });

/** Runs when fewer than the given percentage of the hit points are left. */
export function fleeWhenWounded(percent: number): Behavior {
    const afraid = new Condition("afraid", ({ self }) => {
        const { hp, maxHp } = self.stats;
        return self.target !== undefined && hp * 100 < maxHp * percent;
    });
    return new Sequence("flee", [afraid, away()]);
}

export function keepDistance(distance: number): Behavior {
    const crowded = new Condition(
        "crowded",
        ({ self }) => !!self.target && points.chebyshev(self.position, self.target.position) < distance,
    );
    return new Sequence("keep distance", [crowded, away()]);
}
