import type { RarityName } from "@data";

export enum Rarity {
    Common = "common",
    Uncommon = "uncommon",
    Rare = "rare",
    Legendary = "legendary",
}

/** Price multipliers; the reverse mapping names the tier in the shop. */
export enum Tier {
    Cheap = 1,
    Fair = 3,
    Dear = Fair * 3,
    Priceless = Dear * 5,
}

export namespace Rarities {
    const tiers: Record<Rarity, Tier> = {
        [Rarity.Common]: Tier.Cheap,
        [Rarity.Uncommon]: Tier.Fair,
        [Rarity.Rare]: Tier.Dear,
        [Rarity.Legendary]: Tier.Priceless,
    };

    const weights: ReadonlyArray<readonly [Rarity, number]> = [
        [Rarity.Common, 60],
        [Rarity.Uncommon, 26],
        [Rarity.Rare, 12],
        [Rarity.Legendary, 2],
    ];

    export function parse(name: RarityName): Rarity {
        return name as Rarity;
    }

    export function tier(rarity: Rarity): Tier {
        return tiers[rarity];
    }

    /** Deeper levels hold rarer things. */
    export function weightsAt(depth: number): Array<readonly [Rarity, number]> {
        return weights.map(([rarity, weight], i) => [rarity, weight + i * (depth - 1)] as const);
    }
}
