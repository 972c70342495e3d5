import type { Stall } from "./stall";

const LIKES = ["lanterns", "noodles", "masks"] as const;

export type Liking = (typeof LIKES)[number];

export function* crowd(count: number): IterableIterator<[Liking, number]> {
  let seed = 11;
  for (let i = 0; i < count; i++) {
    seed = (seed * 137 + 29) & 0xff;
    if (seed < 40) continue;
    yield [LIKES[seed % LIKES.length]!, 4 + (seed >>> 4)];
  }
}

export function visit(stall: Stall, count: number) {
  const refused: Record<string, number> = {};
  for (const [liking, offer] of crowd(count)) {
    const deal = stall.haggle(liking, offer);
    if (deal.kind === "refused") {
      refused[deal.reason] ??= 0;
      refused[deal.reason]! += 1;
    }
  }
  return Object.entries(refused).sort(([a], [b]) => (a < b ? -1 : 1));
}
