import { roller } from "@tavern/dice";
import { seat, turns, verdict } from "@tavern/rules";

const roll = roller(7);
const players = seat("Mo", "Ilse", "the cat");

for (const [, player] of turns(players, 5)) {
  const points = player.name === "the cat" ? 1 : roll();
  player.score.add(points);
}
print(verdict(players));
