import { iter, points, results, type Result } from "@core";
import type { SpellName } from "@data";
import type { Actor } from "../entities/actor";
import { makeStatus } from "../entities/status";
import type { UseContext } from "../items/item";
import { damage, type Element } from "./damage";

export namespace Spells {
    type Spell = (context: UseContext) => Result<string>;

    const RANGE = 7;

    function nearestEnemy({ game, user }: UseContext): Actor | undefined {
        const visible = iter.filter(
            game.level.actorsIn(),
            (actor) => user.isHostileTo(actor) && points.chebyshev(actor.position, user.position) <= RANGE,
        );
        return iter.minBy(visible, (actor) => points.manhattan(actor.position, user.position));
    }

    function bolt(element: Element, sides: number, after?: (target: Actor) => void): Spell {
        return (context) => {
            const target = nearestEnemy(context);
            if (target === undefined) {
                return results.failure("nobody is near");
            }
            const { game, user } = context;
            const outcome = game.combat.apply(damage.elemental(element, game.rng.roll({ count: 2, sides })), target);
            after?.(target);
            if (outcome.kind === "hit" && outcome.killed) {
                game.killed(target, user);
            }
            return results.success(`${element} strikes ${target.name}`);
        };
    }

    const book: Record<SpellName, Spell> = {
        sparks: bolt("fire", 6),
        frost: bolt("frost", 4, (target) => target.afflict(makeStatus("stun", 2))),
        blink: ({ game, user }) => {
            const goal = game.level.randomFloor(game.rng);
            if (goal === undefined) {
                return results.failure("there is no room");
            }
            game.level.move(user, goal);
            return results.success(`${user.name} blinks to ${points.format(goal)}`);
        },
    };

    export function cast(name: SpellName, context: UseContext): Result<string> {
        return book[name](context);
    }

    export const known = Object.keys(book).length;
}
