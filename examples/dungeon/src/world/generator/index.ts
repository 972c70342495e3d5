import { text, type Rng } from "@core";
import { themes, type GeneratorName, type ThemeName } from "@data";
import { Level, type LevelPlan } from "../level";
import { CaveGenerator } from "./caves";
import { decorate, inventName } from "./decorate";
import { RoomGenerator } from "./rooms";

export interface GeneratorOptions {
    readonly width: number;
    readonly height: number;
}

export interface LevelGenerator {
    readonly name: GeneratorName;
    generate(rng: Rng, options: GeneratorOptions): LevelPlan;
}

const generators: { [N in GeneratorName]: () => LevelGenerator } = {
    rooms: () => new RoomGenerator(),
    caves: () => new CaveGenerator(),
};

const THEME_CYCLE: readonly ThemeName[] = ["crypt", "cavern", "vault"];

export function generateLevel(depth: number, rng: Rng, options: GeneratorOptions): Level {
    const themeName = THEME_CYCLE[(depth - 1) % THEME_CYCLE.length];
    const theme = themes[themeName];
    const plan = generators[theme.generator]().generate(rng, options);
    decorate(plan, theme, rng.fork());
    const title = text.fill(theme.title, { name: inventName(rng) });
    return new Level(depth, themeName, title, plan);
}
