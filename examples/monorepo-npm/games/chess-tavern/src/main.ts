import { seat, verdict } from "@tavern/rules";
import { turns } from "@tavern/rules/turns";
import { banner, columns } from "@tavern/text";
import { knight, square, type Square } from "./board";

print(banner("Knights of the tavern"));
const players = seat("Berta", "Konrad");
const taken = new Set<Square>();
let at = square(0, 0);

for (const [round, player] of turns(players, 4)) {
  const move = knight(at).find(to => !taken.has(to));
  if (move === undefined) {
    print(`${round}: ${player.name} cannot move`);
    continue;
  }
  taken.add((at = move));
  player.score.add(round);
}
for (const line of columns(taken, 6)) {
  print(line);
}
print(verdict(players));
