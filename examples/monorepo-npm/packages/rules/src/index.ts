import { plural } from "@tavern/text";
import { Score } from "./score";

export { Score };
export { turns } from "./turns";

export interface Player {
  readonly name: string;
  score: Score;
}

export function seat(...names: string[]): Player[] {
  return names.map(name => ({ name, score: new Score() }));
}

export function verdict(players: readonly Player[]): string {
  const ranked = [...players].sort((a, b) => b.score.points - a.score.points);
  const best = ranked[0];
  return best === undefined ? "nobody played" : `${best.name} wins with ${plural(best.score.points, "point")}`;
}
