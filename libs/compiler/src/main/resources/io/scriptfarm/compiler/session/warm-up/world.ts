import { type Corner, type Grid, type Mutable, type Result, Base, Circle, type Shape, Square } from "./shapes";

declare function print(this: void, ...args: unknown[]): void;

export namespace Geometry {
    export const unit: Shape = new Circle(1);
}

export function* countdown(from: number): Generator<number> {
    while (from > 0) yield from--;
}

export function total(...shapes: readonly Shape[]): number {
    return shapes.map(shape => shape.area()).reduce((sum, area) => sum + area, 0);
}

export function parse(text: string): Result<number> {
    const value = Number(text);
    return Number.isNaN(value) ? { ok: false, error: new Error(`no number: ${text}`) } : { ok: true, value };
}

function log<This, Args extends unknown[], R>(target: (this: This, ...args: Args) => R, context: ClassMethodDecoratorContext) {
    return function (this: This, ...args: Args): R {
        print(String(context.name), ...args);
        return target.call(this, ...args);
    };
}

export class World {
    private readonly shapes = new Map<string, Base>();
    private readonly corners: Mutable<Grid<Base>> = {};

    @log
    add(shape: Base, at?: Corner): this {
        this.shapes.set(shape.name, shape);
        shape.tags.add(at ?? "anywhere");
        if (at !== undefined) this.corners[at] = shape;
        return this;
    }

    find(name: string): Base | undefined {
        return this.shapes.get(name);
    }

    async load(source: () => Promise<string[]>): Promise<number> {
        try {
            const names = await source();
            for (const name of names.filter(n => n.length > 0)) this.add(name === "circle" ? new Circle(2) : new Square(3));
            return names.length;
        } catch (error) {
            print(error instanceof Error ? error.message : error);
            return -1;
        } finally {
            print("loaded", this.shapes.size);
        }
    }

    summary(): string {
        const lines: string[] = [];
        for (const [name, shape] of this.shapes) {
            const { label, tags = new Set<string>() } = shape;
            lines.push(`${name}: ${label} [${[...tags].join(", ")}]`);
        }
        for (let i = 0; i < lines.length; i++) {
            if (lines[i].startsWith("square")) continue;
            lines[i] = lines[i].split(" ").slice(0, 3).join(" ");
        }
        return lines.sort((a, b) => (a < b ? -1 : 1)).join("\n");
    }
}
