import type { Dice } from "@core/rng";

/** What the JSON files of this folder hold. */

export type RarityName = "common" | "uncommon" | "rare" | "legendary";
export type SlotName = "head" | "body" | "feet";
export type StatusName = "poison" | "stun" | "haste" | "shield";
export type SpellName = "sparks" | "frost" | "blink";
export type ThemeName = "crypt" | "cavern" | "vault";
export type GeneratorName = "rooms" | "caves";

export interface ItemData {
    id: string;
    name: string;
    rarity: RarityName;
}

export interface WeaponData extends ItemData {
    dice: Dice;
    verb: string;
    element?: "fire" | "frost";
}

export interface ArmorData extends ItemData {
    slot: SlotName;
    protection: number;
    speed?: number;
}

export type PotionEffect = { kind: "heal"; amount: number } | { kind: "status"; status: StatusName; turns: number };

export interface PotionData extends ItemData {
    effect: PotionEffect;
}

export interface ScrollData extends ItemData {
    spell: SpellName;
}

export interface StatBlock {
    maxHp: number;
    attack: number;
    defense: number;
    speed: number;
}

export interface MonsterData {
    id: string;
    name: string;
    glyph: string;
    faction: string;
    stats: StatBlock;
    dice: Dice;
    minDepth: number;
    weight: number;
    xp: number;
}

export type Colour = [r: number, g: number, b: number];

export interface ThemeData {
    title: string;
    generator: GeneratorName;
    wall: Colour;
    floor: Colour;
    litter: string[];
}
