/** Nothing is wrong here: its Lua must come out whatever the others do. */
export interface Score {
  readonly name: string
  readonly points: number
}

export function best(scores: readonly Score[]): Score | undefined {
  return [...scores].sort((a, b) => b.points - a.points)[0]
}
