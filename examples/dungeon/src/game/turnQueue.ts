import { iter } from "@core";
import type { Actor } from "../entities/actor";
import { Monster } from "../entities/monster";
import type { Level } from "../world/level";

const ENERGY_PER_ACTION = 10;

/** The monsters that act in this round; a fast one comes up more than once. */
export function* upNext(level: Level): Generator<Monster> {
    const present = [...iter.filter(level.actorsIn(), isMonster)];
    for (const monster of present) {
        monster.energy += monster.speed;
        while (monster.energy >= ENERGY_PER_ACTION) {
            monster.energy -= ENERGY_PER_ACTION;
            if (monster.isDead || monster.level !== level) break;
            yield monster as Monster;
        }
    }
}

function isMonster(actor: Actor): actor is Monster {
    return actor instanceof Monster;
}
