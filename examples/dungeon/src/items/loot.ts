import { Lazy, type Rng } from "@core";
import type { Item, ItemKind } from "./item";
import factory from "./itemFactory";
import { Rarities, type Rarity } from "./rarity";

interface Drop {
    readonly kind: ItemKind;
    readonly id: string;
}

const KIND_WEIGHTS: ReadonlyArray<readonly [ItemKind, number]> = [
    ["potion", 45],
    ["scroll", 20],
    ["weapon", 18],
    ["armor", 17],
];

const drops = new Lazy(() => {
    const byRarity = new Map<Rarity, Drop[]>();
    for (const [kind, row] of factory.catalogue()) {
        const rarity = Rarities.parse(row.rarity);
        byRarity.set(rarity, [...(byRarity.get(rarity) ?? []), { kind, id: row.id }]);
    }
    return byRarity;
});

/** One random item as it fits the depth. */
export function rollLoot(rng: Rng, depth: number): Item {
    const kind = rng.weighted(KIND_WEIGHTS);
    const rarity = rng.weighted(Rarities.weightsAt(depth));
    const ofRarity = drops.value.get(rarity) ?? [];
    const ofKind = ofRarity.filter((drop) => drop.kind === kind);
    const { kind: chosen, id } = rng.pick(ofKind.length > 0 ? ofKind : ofRarity);
    return factory.create(chosen, id);
}

export function* rollHoard(rng: Rng, depth: number, size: number): Generator<Item, number, void> {
    let worth = 0;
    for (let i = 0; i < size; i++) {
        const item = rollLoot(rng, depth);
        worth += item.price;
        yield item;
    }
    return worth;
}
