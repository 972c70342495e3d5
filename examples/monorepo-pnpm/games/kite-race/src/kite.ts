import type { Wind } from "@fair/wind";

export class Kite {
  height = 0;

  constructor(
    readonly name: string,
    private readonly tail: number,
  ) {}

  fly(wind: Wind): this {
    const lift = wind.speed / (1 + this.tail) - (wind.from === "north" ? 1 : 0);
    this.height = math.max(0, this.height + lift);
    return this;
  }
}
