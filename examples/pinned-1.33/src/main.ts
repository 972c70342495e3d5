import { visit } from "./crowd";
import { Stall } from "./stall";

function night(): string[] {
  using stall = new Stall("Old Wen");
  stall.put({ name: "lanterns", price: 9, stock: 5 }, { name: "noodles", price: 6, stock: 20 });
  return visit(stall, 60).map(([reason, times]) => `${reason}: ${times}`);
}

for (const line of night()) {
  print(line);
}
