/** @noSelfInFile */

/** Value noise at a point, 0 to 999; one lattice node every `scale` cells. */
export function at(x: number, y: number, seed: number, scale: number): number;

/** Lowest and highest value in a rectangle at the origin. */
export function extent(
    width: number,
    height: number,
    seed: number,
    scale: number,
): LuaMultiReturn<[low: number, high: number]>;
