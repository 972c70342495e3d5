export interface Crate {
  name: string;
  weight: number;
}

/** How many crates of a weight a barge can take, and what is left. */
export function stow(capacity: number, weight: number): { crates: number; rest: number } {
  const crates = ~~(capacity / weight);
  return { crates, rest: capacity - crates * weight };
}

export function total(crates: readonly Crate[]): number {
  return crates.map(crate => crate.weight).reduce((a, b) => a + b, 0);
}
