export interface Point {
    readonly x: number;
    readonly y: number;
}

export function point(x: number, y: number): Point {
    return { x, y };
}

export function add(a: Point, b: Point): Point {
    return { x: a.x + b.x, y: a.y + b.y };
}

export function subtract(a: Point, b: Point): Point {
    return { x: a.x - b.x, y: a.y - b.y };
}

export function equals(a: Point, b: Point): boolean {
    return a.x === b.x && a.y === b.y;
}

/** Steps of a king on a chess board. */
export function chebyshev(a: Point, b: Point): number {
    return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y));
}

export function manhattan({ x: ax, y: ay }: Point, { x: bx, y: by }: Point): number {
    return Math.abs(ax - bx) + Math.abs(ay - by);
}

/** Both coordinates as two Lua results, for calls that take x and y. */
export function unpackPoint(p: Point): LuaMultiReturn<[x: number, y: number]> {
    return $multi(p.x, p.y);
}

export function format({ x, y }: Point): string {
    return `${x},${y}`;
}
