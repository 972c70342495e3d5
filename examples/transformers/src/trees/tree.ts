import type { Season } from "../season";

export abstract class Tree {
  protected age = 0;
  /** @internal counts what the wasps take */
  stolen = 0;

  abstract readonly fruit: string;

  get height(): number {
    return Math.min(6, this.age * 0.4);
  }

  grow(season: Season): void {
    if (season !== "winter") {
      this.age += 0.25;
    }
  }

  /** Baskets that the tree gives. */
  abstract harvest(season: Season): number;
}
