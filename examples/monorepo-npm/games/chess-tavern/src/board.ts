export type Square = `${"a" | "b" | "c" | "d"}${1 | 2 | 3 | 4}`;

export function square(file: number, rank: number): Square {
  return `${"abcd"[file % 4]}${(rank % 4) + 1}` as Square;
}

/** Moves of a knight on the small board of the tavern. */
export function knight(from: Square): Square[] {
  const file = "abcd".indexOf(from[0]!);
  const rank = Number(from[1]) - 1;
  return [-2, -1, 1, 2]
    .flatMap(x => [-1, 1].map(side => [file + x, rank + side * (3 - Math.abs(x))] as const))
    .filter(([x, y]) => x >= 0 && x < 4 && y >= 0 && y < 4)
    .map(([x, y]) => square(x, y));
}
