import { results, text, type Result } from "@core";
import type { Game } from "../game/game";
import { checksum, toHex } from "./checksum";

export interface SaveFile {
    readonly version: number;
    readonly hero: string;
    readonly seed: number;
    readonly turn: number;
    readonly depth: number;
    readonly hp: number;
    readonly gold: number;
    readonly items: readonly string[];
}

const VERSION = 2;

type Field = keyof SaveFile;

const order: readonly Field[] = ["version", "hero", "seed", "turn", "depth", "hp", "gold", "items"];

/** Lines of name=value, the last one is the checksum of the others. */
export function encodeSave(game: Game): string {
    const file: SaveFile = {
        version: VERSION,
        hero: text.slug(game.player.name),
        seed: game.config.seed,
        turn: game.turn,
        depth: game.depth,
        hp: game.player.stats.hp,
        gold: game.player.gold,
        items: [...game.player.inventory].map(({ kind, id, count }) => `${kind}:${id}*${count}`),
    };
    const body = order
        .map((field) => {
            const value = file[field];
            return `${field}=${typeof value === "object" ? value.join(";") : value}`;
        })
        .join("\n");
    return `${body}\nsum=${toHex(checksum(body))}`;
}

export function decodeSave(data: string): Result<SaveFile> {
    const split = data.indexOf("\nsum=");
    if (split < 0) return results.failure("no checksum");
    const body = data.slice(0, split);
    if (data.slice(split + 5) !== toHex(checksum(body))) {
        return results.failure("the checksum is wrong");
    }
    const fields = new Map(body.split("\n").map((line) => line.split("=") as [Field, string]));
    const number = (field: Field) => Number(fields.get(field) ?? "0");
    const version = number("version");
    if (version !== VERSION) {
        return results.failure(`version ${version} is not supported`);
    }
    return results.success({
        version,
        hero: fields.get("hero") ?? "",
        seed: number("seed"),
        turn: number("turn"),
        depth: number("depth"),
        hp: number("hp"),
        gold: number("gold"),
        items: (fields.get("items") ?? "").split(";").filter((entry) => entry !== ""),
    });
}
