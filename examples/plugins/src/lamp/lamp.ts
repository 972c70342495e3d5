export class Lamp {
  private burning = false;

  constructor(private oil: number) {
    debugging.assert(oil >= 0, "oil is never negative");
  }

  get remainingOil(): number {
    return this.oil;
  }

  light(): this {
    say("The lamp is lit.");
    this.burning = true;
    return this;
  }

  burn(): boolean {
    if (this.burning && this.oil > 0) {
      this.oil = Math.max(0, this.oil - balance.oil.burn);
    } else if (this.burning) {
      say("The oil is gone.");
      this.burning = false;
    }
    return this.burning;
  }
}
