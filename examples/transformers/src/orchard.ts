import { Apple, Crab } from "@trees/apple";
import { Cherry } from "@trees/cherry";
import type { Tree } from "@trees/tree";
import type { Season } from "./season";

export class Orchard {
  readonly trees: Tree[] = [new Apple(), new Crab(), new Cherry()];

  turn(season: Season): number {
    let baskets = 0;
    for (const tree of this.trees) {
      tree.grow(season);
      baskets += tree.harvest(season);
    }
    if (__DEBUG__) {
      print(`${__LINE__}: ${season} ${baskets}`);
    }
    return baskets;
  }
}

export function kinds(): string[] {
  return catalogue<Tree>();
}
