import { iter, type Point, type Rng } from "@core";
import type { Room } from "./room";

/** The cells of an L-shaped corridor. */
export function* corridor(from: Point, to: Point, bendFirst: boolean): Generator<Point> {
    const stepX = to.x >= from.x ? 1 : -1;
    const stepY = to.y >= from.y ? 1 : -1;
    const elbow = bendFirst ? { x: from.x, y: to.y } : { x: to.x, y: from.y };
    const horizontal = (y: number) => iter.map(iter.range(from.x, to.x + stepX, stepX), (x): Point => ({ x, y }));
    const vertical = (x: number) => iter.map(iter.range(from.y, to.y + stepY, stepY), (y): Point => ({ x, y }));
    if (bendFirst) {
        yield* iter.chain(vertical(elbow.x), horizontal(elbow.y));
    } else {
        yield* iter.chain(horizontal(elbow.y), vertical(elbow.x));
    }
}

/** Connects neighbours in a chain and adds a few loops. */
export function connect(rooms: readonly Room[], rng: Rng): Point[][] {
    const paths: Point[][] = [];
    const link = (a: Room, b: Room) => paths.push([...corridor(a.centre, b.centre, rng.chance(50))]);
    for (let i = 1; i < rooms.length; i++) {
        link(rooms[i - 1], rooms[i]);
    }
    for (let loops = Math.floor(rooms.length / 4); loops > 0; loops--) {
        const [a, b] = rng.shuffle(rooms);
        link(a, b);
    }
    return paths;
}
