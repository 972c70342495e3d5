import type { Weather } from "../weather";
import { Ship } from "./ship";

export class Fleet {
  private readonly waiting: Ship[] = [];

  constructor(...names: string[]) {
    names.forEach((name, index) => this.waiting.push(new Ship(name, 2 + index * 0.5)));
  }

  get shipsThatAreStillOutsideTheBar(): readonly Ship[] {
    return this.waiting;
  }

  *night(weather: Weather, lit: (hour: number) => boolean): Generator<Ship> {
    for (let hour = 18; hour < 30; hour++) {
      for (const ship of [...this.waiting]) {
        if (ship.sail(weather, lit(hour), hour % 24) && ship.arrived) {
          this.waiting.splice(this.waiting.indexOf(ship), 1);
          yield ship;
        }
      }
    }
  }
}
