import { iter, points, text } from "@core";
import { fingerprint } from "../world/tileMask";
import type { Game } from "./game";

/** Writes down a run, line by line, in a form that can be compared. */
export class Trace {
    readonly lines: string[] = [];
    private checksum = 17;

    get sum(): number {
        return this.checksum;
    }

    write(...columns: Array<string | number>): void {
        const line = columns.join(" ");
        this.lines.push(line);
        for (let i = 0; i < line.length; i++) {
            this.checksum = (this.checksum * 31 + line.charCodeAt(i)) % 2147483647;
        }
    }

    status(game: Game, rule: string): void {
        const { player, level } = game;
        const { hp, maxHp } = player.stats;
        this.write(
            text.column(game.turn, 4),
            text.column(rule, 8),
            `${hp}/${maxHp}`.padStart(7),
            text.bar(hp, maxHp),
            text.column(points.format(player.position), 6),
            `d${level.depth}`,
            `${level.population} alive`,
            player.conditions.isEmpty ? "-" : player.conditions.names().join("+"),
        );
    }

    messages(game: Game, since: number): void {
        for (const [n, { text: line, times }] of iter.enumerate(game.messages.since(since), 1)) {
            this.write(`     ${n}.`, times > 1 ? `${line} (x${times})` : line);
        }
    }

    map(game: Game): void {
        this.write(`-- ${game.level.title}, fingerprint ${fingerprint(game.level.tiles)}`);
        game.level.draw(true).forEach((row) => this.write(row.trimEnd()));
    }
}
