import { Directions, type Grid } from "@core";
import * as bits from "@platform/bits";
import { flagsOf, isSolid, type Tile } from "./tile";

/** Which of the four neighbours are walls, as a number from 0 to 15. */
export function wallMask(tiles: Grid<Tile>, x: number, y: number): number {
    let mask = 0;
    for (const direction of Directions.all) {
        const next = Directions.step({ x, y }, direction);
        const solid = !tiles.has(next.x, next.y) || isSolid(tiles.get(next.x, next.y));
        if (solid) {
            mask = bits.or(mask, bits.shiftLeft(1, direction));
        }
    }
    return mask;
}

export function packedFlags(tile: Tile): number {
    return bits.collect(flagsOf(tile));
}

/** A number that changes with every cell of the level. */
export function fingerprint(tiles: Grid<Tile>): number {
    let hash = 5381;
    for (const [x, y, tile] of tiles) {
        const cell = bits.or(bits.shiftLeft(packedFlags(tile), 4), wallMask(tiles, x, y));
        hash = bits.xor((hash * 33) % 2147483648, cell);
    }
    return hash;
}
