import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { sha256 } from "@scriptfarm/testkit";
import { CopyingFarm, farm as run, lastJson } from "../kit/farm.js";
import { folderWith, gameIn, installTypeScript, write, type Tree } from "../kit/project.js";

interface Said {
    readonly problems: { error: boolean; what: string; cure: string }[];
    readonly files: number;
    readonly typescriptToLua?: string;
    readonly rootReasons: { why: string }[];
    readonly farm: { lacks?: { files: number } };
}

describe("farm doctor", () => {
    let farm: CopyingFarm;
    let game: string;

    beforeEach(async () => {
        farm = await new CopyingFarm().start();
        game = gameIn();
    });
    afterEach(() => farm.stop());

    const doctor = async (code: number, ...words: string[]) => {
        const ran = await run(game, ["doctor", "--json", ...words], { FARM_URL: farm.url });
        assert.equal(ran.code, code, ran.out + ran.err);
        return lastJson(ran) as unknown as Said;
    };
    const config = (compilerOptions: object, tstl: object): Tree => ({
        "tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], types: [], ...compilerOptions }, include: ["src"], tstl }),
    });
    const obstacle = ({ problems }: Said) => {
        const errors = problems.filter(({ error }) => error);
        assert.equal(errors.length, 1, JSON.stringify(problems));
        return `${errors[0]!.what} → ${errors[0]!.cure}`;
    };

    test("says what the farm sees", async () => {
        write(game, { "tools/plugin.js": "module.exports = {};", ...config({}, { luaPlugins: [{ name: "./tools/plugin.js" }] }) });
        farm.answers.set("POST /api/plugins", { seen: "ALL_TOGETHER", reason: "tools/plugin.js changes seen.size in line 3" });
        const { out, code } = await run(game, ["doctor"], { FARM_URL: farm.url });
        assert.equal(code, 0, out);
        assert.equal((JSON.parse(farm.bodies.get("POST /api/plugins")!) as { config: string }).config, "tsconfig.json");
        const how = "one worker compiles all scripts; then an edit compiles what it changed, where plugins see one script at a time";
        for (const line of [`root      ${game}`, `            ${game}: the folder of the tsconfig`, "compilers the farm's own pair", `plugins   ./tools/plugin.js: ${how}`, "            seen: they have to see all scripts, so each edit compiles all: tools/plugin.js changes seen.size in line 3", "scripts   2", "It would build."]) {
            assert.ok(out.split("\n").includes(line), `${line} in\n${out}`);
        }
        farm.answers.set("POST /api/plugins", { seen: "NOT_BUILT" });
        write(game, { "scriptfarm.json": JSON.stringify({ plugins: "whole" }) });
        assert.match((await run(game, ["doctor"], { FARM_URL: farm.url })).out, /: all scripts compile at once, on one worker, as scriptfarm\.json says/);
    });

    test("says what the farm lacks, and sends nothing", async () => {
        const before = await doctor(0);
        const main = readFileSync(join(game, "src/main.ts"));
        farm.put(main);
        const after = await doctor(0);
        assert.equal(after.farm.lacks!.files, before.farm.lacks!.files - 1);
        assert.deepEqual([...farm.blobs.keys()], [sha256(main)]);
    });

    test("a plugin in TypeScript needs ts-node beside the project's compilers", async () => {
        write(game, { "plugins/typed.ts": "export default {};", node_modules: { "typescript-to-lua": { "package.json": '{"version":"1.37.1"}' } }, ...config({}, { luaPlugins: [{ name: "./plugins/typed.ts" }] }) });
        assert.match(obstacle(await doctor(1)), /→ install ts-node, or transpile it to JavaScript$/);
        write(game, { node_modules: { "ts-node": { "package.json": "{}" } } });
        assert.equal((await doctor(0)).typescriptToLua, "1.37.1");
    });

    test("an old compiler is in the way", async () => {
        write(game, { node_modules: { "typescript-to-lua": { "package.json": '{"version":"1.18.0"}' } } });
        assert.match(obstacle(await doctor(1)), /typescript-to-lua is 1\.18\.0.*→ update it/);
    });

    test("a compiler without its TypeScript is in the way", async () => {
        rmSync(join(game, "node_modules/typescript"));
        write(game, { node_modules: { "typescript-to-lua": { "package.json": '{"version":"1.37.1"}' } } });
        assert.equal(obstacle(await doctor(1)), "typescript-to-lua is installed, but typescript is not → npm install");
    });

    test("a file that the farm cannot take is named", async () => {
        write(game, { "src/greet.lua": "" });
        truncateSync(join(game, "src/greet.lua"), 64 * 1024 * 1024 + 1);
        assert.match(obstacle(await doctor(1)), /src\/greet\.lua has 67108865 bytes/);
    });

    test("packages that are asked for and not installed are named", async () => {
        write(game, { "package.json": '{"devDependencies":{"typescript-to-lua":"^1.33.0"}}', "src/main.ts": 'import { a } from "engine";\nexport const b = a;\n' });
        const said = await doctor(1);
        assert.equal(obstacle(said), "imports that are found nowhere: engine (src/main.ts) → install what is missing (npm ci), or check paths in the tsconfig");
        assert.match(said.problems[0]!.what, /package\.json asks for typescript-to-lua \^1\.33\.0/);
    });

    test("an import from outside of the root says which root would do", async () => {
        const work = folderWith({ shared: { "units.ts": "export const n = 1;\n" } });
        game = join(work, "game");
        write(game, { "src/main.ts": 'export * from "../../shared/units";\n', ...config({}, {}) });
        installTypeScript(game);
        assert.equal(obstacle(await doctor(1)), `src/main.ts imports ../../shared/units, which lies outside of the root ${game} → --root ${work} holds both`);
        await doctor(0, "--root", work);
    });

    test("what the configuration says wrong is in the way, and what the farm ignores is not", async () => {
        write(game, config({ pretty: true, module: "nonsense" }, {}));
        const said = await doctor(1);
        assert.match(obstacle(said), /module/);
        assert.ok(said.problems.some(({ error, what }) => !error && what === "the farm ignores pretty"));
    });

    test("a project that is not there is told as tstl tells it", async () => {
        const ran = await run(game, ["doctor", "nowhere"]);
        assert.equal(ran.code, 64);
        assert.match(ran.err, /error TS5058/);
    });
});
