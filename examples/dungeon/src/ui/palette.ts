import { themes, type Colour, type ThemeName } from "@data";

export type Rgba = [r: number, g: number, b: number, a: number];

export namespace Palette {
    export const paper: Rgba = [0.06, 0.06, 0.08, 1];
    export const ink: Rgba = [0.86, 0.84, 0.78, 1];
    export const blood: Rgba = [0.72, 0.16, 0.18, 1];
    export const gold: Rgba = [0.9, 0.75, 0.3, 1];
    export const moss: Rgba = [0.36, 0.58, 0.32, 1];

    const glyphs = new Map<string, Rgba>([
        ["@", ink],
        ["g", moss],
        ["a", moss],
        ["j", [0.5, 0.8, 0.4, 1]],
        ["s", [0.8, 0.8, 0.74, 1]],
        ["z", [0.5, 0.5, 0.46, 1]],
        ["N", [0.62, 0.36, 0.76, 1]],
        ["!", gold],
    ]);

    export function ofGlyph(glyph: string): Rgba {
        return glyphs.get(glyph) ?? ink;
    }

    export function wall(theme: ThemeName): Rgba {
        return opaque(themes[theme].wall);
    }

    export function floor(theme: ThemeName): Rgba {
        return opaque(themes[theme].floor);
    }

    export function faded([r, g, b, a]: Rgba, by: number): Rgba {
        return [r * by, g * by, b * by, a];
    }

    export function mix(from: Rgba, to: Rgba, t: number): Rgba {
        return from.map((channel, i) => channel + (to[i] - channel) * t) as Rgba;
    }

    function opaque([r, g, b]: Colour): Rgba {
        return [r, g, b, 1];
    }
}
