import type { ArmorData, SlotName } from "@data";
import { Item, type UseContext } from "./item";

export class Armor extends Item<ArmorData> {
    readonly kind = "armor";

    get slot(): SlotName {
        return this.data.slot;
    }

    get protection(): number {
        return this.data.protection;
    }

    get speed(): number {
        return this.data.speed ?? 0;
    }

    override use({ user }: UseContext): boolean {
        user.equipment.wear(this);
        return false;
    }

    override describe(): string {
        const extra = this.speed > 0 ? `, +${this.speed} speed` : "";
        return `${this.label} [${this.protection}${extra}]`;
    }

    protected override get basePrice(): number {
        return 10 * this.protection + 5 * this.speed;
    }
}
