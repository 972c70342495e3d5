import type { Element } from "../../combat/damage";
import type { Game } from "../../game/game";
import { Monster } from "../monster";
import { monster } from "../registry";

@monster("skeleton")
export class Skeleton extends Monster {
    override readonly resistances: ReadonlySet<Element> = new Set<Element>(["frost"]);
    private rises = 1;

    override get glyph(): string {
        return this.rises > 0 ? super.glyph : "z";
    }

    /** Bones that fall may stand up once more. */
    override hurt(amount: number): number {
        const felt = super.hurt(amount);
        if (this.isDead && this.rises > 0 && amount < 10) {
            this.rises--;
            this.stats.hp = Math.floor(this.stats.maxHp / 3);
            this.note("rose again");
        }
        return felt;
    }

    override die(game: Game): void {
        game.messages.add(`${this.name} falls to dust`);
    }
}
