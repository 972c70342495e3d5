import type { SlotName } from "@data";
import type { Armor } from "./armor";
import type { Weapon } from "./weapon";

/** What an actor wields and wears. */
export class Equipment {
    private readonly worn = new Map<SlotName, Armor>();
    private wielded?: Weapon;

    get weapon(): Weapon | undefined {
        return this.wielded;
    }

    get protection(): number {
        let total = 0;
        for (const piece of this.worn.values()) {
            total += piece.protection;
        }
        return total;
    }

    get speed(): number {
        return [...this.worn.values()].reduce((sum, { speed }) => sum + speed, 0);
    }

    wield(weapon: Weapon): Weapon | undefined {
        const previous = this.wielded;
        this.wielded = weapon;
        return previous;
    }

    wear(piece: Armor): Armor | undefined {
        const previous = this.worn.get(piece.slot);
        this.worn.set(piece.slot, piece);
        return previous;
    }

    in(slot: SlotName): Armor | undefined {
        return this.worn.get(slot);
    }

    isBetter(piece: Armor): boolean {
        return piece.protection > (this.worn.get(piece.slot)?.protection ?? 0);
    }
}
