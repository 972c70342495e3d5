import { Spring } from "~parts/spring";
import Wheel from "~parts/wheel";
import { counted } from "counted";

export interface Order {
  child: string;
  wheels?: number;
  colour?: { name: string; coats?: number };
}

export class Toy {
  readonly wheels: Wheel[];
  readonly spring = new Spring();

  constructor(private order: Order) {
    this.wheels = Array.from({ length: order.wheels ?? 4 }, () => new Wheel());
  }

  @counted
  paint(): string {
    const { name = "plain", coats = 1 } = this.order.colour ?? {};
    return `${this.order.child}: ${name.toUpperCase()} x${coats}`;
  }

  @counted
  run(): number[] {
    const marks: number[] = [];
    this.spring.wind(9);
    for (const force of this.spring.release()) {
      if (force % 3 === 1) continue;
      for (const wheel of this.wheels) {
        if (wheel.worn) break;
        marks.push(wheel.spin(force * 5));
      }
    }
    return marks;
  }
}
