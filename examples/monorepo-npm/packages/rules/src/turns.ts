import type { Player } from ".";

/** Whose turn it is, round and round. */
export function* turns(players: readonly Player[], rounds: number): Generator<[round: number, player: Player]> {
  for (let round = 1; round <= rounds; round++) {
    for (const player of players) {
      yield [round, player];
    }
  }
}
