/** @noSelfInFile */
export function seed(value: number): void;
export function next(): number;
