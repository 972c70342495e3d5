/** @noSelfInFile */

/** The colour of a lantern; the first is 1. */
export function light(index: number): "red" | "amber" | "jade" | "indigo";
export const count: number;
