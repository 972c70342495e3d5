import type { Dice, Rng } from "@core";
import type { WeaponData } from "@data";
import { damage, type Damage } from "../combat/damage";
import { Item, type UseContext } from "./item";

export class Weapon extends Item<WeaponData> {
    readonly kind = "weapon";

    get dice(): Dice {
        return this.data.dice;
    }

    get verb(): string {
        return this.data.verb;
    }

    get average(): number {
        const { count, sides, bonus = 0 } = this.data.dice;
        return Math.floor((count * (sides + 1)) / 2) + bonus;
    }

    strike(rng: Rng): Damage {
        const amount = rng.roll(this.data.dice);
        return this.data.element !== undefined ? damage.elemental(this.data.element, amount) : damage.physical(amount);
    }

    override use({ user }: UseContext): boolean {
        user.equipment.wield(this);
        return false;
    }

    override describe(): string {
        const { count, sides, bonus } = this.data.dice;
        const dice = `${count}d${sides}${bonus !== undefined ? `+${bonus}` : ""}`;
        return `${this.label} (${dice}${this.data.element !== undefined ? `, ${this.data.element}` : ""})`;
    }

    protected override get basePrice(): number {
        return 4 * this.average;
    }
}
