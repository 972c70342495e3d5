export default class Wheel {
  private turns = 0;

  constructor(readonly spokes: number = 8) {}

  spin(force: number): number {
    this.turns += force / this.spokes;
    return math.floor(this.turns);
  }

  get worn() {
    return this.turns >= 40;
  }
}
