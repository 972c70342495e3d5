/** Something with a size. */
export interface Shape {
    readonly name: string;
    area(): number;
}

export enum Kind {
    Round = 1,
    Square,
}

export abstract class Base implements Shape {
    static count = 0;
    readonly tags = new Set<string>();

    constructor(
        readonly name: string,
        protected readonly kind: Kind = Kind.Round,
    ) {
        Base.count++;
    }

    abstract area(): number;

    get label(): string {
        return `${this.name} (${Kind[this.kind]}): ${this.area().toFixed(2)}`;
    }
}

export class Circle extends Base {
    constructor(private readonly radius: number) {
        super("circle");
    }

    area(): number {
        return Math.PI * this.radius ** 2;
    }
}

export class Square extends Base {
    constructor(private readonly side: number) {
        super("square", Kind.Square);
    }

    area(): number {
        return this.side * this.side;
    }

    override get label(): string {
        return super.label.toUpperCase();
    }
}

export type Corner = "nw" | "ne" | "sw" | "se";
export type Grid<T> = { readonly [K in Corner]?: T };
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type Result<T, E extends Error = Error> = { ok: true; value: T } | { ok: false; error: E };
