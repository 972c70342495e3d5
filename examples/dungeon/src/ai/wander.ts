import { Directions } from "@core";
import { Task, type Behavior } from "./behavior";

/** One random step, every other turn. */
export function wander(percent = 50): Behavior {
    return new Task("wander", ({ game, self }) => {
        if (!game.rng.chance(percent)) return "success";
        const next = Directions.step(self.position, game.rng.pick(Directions.all));
        if (game.level.isFree(next)) {
            game.level.move(self, next);
        }
        return "success";
    });
}
