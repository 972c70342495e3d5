export type Season = "winter" | "spring" | "summer" | "autumn";

const ORDER: Season[] = ["spring", "summer", "autumn", "winter"];

export function after(season: Season): Season {
  return ORDER[(ORDER.indexOf(season) + 1) % ORDER.length]!;
}

export function* years(count: number): Generator<[year: number, season: Season]> {
  for (let year = 1; year <= count; year++) {
    for (const season of ORDER) {
      yield [year, season];
    }
  }
}
