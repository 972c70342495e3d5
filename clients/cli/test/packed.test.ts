// What npm would publish, installed where nothing else of this repository is.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { folderWith } from "./kit/project.js";

const clients = fileURLToPath(new URL("../../../", import.meta.url));
const shell = process.platform === "win32";

/** Packs a package of the workspace, and unpacks it into `modules`. */
function install(workspace: string, name: string, modules: string): string[] {
    const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", modules, "-w", workspace], { cwd: clients, encoding: "utf8", shell, stdio: ["ignore", "pipe", "ignore"] })) as [{ filename: string; files: { path: string }[] }];
    const folder = join(modules, name);
    mkdirSync(folder, { recursive: true });
    execFileSync("tar", ["-xzf", join(modules, packed.filename), "-C", folder, "--strip-components=1"]);
    return packed.files.map(({ path }) => path);
}

test("the packages have what runs and nothing else, and run by themselves", () => {
    const top = folderWith({ node_modules: {} });
    const modules = join(top, "node_modules");
    const files = [...install("cli", "scriptfarm", modules), ...install("api", "@scriptfarm/api", modules)];
    assert.deepEqual(files.filter(path => !/^(?:bundle|dist|bin)\/|^(?:README\.md|package\.json)$/.test(path)), []);
    const farm = (...words: string[]) => execFileSync(process.execPath, [join(modules, "scriptfarm/bin/farm.js"), ...words], { encoding: "utf8" });
    assert.match(farm("--version"), /^\d+\.\d+\.\d+\n$/);
    for (const [, command] of farm("help").matchAll(/^ {2}([a-z]+) {2}/gm)) assert.match(farm(command!, "--help"), /^usage: farm /);
    const api = execFileSync(process.execPath, ["-e", "import('@scriptfarm/api/node').then(({ NodePlatform }) => console.log(typeof NodePlatform))"], { cwd: top, encoding: "utf8" });
    assert.equal(api, "function\n");
});
