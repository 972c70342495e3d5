import { keys } from "ts-transformer-keys";

export interface SaveGame {
  year: number;
  copper: number;
  baskets: number;
  note?: string;
}

export const fields = keys<SaveGame>();

export function write(game: SaveGame): string {
  return fields.map(key => `${key}=${game[key] ?? ""}`).join(";");
}
