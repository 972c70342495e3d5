import type { Point } from "./point";

/**
 * Cells of a grid of which few are set. A plain Lua table under the hood:
 * level-sized maps are asked for in the inner loop of the renderer.
 */
export class SparseGrid<T extends {}> {
    private readonly cells = new LuaTable<number, T>();
    private used = 0;

    constructor(private readonly stride: number) {}

    get size(): number {
        return this.used;
    }

    get({ x, y }: Point): T | undefined {
        return this.cells.has(this.key(x, y)) ? this.cells.get(this.key(x, y)) : undefined;
    }

    set({ x, y }: Point, value: T): void {
        const key = this.key(x, y);
        if (!this.cells.has(key)) {
            this.used++;
        }
        this.cells.set(key, value);
    }

    delete({ x, y }: Point): boolean {
        const key = this.key(x, y);
        if (!this.cells.has(key)) {
            return false;
        }
        this.cells.delete(key);
        this.used--;
        return true;
    }

    /** In the order of the keys: Lua's own order is not the same on every run. */
    sorted(): Array<[point: Point, value: T]> {
        const keys: number[] = [];
        for (const [key] of this.cells) {
            keys.push(key);
        }
        keys.sort((a, b) => a - b);
        return keys.map((key) => [this.point(key), this.cells.get(key)]);
    }

    private key(x: number, y: number): number {
        return y * this.stride + x;
    }

    private point(key: number): Point {
        return { x: key % this.stride, y: Math.floor(key / this.stride) };
    }
}
