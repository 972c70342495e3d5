import { iter } from "@core";
import type { Item, ItemKind } from "./item";

export interface InventoryChange {
    readonly item: Item;
    readonly delta: number;
}

export class InventoryFull extends Error {
    public override readonly name = "InventoryFull";
}

export class Inventory implements Iterable<Item> {
    private readonly slots: Item[] = [];
    private readonly watchers: Array<(change: InventoryChange) => void> = [];

    constructor(readonly capacity = 12) {}

    get size(): number {
        return this.slots.length;
    }

    get isFull(): boolean {
        return this.size >= this.capacity;
    }

    get worth(): number {
        return this.slots.reduce((sum, item) => sum + item.price * item.count, 0);
    }

    watch(watcher: (change: InventoryChange) => void): void {
        this.watchers.push(watcher);
    }

    add(item: Item): Item {
        const stack = this.slots.find((own) => own.stacksWith(item));
        if (stack) {
            stack.count += item.count;
            this.notify(stack, item.count);
            return stack;
        }
        if (this.isFull) {
            throw new InventoryFull(`no room for ${item.label}`);
        }
        this.slots.push(item);
        this.notify(item, item.count);
        return item;
    }

    /** Takes one from a stack. */
    take(item: Item): void {
        const index = this.slots.indexOf(item);
        if (index === -1) return;
        item.count -= 1;
        if (item.count === 0) {
            this.slots.splice(index, 1);
        }
        this.notify(item, -1);
    }

    ofKind<T extends Item>(kind: T["kind"] & ItemKind): T[] {
        return this.slots.filter((item): item is T => item.kind === kind);
    }

    byKind(): Map<ItemKind, Item[]> {
        return iter.groupBy(this.slots, (item) => item.kind);
    }

    *[Symbol.iterator](): Generator<Item, void> {
        yield* this.slots;
    }

    private notify(item: Item, delta: number): void {
        this.watchers.forEach((watcher) => watcher({ item, delta }));
    }
}
