import { DataError } from "@core/assert";
import * as items from "./items.json";
import * as monsterList from "./monsters.json";
import * as themeTable from "./themes.json";
import type { ArmorData, MonsterData, PotionData, ScrollData, ThemeData, ThemeName, WeaponData } from "./schema";

function index<T extends { id: string }>(what: string, rows: readonly T[]): ReadonlyMap<string, T> {
    const table = new Map<string, T>();
    for (const row of rows) {
        if (table.has(row.id)) {
            throw new DataError(`duplicate id ${row.id}`, what);
        }
        table.set(row.id, row);
    }
    return table;
}

export const weapons = index("weapons", items.weapons as WeaponData[]);
export const armor = index("armor", items.armor as ArmorData[]);
export const potions = index("potions", items.potions as PotionData[]);
export const scrolls = index("scrolls", items.scrolls as ScrollData[]);
export const monsters = index("monsters", monsterList as MonsterData[]);
export const themes = themeTable as unknown as Record<ThemeName, ThemeData>;

export function monsterData(id: string): MonsterData {
    const data = monsters.get(id);
    if (!data) {
        throw new DataError("no such monster", id);
    }
    return data;
}
