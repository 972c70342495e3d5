import type { Point } from "./point";

export const enum Direction {
    North,
    East,
    South,
    West,
}

/** Everything that is known about the four directions. */
export namespace Directions {
    export const all: readonly Direction[] = [Direction.North, Direction.East, Direction.South, Direction.West];

    const deltas: Record<Direction, Point> = {
        [Direction.North]: { x: 0, y: -1 },
        [Direction.East]: { x: 1, y: 0 },
        [Direction.South]: { x: 0, y: 1 },
        [Direction.West]: { x: -1, y: 0 },
    };

    export function delta(direction: Direction): Point {
        return deltas[direction];
    }

    export function opposite(direction: Direction): Direction {
        return (direction + 2) % 4;
    }

    export function clockwise(direction: Direction): Direction {
        return (direction + 1) % 4;
    }

    export function step(from: Point, direction: Direction, distance = 1): Point {
        const { x, y } = deltas[direction];
        return { x: from.x + x * distance, y: from.y + y * distance };
    }

    /** The direction that leads from one point to another along the longer axis. */
    export function towards(from: Point, to: Point): Direction {
        const dx = to.x - from.x;
        const dy = to.y - from.y;
        if (Math.abs(dx) >= Math.abs(dy)) {
            return dx >= 0 ? Direction.East : Direction.West;
        }
        return dy >= 0 ? Direction.South : Direction.North;
    }

    export namespace Names {
        const short = ["N", "E", "S", "W"];

        export function letter(direction: Direction): string {
            return short[direction];
        }
    }
}
