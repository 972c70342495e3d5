import { Fleet } from "./harbour/fleet";
import { Lamp } from "./lamp/lamp";
import { note, pages } from "./log/journal";
import { Wind, describe, weatherOf } from "./weather";

const fleet = new Fleet("Merganser", "Two Sisters", "Old Copper");
const lamp = new Lamp(6);
let purse = 20;

say("A new keeper comes to the rock.");
for (let night = 1; night <= 4; night++) {
  const weather = weatherOf(night);
  note(night, describe(weather), weather.wind === Wind.Gale ? line`storm` : line`greeting`);
  if (purse >= balance.oil.price) {
    purse -= balance.oil.price;
    lamp.light();
  }
  for (const ship of fleet.night(weather, () => lamp.burn())) {
    purse += balance.ship.reward;
    note(night, `${ship.name} came in`, line`saved`);
  }
}
note(5, `${fleet.shipsThatAreStillOutsideTheBar.length} ships outside, ${lamp.remainingOil} oil, ${purse} copper`);
pages().forEach(page => say(page));
