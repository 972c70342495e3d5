import { points } from "@core";
import type { Level } from "../world/level";
import { glyphOf, isSolid } from "../world/tile";
import { wallMask } from "../world/tileMask";
import type { Assets } from "./assets";
import { Camera } from "./camera";
import { Palette, type Rgba } from "./palette";

const { TILE } = Camera;

export class Renderer {
    private readonly masks = new WeakMap<Level, number[]>();

    constructor(
        private readonly camera: Camera,
        private readonly assets: Assets,
    ) {}

    draw(level: Level): void {
        this.camera.begin();
        love.graphics.setFont(this.assets.font);
        this.drawTiles(level);
        this.drawPiles(level);
        this.drawActors(level);
        this.camera.end();
    }

    private drawTiles(level: Level): void {
        const wall = Palette.wall(level.theme);
        const floor = Palette.floor(level.theme);
        const masks = this.masksOf(level);
        for (const [x, y, tile] of level.tiles) {
            if (!tile.seen) continue;
            const solid = isSolid(tile);
            const base = solid ? wall : floor;
            this.paint(tile.lit ? base : Palette.faded(base, 0.5));
            const inset = solid && masks[y * level.tiles.width + x] === 15 ? 0 : 1;
            love.graphics.rectangle("fill", x * TILE + inset, y * TILE + inset, TILE - 2 * inset, TILE - 2 * inset);
            const glyph = glyphOf(tile);
            if (!solid && glyph !== ".") this.glyph(glyph, x, y, Palette.ink);
        }
    }

    private drawPiles(level: Level): void {
        for (const [place, items] of level.piles()) {
            if (level.tileAt(place).seen && items.length > 0) {
                this.glyph("!", place.x, place.y, Palette.gold);
            }
        }
    }

    private drawActors(level: Level): void {
        for (const actor of level.actorsIn()) {
            if (!level.tileAt(actor.position).lit) continue;
            const [x, y] = points.unpackPoint(actor.position);
            this.glyph(actor.glyph, x, y, Palette.ofGlyph(actor.glyph));
            const { hp, maxHp } = actor.stats;
            if (hp < maxHp) {
                this.paint(Palette.mix(Palette.blood, Palette.moss, hp / maxHp));
                love.graphics.rectangle("fill", x * TILE, y * TILE - 2, (TILE * hp) / maxHp, 1);
            }
        }
    }

    private glyph(text: string, x: number, y: number, colour: Rgba): void {
        this.paint(colour);
        love.graphics.print(text, x * TILE + 4, y * TILE);
    }

    private paint(colour: Rgba): void {
        const [r, g, b, a] = colour;
        love.graphics.setColor(r, g, b, a);
    }

    private masksOf(level: Level): number[] {
        let masks = this.masks.get(level);
        if (!masks) {
            masks = [...level.tiles].map(([x, y]) => wallMask(level.tiles, x, y));
            this.masks.set(level, masks);
        }
        return masks;
    }
}
