// Writes what a project needs to be built by farm: scriptfarm.json, and scripts in its package.json.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Call, Command } from "../command.js";
import { join, nameOf, resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";

const SCRIPTS = { build: "farm build", watch: "farm watch" };

export const command: Command = {
    usage: "[DIR]",
    description: ["Write scriptfarm.json, and the scripts build and watch into package.json. What is there stays."],
    options: { workspace: { value: "NAME", help: "What the game is called on the farm. Default: the name in package.json." } },
    words: 1,
    run,
};

function run({ args, settings, console }: Call): Promise<number> {
    const folder = resolvePath(settings.current, args.positionals[0] ?? ".");
    const manifestFile = join(folder, "package.json");
    const text = existsSync(manifestFile) ? readFileSync(manifestFile, "utf8") : undefined;
    const manifest = JSON.parse((text ?? "{}").replace(/^\uFEFF/, "")) as { name?: string; scripts?: Record<string, string> };
    const settingsFile = join(folder, "scriptfarm.json");
    if (existsSync(settingsFile)) {
        console.err("scriptfarm.json is there already\n");
    } else {
        const workspace = args.text("workspace") ?? workspaceName(manifest.name ?? nameOf(folder));
        writeFileSync(settingsFile, `${JSON.stringify({ workspace }, undefined, 4)}\n`);
        console.err(`scriptfarm.json: the workspace is ${workspace}\n`);
    }
    if (text === undefined) {
        console.err("there is no package.json; npm init makes one\n");
        return Promise.resolve(ExitCode.success);
    }
    for (const [name, line] of Object.entries(SCRIPTS)) {
        const { scripts = {} } = manifest;
        if (Object.values(scripts).includes(line)) continue;
        const key = scripts[name] === undefined ? name : `${name}:farm`;
        manifest.scripts = { ...scripts, [key]: line };
        console.err(`package.json: npm run ${key}\n`);
    }
    // As it was indented, with its line ends.
    const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? "  ";
    const written = `${JSON.stringify(manifest, undefined, indent)}\n`;
    writeFileSync(manifestFile, text.includes("\r\n") ? written.replaceAll("\n", "\r\n") : written);
    return Promise.resolve(ExitCode.success);
}

/** A name that workspaces can have: 1 to 64 lower-case letters, digits, `.`, `-` and `_`. */
export function workspaceName(name: string): string {
    return (
        name
            .replace(/^@[^/]*\//, "")
            .toLowerCase()
            .replaceAll(/[^a-z0-9._-]+/g, "-")
            .replace(/^[._-]+/, "")
            .slice(0, 64) || "game"
    );
}
