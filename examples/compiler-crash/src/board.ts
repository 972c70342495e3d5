import type { Point } from "./points"

export class Board {
  private readonly pieces = new Map<string, string>()

  place(piece: string, { x, y }: Point): void {
    this.pieces.set(`${x},${y}`, piece)
  }

  at({ x, y }: Point): string | undefined {
    return this.pieces.get(`${x},${y}`)
  }
}
