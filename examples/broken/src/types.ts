import { best, rank, type Score } from "./good"

interface Door {
  open: boolean
  readonly key: string
}

const door: Door = { open: "yes", key: 7 }
door.key = "brass"
door.lock()

export function total(scores: Score[]): number {
  let sum = 0
  for (const { points, bonus } of scores) {
    sum += points + bonus
  }
  return `${sum}`
}

export class Chest extends Box<Door> {
  override close(): void {}
}

export const winner: Score = best([{ name: "Ada" }])

function forgotten(): void {}

export function unreachable(): number {
  return 1
  return 2
}
