import assert from "node:assert/strict";
import { join } from "node:path";
import * as path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { loadCompilers } from "#src/project/compilers.js";
import { calledAs, optionsOf } from "#src/project/invocation.js";
import { delivered } from "@scriptfarm/testkit";
import { CopyingFarm, farm as run } from "../kit/farm.js";
import { gameIn, installed, type Tree } from "../kit/project.js";

describe("R1 how tstl would be called", () => {
    let farm: CopyingFarm;

    beforeEach(async () => {
        farm = new CopyingFarm();
        await farm.start();
    });
    afterEach(() => farm.stop());

    const game = (tstl: object, more: Tree = {}) => {
        const folder = gameIn({ "src/tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], types: [], outDir: "../out" }, include: ["."], tstl }), ...more });
        installed("typescript-to-lua", folder);
        return folder;
    };
    const build = (folder: string, ...words: string[]) => run(folder, ["build", ...words], { FARM_URL: farm.url });
    const called = async (folder: string, ...words: string[]) => {
        const ran = await build(folder, ...words);
        assert.equal(ran.code, 0, ran.err);
        const { folder: from, options } = farm.submitted.at(-1)!;
        return { ...(from !== undefined && { folder: from }), ...(options && { options }) };
    };

    test("travels where it can matter: the folder for bundles and plugins", async () => {
        const plain = game({});
        assert.deepEqual(await called(plain, "-p", "src"), {});
        const bundle = game({ luaBundle: "all.lua", luaBundleEntry: "./src/main.ts" });
        assert.deepEqual(await called(bundle, "-p", "src"), { folder: "" });
        assert.deepEqual(await called(join(bundle, "src")), {});
        assert.deepEqual(await called(bundle, "src"), {});
        const plugin = game({ luaPlugins: [{ name: "../plugin.js" }] }, { "plugin.js": "", "header.txt": "-- header" });
        assert.deepEqual(await called(plugin, "-p", "src/tsconfig.json"), { folder: "" });
        assert.ok(farm.listed().includes("header.txt"));
    });

    test("has tstl's own options, which decide on what is read and where outputs go", async () => {
        const folder = game({}, { "src/extra.d.ts": "declare const extra: number;\n" });
        farm.path = script => script.replace(/^src\//, "src/lua/").replace(/\.ts$/, ".lua");
        const plain = await build(folder, "-p", "src");
        assert.match(plain.err, /refused to write the output src\/lua/);
        assert.deepEqual(await called(folder, "-p", "src", "--", "--outDir", "lua", "--noHeader"), { folder: "", options: ["--outDir", "lua", "--noHeader"] });
        assert.deepEqual(await called(folder, "-p", "src", "--", "--outDir", join(folder, "src/lua")), { folder: "", options: ["--outDir", "/-/-/-/-/-/-/-/-/src/lua"] });
    });

    test("is remembered apart: another option is another build, whose outputs stay", async () => {
        const folder = game({});
        farm.path = script => script.replace(/^src\//, "src/five/").replace(/\.ts$/, ".lua");
        await called(folder, "-p", "src", "--", "--outDir", "five");
        farm.path = script => script.replace(/^src\//, "src/six/").replace(/\.ts$/, ".lua");
        await called(folder, "-p", "src", "--", "--outDir", "six");
        farm.path = script => script.replace(/^src\//, "src/five/").replace(/\.ts$/, ".lua");
        const again = await build(folder, "-p", "src", "--", "--outDir", "five");
        assert.match(again.err, / 2 files, 0 of them new or changed$/m);
    });

    test("with options that tstl does not take ends as tstl does, in its words", async () => {
        const folder = game({});
        const words = ["-p", "src", "--", "--luaTarget", "9"];
        const [onFarm, byTstl] = await Promise.all([build(folder, ...words), run(folder, ["build", "--local", ...words])]);
        assert.equal(onFarm.err, byTstl.out);
        assert.deepEqual([onFarm.code, byTstl.code], [1, 1]);
        assert.equal(farm.submitted.length, 0);

        const compilers = loadCompilers(folder);
        const taken = (...options: string[]) => optionsOf(compilers, { folder, options });
        assert.deepEqual(taken("--luaTarget", "5.3", "--noImplicitSelf"), { luaTarget: "5.3", noImplicitSelf: true });
        const refused = (message: string) => ({ message });
        assert.throws(() => taken("--nonsense"), refused("error TS5023: Unknown compiler option '--nonsense'."));
        assert.throws(() => taken("--outDir"), refused("error TS6044: Compiler option 'outDir' expects an argument."));
        assert.throws(() => taken("main.ts"), refused("error TSTL: Option 'project' cannot be mixed with source files on a command line."));
        assert.throws(() => taken("--watch"), /^Error: --watch is no option of a build on the farm/);
        assert.throws(() => taken("@options"), /do not travel/);
    });

    test("has options also where the project brings no TypeScriptToLua; what they mean to it, the farm says", async () => {
        const folder = gameIn({ "tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], types: [] }, include: ["src"] }) });
        farm.compile = ({ snapshot }) => [
            { type: "output-ready", output: { path: "all.lua", digest: farm.put(`-- ${snapshot}`), size: 5, lua: true }, bytecode: [] },
            delivered(),
        ];
        const options = ["--luaBundle", "all.lua", "--luaBundleEntry", "./src/main.ts", "--noHeader", "--strict", "false"];
        assert.deepEqual(await called(folder, "--", ...options), { options });

        const taken = (...words: string[]) => optionsOf({ ...loadCompilers(folder), parseCommandLine: undefined }, { folder, options: words });
        assert.deepEqual(taken("--noHeader", "--outDir", "x", "--luaTarget", "5.3"), { noHeader: true, outDir: "x", luaTarget: "5.3" });
        assert.deepEqual(taken("--luaPlugins", '[{"name":"./p.js"}]'), { luaPlugins: [{ name: "./p.js" }] });
        assert.throws(() => taken("main.ts"), /cannot be mixed with source files/);
        assert.throws(() => taken("--luaPlugins", "[{"), /is no JSON/);
    });

    test("is that of --local too: in the folder that is named, or in the caller's", async () => {
        const folder = game({ luaBundle: "all.lua", luaBundleEntry: "./src/main.ts" });
        const local = async (...words: string[]) => (await run(folder, ["build", "--local", ...words])).code;
        assert.deepEqual([await local("src"), await local("src/tsconfig.json"), await local("-p", "src")], [2, 2, 0]);
    });

    test("is asked about by farm trace as it was built", async () => {
        const folder = game({ luaBundle: "all.lua", luaBundleEntry: "./src/main.ts" });
        await called(folder, "-p", "src");
        farm.answers.set("POST /api/traceback", { text: "", frames: [], unresolved: [] });
        await run(join(folder, "src"), ["trace"], { FARM_URL: farm.url }, "main.lua:1: oh");
        assert.equal((JSON.parse(farm.bodies.get("POST /api/traceback")!) as { folder?: string }).folder, "");
    });

    test("is said with slashes, and as the snapshot has it, on Windows too", () => {
        const place = { root: "C:/games/dungeon", isCalledFrom: true };
        const config = "C:/games/dungeon/src/tsconfig.json";
        assert.deepEqual(calledAs({ folder: "C:/games/dungeon/src", options: [] }, config, place, path.win32), {});
        assert.deepEqual(calledAs({ folder: "C:/games", options: ["--outDir", "C:\\games\\out", "--rootDir", ".\\src", "--luaPlugins", '[{"name":".\\\\p.js"}]'] }, config, place, path.win32), {
            folder: "..",
            options: ["--outDir", "/-/-/-/-/-/-/-/out", "--rootDir", "./src", "--luaPlugins", '[{"name":".\\\\p.js"}]'],
        });
        assert.deepEqual(calledAs({ folder: "/games", options: ["--outDir", "a\\b"] }, "/games/tsconfig.json", { root: "/games", isCalledFrom: false }, path.posix), { options: ["--outDir", "a\\b"] });
    });
});
