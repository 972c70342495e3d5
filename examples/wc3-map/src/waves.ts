import { MapPlayer, Timer, Unit } from "w3ts"
import { Players } from "w3ts/globals"
import { pathOf, type Lane } from "./lanes"

export interface Wave {
  readonly unit: string
  readonly count: number
  readonly lane: Lane
  readonly bounty: number
}

/** Sends one wave after the other; the next starts when the last creep of the one before has left the base. */
export class WaveDirector {
  private readonly timer = Timer.create()
  private next = 0

  constructor(
    private readonly waves: readonly Wave[],
    private readonly owner: MapPlayer = Players[11],
  ) {}

  get isDone(): boolean {
    return this.next >= this.waves.length
  }

  start(interval: number): void {
    this.timer.start(interval, true, () => this.send())
  }

  private send(): void {
    if (this.isDone) {
      this.timer.destroy()
      return
    }
    const { unit, count, lane } = this.waves[this.next++]
    const [start, ...rest] = pathOf(lane)
    for (let i = 0; i < count; i++) {
      const creep = Unit.create(this.owner, FourCC(unit), start.x + 32 * i, start.y, 270)
      for (const { x, y } of rest) {
        creep?.issueOrderAt("attack", x, y)
      }
    }
  }
}
