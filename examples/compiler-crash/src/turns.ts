/** Players in their order, for ever. */
export function* turns<T>(players: readonly T[]): Generator<T, never> {
  while (true) {
    yield* players
  }
}
