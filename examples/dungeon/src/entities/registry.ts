import type { Point } from "@core";
import { monsterData, type MonsterData } from "@data";
import { Monster } from "./monster";

export type MonsterClass = new (data: MonsterData, position: Point) => Monster;

const classes = new Map<string, MonsterClass>();

/** Class decorator: the class is used for the monsters with these ids. */
export function monster(...ids: string[]) {
    return <T extends MonsterClass>(target: T, _context: ClassDecoratorContext): void => {
        for (const id of ids) {
            classes.set(id, target);
        }
    };
}

export function createMonster(id: string, position: Point): Monster {
    const monsterClass = classes.get(id) ?? Monster;
    return new monsterClass(monsterData(id), position);
}

export function hasOwnClass(id: string): boolean {
    return classes.has(id);
}
