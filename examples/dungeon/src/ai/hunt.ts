import { iter, points } from "@core";
import { findPath } from "../world/pathfinding";
import { Condition, Selector, Sequence, Task, type Behavior, type Thought } from "./behavior";

const SIGHT = 8;

function noticeEnemy({ game, self }: Thought): boolean {
    if (self.target?.isDead || self.target?.level !== self.level) {
        self.target = undefined;
    }
    if (self.target !== undefined) return true;
    const candidates = iter.filter(
        game.level.actorsIn(),
        (actor) =>
            self.isHostileTo(actor) &&
            points.chebyshev(self.position, actor.position) <= SIGHT &&
            self.sees(actor.position),
    );
    self.target = iter.minBy(candidates, (actor) => points.manhattan(self.position, actor.position));
    return self.target !== undefined;
}

/** Notices enemies, runs after them and strikes. */
export function hunt(): Behavior {
    const strike = new Task("strike", ({ game, self }) => {
        const { target } = self;
        if (!target || points.manhattan(self.position, target.position) > 1) return "failure";
        game.strike(self, target);
        return "success";
    });

    const chase = new Task("chase", ({ game, self }) => {
        const { target } = self;
        if (!target) return "failure";
        const [next] = findPath(game.level, self.position, target.position, { limit: 60 });
        if (next === undefined || !game.level.isFree(next)) return "failure";
        game.level.move(self, next);
        return "running";
    });

    return new Sequence("hunt", [new Condition("enemy", noticeEnemy), new Selector("attack", [strike, chase])]);
}
