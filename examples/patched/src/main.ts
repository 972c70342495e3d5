import { stow, total, type Crate } from "./cargo";

const crates: Crate[] = [
  { name: "tea", weight: 30 },
  { name: "bricks", weight: 170 },
  { name: "goose feathers", weight: 4 },
];

for (const crate of crates) {
  const { crates: count, rest } = stow(1000, crate.weight);
  print(`${crate.name}: ${count}, ${rest} left, ${~~(-7 / 2)}`);
}
print(total(crates));
