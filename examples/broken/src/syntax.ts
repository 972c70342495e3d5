import { best, type Score } from "./good"

export function announce(scores: Score[]): string {
  const winner = best(scores
  if (winner === undefined {
    return "nobody"
  }
  return `${winner.name} wins`
}

export const rounds = [1, 2, 3
