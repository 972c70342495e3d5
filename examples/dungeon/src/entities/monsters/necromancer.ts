import { Selector, Task, type Behavior } from "../../ai/behavior";
import { defaultBrain } from "../../ai/brain";
import { keepDistance } from "../../ai/flee";
import { traced } from "@core";
import type { Game } from "../../game/game";
import { Monster } from "../monster";
import { createMonster, monster } from "../registry";

@monster("necromancer")
export class Necromancer extends Monster {
    private static readonly COOLDOWN = 6;

    private mana = 3;
    private rest = 0;

    @traced("boss")
    raise(game: Game): boolean {
        const grave = game.level.freeAround(this.position);
        if (grave === undefined) return false;
        const servant = createMonster("skeleton", grave);
        servant.target = this.target;
        game.level.add(servant);
        game.messages.add(`${this.name} raises ${servant.name}`);
        this.mana--;
        this.rest = Necromancer.COOLDOWN;
        return true;
    }

    override act(game: Game): void {
        this.rest = Math.max(0, this.rest - 1);
        super.act(game);
    }

    protected override makeBrain(): Behavior {
        const summon = new Task("summon", ({ game }) =>
            this.target !== undefined && this.mana > 0 && this.rest === 0 && this.raise(game) ? "success" : "failure",
        );
        return new Selector("necromancer", [summon, keepDistance(3), defaultBrain()]);
    }
}
