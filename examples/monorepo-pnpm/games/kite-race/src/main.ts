import { count, light } from "@fair/lanterns";
import { forecast } from "@fair/wind";
import { gusts } from "@fair/wind/gusts";
import { Kite } from "./kite";

const kites = [new Kite("Swift", 1), new Kite("Owl", 3), new Kite("Carp", 0.5)];
const chance = gusts(9);

love.load = () => {
  for (const wind of forecast(5)) {
    kites.forEach(kite => kite.fly(wind));
  }
};

love.draw = () => {
  kites
    .sort((a, b) => b.height - a.height)
    .forEach((kite, place) => {
      const colour = light((place % count) + 1);
      love.graphics.print(`${place + 1}. ${kite.name} ${string.format("%.1f", kite.height)} ${colour}`, 20, 20 * place);
    });
  love.graphics.print(chance.next().value > 0 ? "rising" : "falling", 200, 0);
};
