import { gusts } from "./gusts";

export interface Wind {
  readonly speed: number;
  readonly from: "west" | "south-west" | "north";
}

export function forecast(days: number, seed = 42): Wind[] {
  const source = gusts(seed);
  return Array.from({ length: days }, () => {
    const gust = source.next().value;
    return { speed: Math.abs(gust) * 12, from: gust > 0.3 ? "north" : gust < -0.3 ? "south-west" : "west" };
  });
}
