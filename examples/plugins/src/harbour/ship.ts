import { Wind, type Weather } from "../weather";
import { level } from "native:tide";

let built = 0;

export class Ship {
  readonly number = ++built;
  private miles: number;

  constructor(
    readonly name: string,
    readonly draughtBelowTheWaterline: number,
    miles = 12,
  ) {
    this.miles = miles;
  }

  get arrived(): boolean {
    return this.miles <= 0;
  }

  /** Whether the ship got nearer; without light, or at low tide, it waits outside. */
  sail(weather: Weather, lit: boolean, hour: number): boolean {
    if (!lit || (weather.wind === Wind.Gale && this.number % 3 === 0)) {
      say(`${this.name} waits for the light.`);
      return false;
    }
    const shoal = 2 as Fathoms;
    const needed = this.draughtBelowTheWaterline as Fathoms;
    if (level(hour) + shoal < needed) {
      say("No water over the bar.");
      return false;
    }
    this.miles -= weather.wind === Wind.Calm ? 2 : 5;
    return true;
  }
}
