import type { Point } from "@core";
import type { MonsterData } from "@data";
import { Selector, type Behavior } from "../../ai/behavior";
import { defaultBrain } from "../../ai/brain";
import { fleeWhenWounded } from "../../ai/flee";
import type { Game } from "../../game/game";
import { itemFactory, type Weapon } from "../../items";
import { Monster } from "../monster";
import { monster } from "../registry";

@monster("goblin", "archer")
export class Goblin extends Monster {
    private static warbands = 0;

    static get bandsSeen(): number {
        return Goblin.warbands;
    }

    readonly isLeader: boolean;

    constructor(data: MonsterData, position: Point) {
        super(data, position);
        this.isLeader = this.id % 4 === 0;
        if (this.isLeader) {
            Goblin.warbands++;
            this.equipment.wield(itemFactory.create("weapon", "club") as Weapon);
        }
    }

    override get tag(): string {
        return this.isLeader ? `${super.tag}*` : super.tag;
    }

    override die(game: Game): void {
        if (this.isLeader) {
            game.messages.add("the goblins wail for their leader");
        }
        super.die(game);
    }

    protected override makeBrain(): Behavior {
        return new Selector("goblin", [fleeWhenWounded(30), defaultBrain()]);
    }
}
