import { text } from "@core";
import type { ItemData } from "@data";
import type { Actor } from "../entities/actor";
import type { Game } from "../game/game";
import { Rarities, Tier, type Rarity } from "./rarity";

export type ItemKind = "weapon" | "armor" | "potion" | "scroll";

export interface UseContext {
    readonly game: Game;
    readonly user: Actor;
}

export abstract class Item<D extends ItemData = ItemData> {
    private static serial = 0;

    abstract readonly kind: ItemKind;

    readonly serial: number;
    readonly rarity: Rarity;
    private amount = 1;

    constructor(protected readonly data: D) {
        this.serial = ++Item.serial;
        this.rarity = Rarities.parse(data.rarity);
    }

    get id(): string {
        return this.data.id;
    }

    get name(): string {
        return this.data.name;
    }

    get count(): number {
        return this.amount;
    }

    set count(value: number) {
        this.amount = Math.max(0, value);
    }

    get label(): string {
        return text.plural(this.amount, this.name);
    }

    get price(): number {
        return this.basePrice * Rarities.tier(this.rarity);
    }

    get tierName(): string {
        return Tier[Rarities.tier(this.rarity)];
    }

    get stackable(): boolean {
        return false;
    }

    stacksWith(other: Item): boolean {
        return this.stackable && other.kind === this.kind && other.id === this.id;
    }

    /** What happens when an actor uses the item; whether one of the stack is gone. */
    abstract use(context: UseContext): boolean;

    abstract describe(): string;

    protected abstract get basePrice(): number;
}
