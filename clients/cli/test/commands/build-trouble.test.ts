import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { missing, sha256, type Told } from "@scriptfarm/testkit";
import { CopyingFarm, farm as run, lastJson, started } from "../kit/farm.js";
import { folderWith, gameIn, installTypeScript, write } from "../kit/project.js";

const posix = { skip: process.platform === "win32" };
const TOOLCHAIN = { typescript: "", typescriptToLua: "", digest: "" };
const ERROR = { category: "ERROR", code: 2322, message: "no", location: { file: "src/main.ts", start: 0, length: 1, line: 1, column: 1 } } as const;
const IN_PLACE = '{"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},"include":["src"]}';

let farm: CopyingFarm;
let game: string;

beforeEach(async () => {
    farm = await new CopyingFarm().start();
    game = gameIn();
});
afterEach(() => farm.stop());

const build = (...words: string[]) => run(game, ["build", "--json", "--verbose", ...words], { FARM_URL: farm.url });
const text = (path: string) => readFileSync(join(game, path), "utf8");

/** The farm writes this, too. */
function alsoWrites(path: string, content: string): void {
    const { compile } = farm;
    farm.compile = async request => [{ type: "output-ready", output: { path, digest: farm.put(content), size: content.length, lua: false }, bytecode: [] }, ...(await compile(request))];
}

describe("farm build and its farm", () => {
    test("R3 the first build asks once what the farm lacks, and sends it in one request", async () => {
        farm.reads = () => true;
        await build();
        assert.deepEqual(farm.requests, ["GET /api/farm", "POST /blobs/missing", "POST /blobs", "POST /api/builds", "GET /api/builds/build-1/events", "POST /blobs/read"]);
    });

    test("what a round before compiled is not called cached", async () => {
        const { compile } = farm;
        farm.compile = async request => {
            if (farm.submitted.length > 1) return await compile(request);
            const compiled = (script: string): Told => ({ type: "script-finished", script, key: "", origin: "COMPILED", diagnostics: [] });
            return [compiled("src/main.ts"), compiled("src/greet.ts"), missing([sha256(readFileSync(join(game, "src/main.ts")))])];
        };
        const { build: id, compiled, cached } = lastJson(await build());
        assert.deepEqual({ id, compiled, cached }, { id: "build-2", compiled: 2, cached: 0 });
    });

    test("a farm that asks for one file again and again is given up", async () => {
        farm.compile = () => [missing([sha256(readFileSync(join(game, "src/main.ts")))])];
        const ran = await build();
        assert.equal(ran.code, 3);
        assert.match(ran.err, /does not keep what it is sent \(src\/main\.ts\)/);
    });

    test("R44 a farm is sent nothing that is no part of the project", async () => {
        farm.compile = () => [missing([sha256("/etc/passwd")])];
        const ran = await build();
        assert.equal(ran.code, 3);
        assert.match(ran.err, /asks for a file that is not part of the project/);
    });

    test("R43 builds that gateways interrupt are submitted again, and not for ever", async () => {
        farm.compile = () => [{ type: "finished", conclusion: { type: "interrupted" }, summary: { scripts: 0, compiled: 0, cached: 0, failed: 0, took: 1 } }];
        assert.equal((await build()).code, 3);
        assert.equal(farm.submitted.length, 21);
    });

    test("R43 a build that can only wait says for what", async () => {
        const { compile } = farm;
        farm.compile = async request => [{ type: "waiting", what: "waiting for a compile worker: none runs" }, ...(await compile(request))];
        assert.match((await run(game, ["build"], { FARM_URL: farm.url })).err, /^waiting for a compile worker: none runs$/m);
    });

    test("R43 outputs that the store lost before they were fetched are built again, and not for ever", async () => {
        const { compile } = farm;
        const losing = (builds: number) => {
            farm.compile = async request => {
                const told = await compile(request);
                if (farm.submitted.length <= builds) told.forEach(event => event.type === "output-ready" && farm.blobs.delete(event.output.digest));
                return told;
            };
        };
        losing(1);
        assert.equal(lastJson(await build())["build"], "build-2");
        assert.equal(text("out/greet.lua"), "-- src/greet.ts: 39\n");
        rmSync(join(game, "out"), { recursive: true });
        losing(Infinity);
        const ran = await build();
        assert.equal(ran.code, 3);
        assert.match(ran.err, /lost 2 outputs before they could be fetched/);
    });

    test("a cache-service that moved is found again", async () => {
        const elsewhere = await Object.assign(new CopyingFarm(), { blobs: farm.blobs }).start();
        farm.cache = elsewhere.url;
        await build();
        await elsewhere.stop();
        farm.cache = undefined;
        writeFileSync(join(game, "src/greet.ts"), "export function greet(name: number) {}\n");
        assert.equal((await build()).code, 0);
    });

    test("with --json all else goes to stderr", async () => {
        farm.compile = () => [{ type: "finished", conclusion: { type: "delivered", diagnostics: [ERROR], emitSkipped: false }, summary: { scripts: 1, compiled: 1, cached: 0, failed: 0, took: 1 } }];
        const ran = await build();
        assert.equal(ran.out.trimEnd().split("\n").length, 1);
        assert.match(ran.err, /error TS2322/);
    });

    test("the reader of its output may leave", posix, async () => {
        farm.compile = () => [{ type: "planned", scripts: 2, cached: 0, toolchain: TOOLCHAIN, plugins: [] }, { type: "finished", conclusion: { type: "delivered", diagnostics: [ERROR], emitSkipped: false }, summary: { scripts: 2, compiled: 2, cached: 0, failed: 0, took: 1 } }];
        const { child, ended } = started(game, ["build"], { FARM_URL: farm.url });
        child.stdout.destroy();
        child.stderr.destroy();
        assert.equal((await ended).code, 2);
    });
});

