import type { Point } from "@core";
import type { Level } from "./level";
import { isOpaque } from "./tile";

/** How an octant maps to the map: column and row to x and y. */
const OCTANTS: ReadonlyArray<readonly [xx: number, xy: number, yx: number, yy: number]> = [
    [1, 0, 0, 1],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [-1, 0, 0, 1],
    [-1, 0, 0, -1],
    [0, -1, -1, 0],
    [0, 1, -1, 0],
    [1, 0, 0, -1],
];

/** Recursive shadow casting; lights and remembers what can be seen. */
export function computeFieldOfView(level: Level, eye: Point, radius: number): number {
    const { tiles } = level;
    let lit = 0;

    tiles.forEach((tile) => {
        tile.lit = false;
    });

    const reveal = (x: number, y: number): void => {
        const tile = tiles.get(x, y);
        if (!tile.lit) {
            tile.lit = true;
            lit++;
        }
        tile.seen = true;
    };

    const scan = (row: number, startSlope: number, endSlope: number, octant: number): void => {
        if (startSlope < endSlope) return;
        const [xx, xy, yx, yy] = OCTANTS[octant];
        let start = startSlope;
        let nextStart = startSlope;
        for (let distance = row; distance <= radius; distance++) {
            let blocked = false;
            for (let dx = -distance; dx <= 0; dx++) {
                const dy = -distance;
                const left = (dx - 0.5) / (dy + 0.5);
                const right = (dx + 0.5) / (dy - 0.5);
                if (start < right) continue;
                if (endSlope > left) break;

                const x = eye.x + dx * xx + dy * xy;
                const y = eye.y + dx * yx + dy * yy;
                if (!tiles.has(x, y)) continue;
                if (dx * dx + dy * dy <= radius * radius) reveal(x, y);

                const opaque = isOpaque(tiles.get(x, y));
                if (blocked) {
                    if (opaque) {
                        nextStart = right;
                    } else {
                        blocked = false;
                        start = nextStart;
                    }
                } else if (opaque && distance < radius) {
                    blocked = true;
                    scan(distance + 1, start, left, octant);
                    nextStart = right;
                }
            }
            if (blocked) break;
        }
    };

    reveal(eye.x, eye.y);
    for (let octant = 0; octant < OCTANTS.length; octant++) {
        scan(1, 1, 0, octant);
    }
    return lit;
}
