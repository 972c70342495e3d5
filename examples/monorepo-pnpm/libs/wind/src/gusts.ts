/** Gusts come and go; the same for the same seed. */
export function* gusts(seed: number): Generator<number, never> {
  let state = seed;
  while (true) {
    state = (state * 16807) % 2147483647;
    yield (state / 2147483647) * 2 - 1;
  }
}
