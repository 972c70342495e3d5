import type { Point, Rng } from "@core";
import type { MonsterData } from "@data";
import type { Behavior } from "../ai/behavior";
import { defaultBrain } from "../ai/brain";
import { damage, type Damage } from "../combat/damage";
import type { Game } from "../game/game";
import { Actor } from "./actor";

export class Monster extends Actor {
    readonly faction: string;
    target?: Actor;
    protected readonly brain: Behavior;

    constructor(
        readonly data: MonsterData,
        position: Point,
    ) {
        super(data.name, position, data.stats);
        this.faction = data.faction;
        this.brain = this.makeBrain();
    }

    override get glyph(): string {
        return this.data.glyph;
    }

    get xp(): number {
        return this.data.xp;
    }

    override rollDamage(rng: Rng): Damage {
        return this.equipment.weapon?.strike(rng) ?? damage.physical(rng.roll(this.data.dice));
    }

    act(game: Game): void {
        this.brain.tick({ game, self: this });
    }

    /** Called once, after the last hit point is gone. */
    die(_game: Game): void {}

    protected makeBrain(): Behavior {
        return defaultBrain();
    }
}