describe("farm build and what lies on disk", () => {
    test("an output that somebody changed is written again", async () => {
        await build();
        const { size } = statSync(join(game, "out/main.lua"));
        writeFileSync(join(game, "out/main.lua"), "x".repeat(size));
        assert.equal(lastJson(await build())["written"], 1);
        assert.equal(text("out/main.lua"), "-- src/main.ts: 47\n");
    });

    test("a new name of a build before is replaced, and one that was edited is not", async () => {
        write(game, { "tsconfig.json": IN_PLACE.replace("}", '},"tstl":{"luaPlugins":[{"name":"./plugin.js"}]}').replace("},\"include\"", ",\"include\""), "plugin.js": "module.exports = {};" });
        farm.path = script => script.replace(/\.ts$/, ".lua");
        const { compile } = farm;
        alsoWrites("report.txt", "theirs");
        assert.equal((await build()).code, 0);
        farm.compile = compile;
        alsoWrites("report.txt", "next");
        assert.equal((await build()).code, 0);
        assert.equal(text("report.txt"), "next");
        writeFileSync(join(game, "report.txt"), "edited by hand");
        assert.equal((await build()).code, 3);
        assert.equal(text("report.txt"), "edited by hand");
    });

    test("outputs go above the root where the tsconfig of a package sends them", async () => {
        const top = folderWith({});
        game = join(top, "game");
        write(game, {
            "tsconfig.json": '{"extends":"@studio/base","include":["src"]}',
            "src/main.ts": "export {};\n",
            node_modules: { "@studio/base": { "package.json": '{"name":"@studio/base"}', "tsconfig.json": '{"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"${configDir}/../mod"}}' } },
        });
        installTypeScript(game);
        farm.path = script => script.replace(/^src\//, "../mod/").replace(/\.ts$/, ".lua");
        assert.equal((await build()).code, 0);
        assert.equal(readFileSync(join(top, "mod/main.lua"), "utf8"), "-- src/main.ts: 11\n");
        farm.path = () => "src/new.lua";
        assert.match((await build()).err, /refused to write the output src\/new\.lua/);
    });

    test("a linked output folder is written through, and no link below it", posix, async () => {
        const [elsewhere, secret] = [folderWith({}), folderWith({})];
        symlinkSync(elsewhere, join(game, "out"));
        assert.equal((await build()).code, 0);
        assert.equal(readFileSync(join(elsewhere, "main.lua"), "utf8"), "-- src/main.ts: 47\n");
        symlinkSync(secret, join(elsewhere, "deep"));
        alsoWrites("out/deep/x.lua", "bad");
        assert.equal((await build()).code, 3);
        assert.ok(!existsSync(join(secret, "x.lua")));
    });

    test("R44 a link in the output folder does not lead to sources", posix, async () => {
        mkdirSync(join(game, "out"));
        symlinkSync("../src", join(game, "out/code"));
        alsoWrites("out/code/main.ts", "theirs");
        assert.equal((await build()).code, 3);
        assert.match(text("src/main.ts"), /greet/);
    });

    test("links below the root stay links, and loops of links end", posix, async () => {
        write(game, { packages: { a: { "index.ts": "export const a = 1;\n" } }, "src/main.ts": 'import "../linked/index";\nimport "./again";\n' });
        symlinkSync("packages/a", join(game, "linked"));
        symlinkSync("greet.ts", join(game, "src/again.ts"));
        symlinkSync("..", join(game, "src/up"));
        symlinkSync("self", join(game, "src/self"));
        symlinkSync("nowhere.ts", join(game, "src/dangling.ts"));
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
        const { links } = JSON.parse(Buffer.from(farm.blobs.get(farm.submitted.at(-1)!.snapshot)!).toString()) as { links: Record<string, string> };
        assert.deepEqual([links["linked"], links["src/again.ts"]], ["packages/a", "greet.ts"]);
    });

    test("R43 scripts that are too large or nested too deep to be parsed here are listed with what they import", async () => {
        write(game, {
            "src/large.ts": `${"\n".repeat(5 << 20)}import { a } from "../far/a";\nexport const x = a;\n`,
            "src/deep.ts": `import { b } from "../far/b";\nexport const d = ${"(".repeat(50_000)}b${")".repeat(50_000)};\n`,
            far: { "a.ts": "export const a = 1;\n", "b.ts": "export const b = 1;\n" },
        });
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
        assert.deepEqual(farm.listed().filter(path => path.startsWith("far/")).sort(), ["far/a.ts", "far/b.ts"]);
    });

    test("a source that is its own output stays part of the project", async () => {
        write(game, { "tsconfig.json": IN_PLACE, "src/greet.d.ts": "export function greet(name: string): void;\n", "src/greet.lua": "return {}\n" });
        rmSync(join(game, "src/greet.ts"));
        farm.path = script => script.replace(/\.ts$/, ".lua");
        alsoWrites("src/greet.lua", "return {}\n");
        await build();
        await build();
        assert.ok(farm.listed().includes("src/greet.lua"));
        assert.equal(farm.submitted.at(0)!.snapshot, farm.submitted.at(-1)!.snapshot);
    });
});
