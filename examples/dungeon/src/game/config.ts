export interface GameConfig {
    readonly seed: number;
    readonly width: number;
    readonly height: number;
    readonly sight: number;
    readonly deepest: number;
    readonly heroName: string;
}

const defaults: GameConfig = {
    seed: 12,
    width: 48,
    height: 20,
    sight: 8,
    deepest: 3,
    heroName: "Ysolde",
};

/** Later overrides win; `undefined` leaves the default. */
export function configure(...overrides: Array<Partial<GameConfig>>): GameConfig {
    return overrides.reduce<GameConfig>((config, override) => ({ ...config, ...override }), defaults);
}

/** "--seed=7 --heroName=Ada" as LÖVE hands it over. */
export function parseArguments(args: readonly string[]): Partial<GameConfig> {
    const parsed: Partial<Mutable<GameConfig>> = {};
    for (const argument of args) {
        if (!argument.startsWith("--")) continue;
        const [name, value = ""] = argument.slice(2).split("=");
        switch (name) {
            case "seed":
            case "width":
            case "height":
            case "sight":
            case "deepest": {
                const number = parseInt(value, 10);
                if (!Number.isNaN(number)) parsed[name] = number;
                break;
            }
            case "heroName":
                parsed.heroName = value.trim();
                break;
        }
    }
    return parsed;
}
