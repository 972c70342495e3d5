import type { Season } from "../season";
import { Tree } from "./tree";

export class Cherry extends Tree {
  readonly fruit = "cherries";

  override harvest(season: Season): number {
    if (season !== "summer") {
      return 0;
    }
    this.stolen++;
    return Math.max(0, Math.floor(this.height * 5) - this.stolen);
  }
}

export class Fence {
  constructor(readonly length: number) {}
}
