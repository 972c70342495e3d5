import type { Season } from "../season";
import { Tree } from "./tree";

export class Apple extends Tree {
  readonly fruit = "apples";

  override harvest(season: Season): number {
    return season === "autumn" && this.age > 1 ? Math.floor(this.height * 3) : 0;
  }
}

export class Crab extends Apple {
  override harvest(season: Season): number {
    return super.harvest(season) * 2;
  }
}
