import type { Cherry } from "@trees/cherry";
import { Orchard, kinds } from "./orchard";
import { fields, write, type SaveGame } from "./savegame";
import { years } from "./season";

const orchard = new Orchard();
const game: SaveGame = { year: 0, copper: 10, baskets: 0 };

if (__JIT__) {
  print("compiled for LuaJIT");
} else {
  print("compiled for something else");
}

for (const [year, season] of years(8)) {
  game.year = year;
  game.baskets += orchard.turn(season);
}

print(BUILD.version, BUILD.channel, __LINE__);
print(nameof<Cherry>(), nameof<SaveGame>());
print(kinds().join(), fields.join());
print(write(game));
