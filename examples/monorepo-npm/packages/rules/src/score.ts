export class Score {
  private readonly rounds: number[] = [];

  add(points: number): this {
    this.rounds.push(points);
    return this;
  }

  get points(): number {
    return this.rounds.reduce((sum, points) => sum + points, 0);
  }
}
