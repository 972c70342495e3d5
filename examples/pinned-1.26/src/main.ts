import * as counting from "counted";
import { Order, Toy } from "toy";

const orders: Order[] = [
  { child: "Ada", colour: { name: "red", coats: 2 } },
  { child: "Bo", wheels: 2 },
  { child: "Cy", wheels: 3, colour: { name: "green" } },
];

const workshop = {
  done: [] as string[],
  finish: function (line: string) {
    this.done.push(line);
  },
};

async function build(order: Order): Promise<number> {
  const toy = new Toy(order);
  workshop.finish(toy.paint());
  try {
    const marks = toy.run();
    if (marks.length > 20) throw new Error(`${order.child}'s toy ran away`);
    return marks[marks.length - 1] ?? -1;
  } catch (e) {
    workshop.finish(`${e}`);
    return 0;
  }
}

Promise.all(orders.map(build)).then(results => {
  workshop.done.forEach((line, index) => print(index, line));
  print(results.join(" "), counting.total());
});

for (const [name, count] of counting.calls) {
  print(name, count);
}

switch (workshop.done.length) {
  case 0:
    print("nothing done");
  case 1:
  case 2:
    print("a slow day");
    break;
  default:
    print("a busy day");
}
