import { Directions } from "@core";
import { makeStatus } from "../status";
import { Monster } from "../monster";
import { createMonster, monster } from "../registry";
import type { Game } from "../../game/game";

@monster("slime")
export class Slime extends Monster {
    static readonly GENERATIONS = 1;

    generation = 0;

    override get tag(): string {
        return `${super.tag}${"'".repeat(this.generation)}`;
    }

    override act(game: Game): void {
        super.act(game);
        if (this.target && !this.target.conditions.has("poison") && game.rng.chance(10)) {
            this.target.afflict(makeStatus("poison", 3));
        }
    }

    /** Splits into two smaller ones while it is big enough. */
    override die(game: Game): void {
        if (this.generation >= Slime.GENERATIONS) return;
        let halves = 2;
        for (const direction of Directions.all) {
            if (halves === 0) break;
            const place = Directions.step(this.position, direction);
            if (!game.level.isFree(place)) continue;
            const half = createMonster(this.data.id, place) as Slime;
            half.generation = this.generation + 1;
            half.stats.raise("maxHp", Math.floor(this.stats.maxHp / 2) - half.stats.maxHp);
            half.stats.hp = half.stats.maxHp;
            game.level.add(half);
            halves--;
        }
        if (halves < 2) {
            game.messages.add(`${this.name} splits`);
        }
    }
}
