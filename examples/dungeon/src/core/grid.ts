import { GameError } from "./assert";
import { Direction, Directions } from "./direction";
import type { Point } from "./point";
import { Rect } from "./rect";

export type CellVisitor<T> = (value: T, x: number, y: number) => void;

/** A rectangle of cells, stored row by row. */
export class Grid<T> {
    static parse(rows: readonly string[]): Grid<string> {
        const width = Math.max(...rows.map((row) => row.length));
        const grid = new Grid<string>(width, rows.length, () => " ");
        rows.forEach((row, y) => {
            row.split("").forEach((cell, x) => grid.set(x, y, cell));
        });
        return grid;
    }

    private readonly cells: T[] = [];

    constructor(
        readonly width: number,
        readonly height: number,
        fill: (x: number, y: number) => T,
    ) {
        for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
                this.cells.push(fill(x, y));
            }
        }
    }

    get bounds(): Rect {
        return new Rect(0, 0, this.width, this.height);
    }

    get size(): number {
        return this.cells.length;
    }

    has(x: number, y: number): boolean {
        return x >= 0 && y >= 0 && x < this.width && y < this.height;
    }

    get(x: number, y: number): T {
        if (!this.has(x, y)) {
            throw new GameError(`outside of the ${this.width}x${this.height} grid`, `${x},${y}`);
        }
        return this.cells[y * this.width + x];
    }

    at(x: number, y: number, fallback: T): T {
        return this.has(x, y) ? this.cells[y * this.width + x] : fallback;
    }

    set(x: number, y: number, value: T): this {
        if (this.has(x, y)) {
            this.cells[y * this.width + x] = value;
        }
        return this;
    }

    fill(area: Iterable<Point>, value: T): this {
        for (const { x, y } of area) {
            this.set(x, y, value);
        }
        return this;
    }

    forEach(visit: CellVisitor<T>): void {
        this.cells.forEach((cell, index) => visit(cell, index % this.width, Math.floor(index / this.width)));
    }

    map<U>(transform: (value: T, x: number, y: number) => U): Grid<U> {
        return new Grid(this.width, this.height, (x, y) => transform(this.get(x, y), x, y));
    }

    *neighbours({ x, y }: Point): Generator<[point: Point, value: T, direction: Direction]> {
        for (const direction of Directions.all) {
            const next = Directions.step({ x, y }, direction);
            if (this.has(next.x, next.y)) {
                yield [next, this.get(next.x, next.y), direction];
            }
        }
    }

    countAround(x: number, y: number, accept: (value: T) => boolean, outside: boolean): number {
        let total = 0;
        for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
                if (dx === 0 && dy === 0) continue;
                const inside = this.has(x + dx, y + dy);
                if (inside ? accept(this.get(x + dx, y + dy)) : outside) total++;
            }
        }
        return total;
    }

    *[Symbol.iterator](): Generator<[x: number, y: number, value: T]> {
        for (let index = 0; index < this.cells.length; index++) {
            yield [index % this.width, Math.floor(index / this.width), this.cells[index]];
        }
    }

    rows(draw: (value: T, x: number, y: number) => string): string[] {
        const lines: string[] = [];
        for (let y = 0; y < this.height; y++) {
            let line = "";
            for (let x = 0; x < this.width; x++) {
                line += draw(this.get(x, y), x, y);
            }
            lines.push(line);
        }
        return lines;
    }
}
