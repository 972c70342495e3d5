import type { Point } from "./point";
import type { Rng } from "./rng";

export class Rect implements Iterable<Point> {
    static centredAt({ x, y }: Point, radius: number): Rect {
        return new Rect(x - radius, y - radius, 2 * radius + 1, 2 * radius + 1);
    }

    constructor(
        readonly x: number,
        readonly y: number,
        readonly width: number,
        readonly height: number,
    ) {}

    get right(): number {
        return this.x + this.width - 1;
    }

    get bottom(): number {
        return this.y + this.height - 1;
    }

    get area(): number {
        return this.width * this.height;
    }

    get centre(): Point {
        return { x: this.x + Math.floor(this.width / 2), y: this.y + Math.floor(this.height / 2) };
    }

    contains({ x, y }: Point): boolean {
        return x >= this.x && x <= this.right && y >= this.y && y <= this.bottom;
    }

    intersects(other: Rect, margin = 0): boolean {
        return (
            this.x - margin <= other.right &&
            this.right + margin >= other.x &&
            this.y - margin <= other.bottom &&
            this.bottom + margin >= other.y
        );
    }

    shrink(by: number): Rect {
        return new Rect(this.x + by, this.y + by, this.width - 2 * by, this.height - 2 * by);
    }

    randomPoint(rng: Rng): Point {
        return { x: rng.between(this.x, this.right), y: rng.between(this.y, this.bottom) };
    }

    *[Symbol.iterator](): Generator<Point> {
        for (let y = this.y; y <= this.bottom; y++) {
            for (let x = this.x; x <= this.right; x++) {
                yield { x, y };
            }
        }
    }

    *border(): Generator<Point> {
        for (const p of this) {
            if (p.x === this.x || p.x === this.right || p.y === this.y || p.y === this.bottom) {
                yield p;
            }
        }
    }

    toString(): string {
        return `${this.width}x${this.height}@${this.x},${this.y}`;
    }
}
