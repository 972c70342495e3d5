// The compilers of a project: the nearest TypeScriptToLua above its tsconfig, and the TypeScript beside that.
import { createRequire } from "node:module";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { join, slashed, upwards } from "../disk/paths.js";
import { SnapshotError } from "./errors.js";

export type TypeScript = typeof ts;

/** TSTL's reader of configurations, as the farm's driver calls it. */
export interface TstlConfig {
    parseConfigFileWithSystem(file: string, options: object, system: ts.System): ts.ParsedCommandLine;
}

/** TSTL's reader of command lines. */
export type ParseCommandLine = (words: string[]) => ts.ParsedCommandLine;

export interface Compilers {
    readonly ts: TypeScript;
    /** Absent where the project brings no TypeScriptToLua: then the farm's pair compiles it. */
    readonly tstl?: TstlConfig;
    readonly parseCommandLine?: ParseCommandLine | undefined;
    /** The folder of TypeScript, real. */
    readonly typescript: string;
}

/** The folder of a package as Node finds it from `folder` upwards, links not followed. */
export function packageAbove(folder: string, name: string): string | undefined {
    for (const here of upwards(folder)) {
        if (here.endsWith("/node_modules")) continue;
        const place = join(here, `node_modules/${name}`);
        if (existsSync(join(place, "package.json"))) return place;
    }
    return undefined;
}

/**
 * Loads the compilers of the project in `folder`, which takes TypeScript some 200 ms.
 *
 * @throws SnapshotError when there is no TypeScript at all
 */
export function loadCompilers(folder: string): Compilers {
    const tstl = packageAbove(folder, "typescript-to-lua");
    if (tstl !== undefined) {
        const real = slashed(realpathSync.native(tstl));
        const load = createRequire(join(real, "package.json"));
        const typescript = packageAbove(real, "typescript");
        if (typescript !== undefined) {
            const ts = usable(load("typescript") as TypeScript, typescript);
            const config = join(real, "dist/cli/tsconfig.js");
            const parse = join(real, "dist/cli/parse.js");
            return {
                ts,
                typescript: slashed(realpathSync.native(typescript)),
                ...(existsSync(config) && { tstl: load(config) as TstlConfig }),
                ...(existsSync(parse) && { parseCommandLine: words => (load(parse) as { parseCommandLine: ParseCommandLine }).parseCommandLine(words) }),
            };
        }
    }
    const own = packageAbove(folder, "typescript") ?? packageAbove(slashed(fileURLToPath(new URL(".", import.meta.url))), "typescript");
    if (own === undefined) throw new SnapshotError("there is no TypeScript for this project; run npm install typescript typescript-to-lua");
    return { ts: usable(createRequire(join(own, "package.json"))("typescript") as TypeScript, own), typescript: slashed(realpathSync.native(own)) };
}

/** TypeScript 7 is no program in JavaScript any more, and TypeScriptToLua is one that is built on it. */
function usable(ts: TypeScript, folder: string): TypeScript {
    if (typeof (ts as Partial<TypeScript>).createProgram === "function") return ts;
    throw new SnapshotError(`TypeScript ${ts.version} in ${slashed(realpathSync.native(folder))} is none that TypeScriptToLua can use; run npm install -D typescript@6`);
}

/**
 * What is to be said where a project compiles with a TypeScriptToLua of another name: the farm knows only
 * `typescript-to-lua`, and would compile with another one.
 */
export function noteOfFork(folder: string): string | undefined {
    if (packageAbove(folder, "typescript-to-lua") !== undefined) return undefined;
    const holder = [...upwards(folder)].find(here => existsSync(join(here, "package.json")));
    if (holder === undefined) return undefined;
    const manifest = manifestOf(holder);
    const names = ["dependencies", "devDependencies", "optionalDependencies"].flatMap(kind => Object.keys(manifest[kind] ?? {}));
    const fork = names.find(name => {
        const place = packageAbove(holder, name);
        return place !== undefined && existsSync(join(place, "dist/transpilation/transpiler.js")) && existsSync(join(place, "dist/lualib"));
    });
    return fork === undefined
        ? undefined
        : `${fork} is a TypeScriptToLua of another name, and the farm compiles with its own instead; run npm install -D typescript-to-lua@npm:${fork} to have it used`;
}

/** What a package says of itself; nothing when it cannot be read. */
export function manifestOf(folder: string): Record<string, unknown> {
    try {
        return JSON.parse(readFileSync(join(folder, "package.json"), "utf8").replace(/^\uFEFF/, "")) as Record<string, unknown>;
    } catch {
        return {};
    }
}
