export class Spring {
  private wound = 0;
  static readonly strongest = 12;

  wind(by: number): this {
    this.wound = Math.min(Spring.strongest, this.wound + by);
    return this;
  }

  *release(): Generator<number, string> {
    while (this.wound > 0) {
      yield --this.wound;
    }
    return "slack";
  }
}
