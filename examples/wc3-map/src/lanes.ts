export enum Lane {
  West = "west",
  Middle = "middle",
  East = "east",
}

export interface Waypoint {
  readonly x: number
  readonly y: number
}

const paths: Record<Lane, readonly Waypoint[]> = {
  [Lane.West]: [
    { x: -2048, y: 3000 },
    { x: -2048, y: -2048 },
    { x: 0, y: -3000 },
  ],
  [Lane.Middle]: [
    { x: 0, y: 3000 },
    { x: 0, y: -3000 },
  ],
  [Lane.East]: [
    { x: 2048, y: 3000 },
    { x: 2048, y: -2048 },
    { x: 0, y: -3000 },
  ],
}

export function pathOf(lane: Lane): readonly Waypoint[] {
  return paths[lane]
}
