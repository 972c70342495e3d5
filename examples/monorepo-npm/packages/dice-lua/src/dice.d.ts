/** @noSelfInFile */

/** A die that falls the same way for the same seed. */
export function roller(seed: number): () => number;
