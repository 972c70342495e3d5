import type { Point } from "@core";

const notes = new WeakMap<Entity, string[]>();

/** Anything with a place on a level. */
export abstract class Entity {
    private static lastId = 0;

    static resetIds(): void {
        Entity.lastId = 0;
    }

    readonly id: number;
    abstract readonly glyph: string;
    private place: Point;

    constructor(
        public readonly name: string,
        position: Point,
    ) {
        this.id = ++Entity.lastId;
        this.place = position;
    }

    get position(): Point {
        return this.place;
    }

    set position({ x, y }: Point) {
        this.place = { x, y };
    }

    get tag(): string {
        return `${this.name}#${this.id}`;
    }

    get blocks(): boolean {
        return false;
    }

    /** Remarks for the developer console; gone with the entity. */
    note(text: string): void {
        const own = notes.get(this);
        if (own) {
            own.push(text);
        } else {
            notes.set(this, [text]);
        }
    }

    get notes(): readonly string[] {
        return notes.get(this) ?? [];
    }
}
