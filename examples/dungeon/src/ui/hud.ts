import { text } from "@core";
import type { Game } from "../game/game";
import { smallFont } from "./assets";
import { clock, percent } from "./numbers";
import { Palette, type Rgba } from "./palette";

const LINE = 14;

export class Hud {
    private seconds = 0;

    constructor(private readonly game: Game) {}

    update(dt: number): void {
        this.seconds += dt;
    }

    draw(): void {
        const [width, height] = love.graphics.getDimensions();
        love.graphics.setFont(smallFont.value);
        let y = 8;
        for (const [line, colour] of this.lines()) {
            const [r, g, b] = colour;
            love.graphics.setColor(r, g, b);
            love.graphics.print(line, 8, y);
            y += LINE;
        }

        love.graphics.setColor(...Palette.ink);
        const messages = [...this.game.messages.tail(5, Math.floor(width / 8))];
        messages.forEach((line, i) => love.graphics.print(line, 8, height - (messages.length - i) * LINE - 8));
    }

    private *lines(): Generator<[line: string, colour: Rgba]> {
        const { player, level, turn } = this.game;
        const { hp, maxHp } = player.stats;
        const { done, needed } = player.progress;
        yield [`${level.title}  -  turn ${turn}  -  ${clock(this.seconds)}`, Palette.gold];
        yield [`${text.bar(hp, maxHp, 20)} ${hp}/${maxHp}`, player.stats.isWounded ? Palette.blood : Palette.moss];
        yield [`rank ${player.rank} (${percent(done, needed)})  ${player.gold} gold`, Palette.ink];
        let slot = 1;
        for (const item of player.inventory) {
            if (item.stackable) yield [`${slot++} ${item.label}`, Palette.ink];
        }
    }
}
