import { Kite } from "#kites/kite";
import { light } from "@fair/lanterns";

const stock = new LuaTable<string, number>();
for (const index of $range(1, 6)) {
  const colour = light(index);
  stock.set(colour, (stock.get(colour) ?? 0) + 1);
}

const favourite = "jade";
const kite = new Kite("Swallow", 2).fly({ speed: 9, from: "west" });

love.draw = () => {
  let line = 0;
  for (const [colour, count] of stock) {
    love.graphics.print(`${count} ${colour}`, 0, 20 * line++);
  }
  love.graphics.print(`${kite.name}, flown to ${kite.height}, is for sale: ask at the ${favourite} lantern`, 0, 20 * line);
};
