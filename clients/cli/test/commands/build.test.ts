import assert from "node:assert/strict";
import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { sha256 } from "@scriptfarm/testkit";
import { CopyingFarm, farm as run, lastJson, started } from "../kit/farm.js";
import { folderWith, gameIn, installTypeScript, LONG_AGO, write } from "../kit/project.js";

const posix = { skip: process.platform === "win32" };

describe("farm build", () => {
    let farm: CopyingFarm;
    let game: string;

    beforeEach(async () => {
        farm = (await new CopyingFarm().start());
        game = gameIn();
    });
    afterEach(() => farm.stop());

    const build = (...words: string[]) => run(game, ["build", "--json", "--verbose", ...words], { FARM_URL: farm.url });
    const lua = (path: string) => readFileSync(join(game, path), "utf8");
    /** As a build sees it that comes some time later. */
    const rest = (...paths: string[]) => paths.forEach(path => utimesSync(join(game, path), LONG_AGO, LONG_AGO));

    test("R1 writes what the farm made, and says how it went", async () => {
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
        assert.equal(lua("out/main.lua"), "-- src/main.ts: 47\n");
        assert.match(ran.err, /built in \d+\.\d\d s: 2 scripts, 0 compiled, 2 cached; 2 files, 2 of them new or changed/);
        const { scripts, written, exitCode, snapshot } = lastJson(ran);
        assert.deepEqual({ scripts, written, exitCode, snapshot }, { scripts: 2, written: 2, exitCode: 0, snapshot: farm.submitted[0]!.snapshot });
    });

    test("R1 a TypeScriptToLua of another name is never passed over without a word", async () => {
        write(game, {
            "package.json": '{"devDependencies":{"@studio/tstl":"1.0.0"}}',
            node_modules: { "@studio": { tstl: { "package.json": "{}", dist: { lualib: { "x.lua": "" }, transpilation: { "transpiler.js": "" } } } } },
        });
        assert.match((await build()).err, /note: @studio\/tstl is a TypeScriptToLua of another name/);
    });

    test("R1 asks for tstl's own words only where they are wanted", async () => {
        await build();
        await build("--exact-diagnostics");
        assert.deepEqual(farm.submitted.map(({ exactDiagnostics }) => exactDiagnostics), [undefined, true]);
    });

    test("R9 --profile writes a trace, and --explain compares with the build before", async () => {
        const compile = farm.compile.bind(farm);
        farm.compile = async request => [
            { type: "planned", scripts: 2, cached: 0, toolchain: { typescript: "6", typescriptToLua: "1", digest: "d" }, plugins: [] },
            { type: "time-spent", worker: "w", slices: [{ phase: "CHECK", begin: 0, took: 5 }] },
            ...(request.since === undefined ? [] : [{ type: "script-explained", script: "src/main.ts", changes: [{ part: "TEXT" }] } as const]),
            ...(await compile(request)).map(told => (told.type === "finished" ? { ...told, summary: { ...told.summary, scripts: 2 } } : told)),
        ];
        await build("--explain");
        const ran = await build("--explain", "--profile", "trace.json");
        const { traceEvents } = JSON.parse(readFileSync(join(game, "trace.json"), "utf8")) as { traceEvents: { cat?: string }[] };
        for (const phase of ["look", "send", "farm", "write", "check", "events"]) assert.ok(traceEvents.some(({ cat }) => cat === phase), phase);
        const [first, second] = farm.submitted;
        assert.deepEqual([first!.since, second!.since, second!.sinceToolchain, second!.profile], [undefined, first!.snapshot, "d", true]);
        assert.deepEqual(lastJson(ran)["explained"], { "src/main.ts": [{ part: "TEXT" }] });
        assert.equal((await build("--local", "--explain")).code, 64);
    });

    test("R9 a build is a part of the pipeline's trace", async () => {
        const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await run(game, ["build"], { FARM_URL: farm.url, TRACEPARENT: trace });
        await run(game, ["build"], { FARM_URL: farm.url, TRACEPARENT: "a\nb" });
        assert.deepEqual(farm.traceParents, [trace, undefined]);
    });

    test("R1 lists what TypeScript reads, and its compilers, and nothing else", async () => {
        write(game, { "notes.json": "{}", "src/unused.js": "", "other/x.ts": "", node_modules: { unused: { "package.json": "{}", "index.d.ts": "" } } });
        await build();
        assert.deepEqual(farm.listed().filter(path => !path.startsWith("node_modules/typescript")).sort(), ["src/greet.ts", "src/main.ts", "tsconfig.json"]);
    });

    test("an unchanged project is submitted at once, under the same name, without TypeScript", async () => {
        await build();
        const before = farm.requests.length;
        const again = await build();
        assert.deepEqual(farm.requests.slice(before).map(request => request.split("/").slice(0, 3).join("/")), ["POST /api/builds", "GET /api/builds"]);
        assert.equal(farm.submitted[0]!.snapshot, farm.submitted[1]!.snapshot);
        assert.doesNotMatch(again.err, /TypeScript asked/);
        assert.equal(lastJson(again)["written"], 0);
    });

    test("R3 outputs that stay the same keep their times", async () => {
        await build();
        rest("out/main.lua");
        write(game, { "src/greet.ts": "export function greet(name: string) { return name; }\n" });
        const ran = await build();
        assert.equal(statSync(join(game, "out/main.lua")).mtimeMs, LONG_AGO.getTime());
        assert.equal(lua("out/greet.lua"), "-- src/greet.ts: 53\n");
        assert.equal(lastJson(ran)["written"], 1);
        assert.doesNotMatch(ran.err, /TypeScript asked/); // no import changed
        assert.equal(lastJson(ran)["uploaded"], 2); // the script and the listing
    });

    for (const [what, change] of Object.entries<(game: string) => void>({
        "a new import": game => write(game, { "src/main.ts": 'import { greet } from "./greet";\nimport "./more";\ngreet("you");\n', "src/more.ts": "" }),
        "a new script": game => write(game, { "src/more.ts": "export {};\n" }),
        "a script that is gone": game => rmSync(join(game, "src/greet.ts")),
        "a script with another name": game => renameSync(join(game, "src/greet.ts"), join(game, "src/greets.ts")),
        "another tsconfig": game => write(game, { "tsconfig.json": '{"compilerOptions":{"target":"es5","lib":["esnext"],"outDir":"out","types":[]},"include":["src"]}' }),
        "declarations that come to stand before a script's": game => write(game, { "src/greet/index.ts": "", "src/greet.tsx": "" }),
    })) {
        test(`TypeScript is asked after ${what}`, async () => {
            await build();
            change(game);
            assert.match((await build()).err, /TypeScript asked/);
        });
    }

    test("R3 a file that changes within the clock's grain is seen, whatever its times say", async () => {
        await build();
        const { mtime, atime } = statSync(join(game, "src/greet.ts"));
        write(game, { "src/greet.ts": "export function greet(eman: string) {}\n" }); // as long as it was
        utimesSync(join(game, "src/greet.ts"), atime, mtime);
        await build();
        assert.notEqual(farm.submitted[0]!.snapshot, farm.submitted[1]!.snapshot);
    });

    test("what a build no longer writes is removed, with its folder, unless somebody changed it", async () => {
        write(game, { "src/old/a.ts": "export {};\n", "src/b.ts": "export {};\n" });
        await build();
        rmSync(join(game, "src/old"), { recursive: true });
        rmSync(join(game, "src/b.ts"));
        writeFileSync(join(game, "out/b.lua"), "-- by hand\n");
        const ran = await build();
        assert.ok(!existsSync(join(game, "out/old")), ran.err);
        assert.equal(lua("out/b.lua"), "-- by hand\n");
        assert.match(ran.err, /1 removed/);
    });

    test("what a build removed beside the scripts makes nobody ask TypeScript again", async () => {
        write(game, { "tsconfig.json": '{"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},"include":["src"]}', "src/b.ts": "export {};\n" });
        farm.path = script => script.replace(/\.ts$/, ".lua");
        await build();
        rmSync(join(game, "src/b.ts"));
        assert.match((await build()).err, /TypeScript asked/);
        assert.ok(!existsSync(join(game, "src/b.lua")));
        write(game, { "src/greet.ts": "export function greet(name: string) { return name; }\n" });
        assert.doesNotMatch((await build()).err, /TypeScript asked/);
    });

    test("R1 Lua that is kept for declarations by hand becomes a source when its script is given up", async () => {
        write(game, { "tsconfig.json": '{"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[]},"include":["src"]}' });
        farm.path = script => script.replace(/\.ts$/, ".lua");
        await build();
        assert.ok(!farm.listed().includes("src/greet.lua"));
        rmSync(join(game, "src/greet.ts"));
        write(game, { "src/greet.d.ts": "export function greet(name: string): void;\n" });
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
        assert.ok(farm.listed().includes("src/greet.lua"));
        assert.ok(existsSync(join(game, "src/greet.lua")));
    });

    test("R44 no output goes where the tsconfig sends none, and then none is written", async () => {
        for (const path of ["../evil.lua", "tsconfig.json", ".git/hooks/post-checkout", "src/main.ts", "node_modules/typescript/lib/typescript.js"]) {
            farm.path = script => (script === "src/main.ts" ? path : "out/greet.lua");
            const ran = await build();
            assert.equal(ran.code, 3, path);
            assert.match(ran.err, /refused to write the output/);
            assert.ok(!existsSync(join(game, "out")));
        }
    });

    test("outputs go to a folder elsewhere that is not there yet", async () => {
        const elsewhere = join(folderWith({}), "new/lua");
        write(game, { "tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], types: [], outDir: elsewhere }, include: ["src"] }) });
        farm.path = script => script.replace(/^src/, relative(game, elsewhere)).replace(/\.ts$/, ".lua");
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
        assert.equal(readFileSync(join(elsewhere, "main.lua"), "utf8"), "-- src/main.ts: 47\n");
    });

    test("an output keeps its mode, its other names and its links", posix, async () => {
        await build();
        const target = folderWith({ "x.lua": "old" });
        chmodSync(join(game, "out/main.lua"), 0o640);
        linkSync(join(game, "out/greet.lua"), join(game, "out/second.lua"));
        farm.lua = script => `-- new ${script}\n`;
        assert.equal((await build()).code, 0);
        assert.equal(statSync(join(game, "out/main.lua")).mode & 0o777, 0o640);
        assert.equal(lua("out/second.lua"), "-- new src/greet.ts\n");
        rmSync(join(game, "out/main.lua"));
        symlinkSync(join(target, "x.lua"), join(game, "out/main.lua"));
        assert.match((await build()).err, /is a link that leaves the project/);
        assert.equal(readFileSync(join(target, "x.lua"), "utf8"), "old");
        rmSync(join(game, "out/main.lua"));
        symlinkSync("later.lua", join(game, "out/main.lua"));
        assert.equal((await build()).code, 0);
        assert.equal(lua("out/later.lua"), "-- new src/main.ts\n");
        assert.ok(lstatSync(join(game, "out/main.lua")).isSymbolicLink());
    });

    test("R43 a gateway that forgets builds is given them again", async () => {
        const compile = farm.compile;
        let forgotten = 0;
        farm.compile = request => {
            if (forgotten++ === 0) queueMicrotask(() => setImmediate(() => farm.builds.clear()));
            return compile(request);
        };
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
    });

    test("a cache that was cleared is filled again", async () => {
        await build();
        farm.blobs.clear();
        const ran = await build();
        assert.equal(ran.code, 0, ran.err);
        assert.equal(lua("out/main.lua"), "-- src/main.ts: 47\n");
    });

    test("errors decide on the exit code as tstl's do", async () => {
        const error = { category: "ERROR", code: 2322, message: "no", location: { file: "src/main.ts", start: 0, length: 1, line: 1, column: 1 } } as const;
        for (const [emitSkipped, code] of [[true, 1], [false, 2]] as const) {
            farm.compile = () => [{ type: "finished", conclusion: { type: "delivered", diagnostics: [error], emitSkipped }, summary: { scripts: 1, compiled: 0, cached: 1, failed: 0, took: 1 } }];
            const ran = await run(game, ["build"], { FARM_URL: farm.url });
            assert.equal(ran.code, code);
            assert.equal(ran.out, "src/main.ts(1,1): error TS2322: no\n");
            assert.doesNotMatch(ran.err, /as the tsconfig says/);
        }
    });

    test("R43 a build that the farm gives up has the farm's reason", async () => {
        farm.compile = () => [{ type: "finished", conclusion: { type: "aborted", blame: "RESOURCES", reason: "no worker took it" }, summary: { scripts: 0, compiled: 0, cached: 0, failed: 0, took: 1 } }];
        const ran = await build();
        assert.equal(ran.code, 3);
        assert.match(ran.err, /gave up build build-1: no worker took it/);
    });

    test("Ctrl-C ends it at once, and the farm hears of it", posix, async () => {
        farm.compile = () => [{ type: "planned", scripts: 2, cached: 0, toolchain: { typescript: "", typescriptToLua: "", digest: "" }, plugins: [] }];
        const { child, ended, says } = started(game, ["build"], { FARM_URL: farm.url });
        await says(/2 scripts, 0 of them known/);
        child.kill("SIGINT");
        assert.equal((await ended).code, 130);
        assert.deepEqual(farm.cancelled, ["build-1"]);
    });

    test("Ctrl-C while the build is submitted leaves none behind", posix, async () => {
        const running = started(game, ["build"], { FARM_URL: farm.url });
        farm.compile = () => {
            running.child.kill("SIGINT");
            return [{ type: "waiting", what: "for ever" }];
        };
        assert.equal((await running.ended).code, 130);
        assert.deepEqual(farm.cancelled, ["build-1"]);
    });

    test("a build that takes longer than it may is cancelled", async () => {
        farm.compile = () => [{ type: "waiting", what: "for ever" }];
        const ran = await build("--timeout", "2");
        assert.match(ran.err, /the build did not end within 2 s/);
        assert.equal(ran.code, 3);
        assert.equal(farm.cancelled.length, farm.submitted.length); // none was, where the machine is too slow for that
    });

    test("R11 without a farm the project's own tstl builds, said once", async () => {
        write(game, { node_modules: { "typescript-to-lua": { "package.json": "{}", "dist/tstl.js": 'console.log("tstl", process.argv.slice(2).join(" ")); process.exitCode = 2;' } } });
        await farm.stop();
        const ran = await run(game, ["build"], { FARM_URL: farm.url });
        assert.equal(ran.code, 2);
        assert.match(ran.out, /^tstl -p .*tsconfig\.json\n$/);
        assert.equal(ran.err.match(/no farm answers/g)?.length, 1);
        assert.equal((await run(game, ["build", "--fallback", "none"], { FARM_URL: farm.url })).code, 3);
        assert.equal((await run(game, ["build"], { FARM_URL: farm.url, FARM_FALLBACK: "none" })).code, 3);
        const local = await run(game, ["build", "--local", "--", "--luaTarget", "5.4"], { FARM_URL: farm.url });
        assert.match(local.out, /^tstl -p .*tsconfig\.json --luaTarget 5\.4\n$/);
        assert.equal(local.err, "");
    });

    test("wrong use has the exit code 64 and says how it is right", async () => {
        for (const words of [["--emit", "c"], ["--emit", "js"], ["--out", "x"], ["--nonsense"], ["a", "b"], ["--publish", "--local"], ["--timeout", "soon"]]) {
            const ran = await run(game, ["build", ...words], { FARM_URL: farm.url });
            assert.equal(ran.code, 64, words.join(" "));
            assert.match(ran.err, /usage: farm build/);
        }
    });

    test("there is no project: tstl's words and its exit code", async () => {
        const empty = folderWith({});
        assert.match((await run(empty, ["build"])).err, /^error TS5081: Cannot find a tsconfig\.json file at the current directory/);
        assert.match((await run(empty, ["build", "x"])).err, /^error TS5058: The specified path does not exist: 'x'\./);
        mkdirSync(join(empty, "x"));
        const ran = await run(empty, ["build", "x"]);
        assert.match(ran.err, /^error TS5057: Cannot find a tsconfig\.json file at the specified directory: 'x'\./);
        assert.equal(ran.code, 1);
    });

    test("a project folder that is a link, with names in other scripts and folders with a dot", posix, async () => {
        write(game, { "src/.generated/größe 你好.ts": "export {};\n", "src/main.ts": 'import "./.generated/größe 你好";\n' });
        const link = `${game}-link`;
        symlinkSync(game, link);
        const ran = await run(folderWith({}), ["build", link, "--json"], { FARM_URL: farm.url });
        rmSync(link);
        assert.equal(ran.code, 0, ran.err);
        assert.ok(existsSync(join(game, "out/.generated/größe 你好.lua")));
    });

    test("R1 Lua of packages is listed and sent ahead, that of packages they depend on too", async () => {
        write(game, {
            "src/main.ts": 'import { e } from "engine";\ne();\n',
            node_modules: {
                engine: { "package.json": '{"types":"index.d.ts","dependencies":{"maths":"1"}}', "index.d.ts": "export function e(): void;\n", "index.lua": 'require("maths.vector")\n' },
                maths: { "package.json": "{}", "vector.lua": "return {}\n", "notes.txt": "" },
                other: { "package.json": "{}", "other.lua": "" },
            },
        });
        farm.reads = () => false;
        assert.equal((await build()).code, 0);
        assert.deepEqual(farm.listed().filter(path => path.endsWith(".lua")).sort(), ["node_modules/engine/index.lua", "node_modules/maths/vector.lua"]);
        assert.ok(farm.blobs.has(sha256("return {}\n")));
        assert.equal(farm.submitted.length, 1);
    });

    test("R1 Lua that a package of the workspace requires of another one is listed, links and all", posix, async () => {
        const top = folderWith({
            "package.json": '{"workspaces":["*"]}',
            game: { "package.json": "{}", "tsconfig.json": '{"compilerOptions":{"lib":["esnext"],"types":[]},"include":["src"]}', src: { "main.ts": 'import { r } from "@s/rules";\nr();\n' } },
            rules: { "package.json": '{"types":"lib/index.d.ts","dependencies":{"@s/text":"1"}}', lib: { "index.d.ts": "export function r(): void;\n", "index.lua": 'require("@s.text")\n' } },
            text: { "package.json": "{}", "text.lua": "return {}\n" },
            unused: { "package.json": "{}", "unused.lua": "" },
        });
        installTypeScript(top);
        for (const name of ["rules", "text", "unused"]) {
            mkdirSync(join(top, "node_modules/@s"), { recursive: true });
            symlinkSync(`../../${name}`, join(top, "node_modules/@s", name));
        }
        const ran = await run(join(top, "game"), ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(lastJson(ran)["root"], top, ran.err);
        const listed = farm.listed();
        assert.deepEqual(listed.filter(path => path.endsWith(".lua")).sort(), ["rules/lib/index.lua", "text/text.lua"]);
        assert.ok(listed.includes("node_modules/@s/rules") && listed.includes("node_modules/@s/text"));
    });

    test("a tsconfig with a parent's, in UTF-16, with backslashes and comments", async () => {
        const top = folderWith({
            shared: { "base.json": '\uFEFF{ /* why */ "compilerOptions": {"target":"esnext","lib":["esnext"],"types":[],}, }', "util.ts": "export const u = 1;\n" },
            game: { "src/main.ts": 'import { u } from "../../shared/util";\nexport const x = u;\n' },
        });
        installTypeScript(top);
        write(top, { "game/tsconfig.json": Buffer.from('\uFEFF{"extends":"..\\\\shared\\\\base.json","compilerOptions":{"outDir":"..\\\\out"},"include":["src","..\\\\shared"]}', "utf16le") });
        farm.path = script => script.replace(/^src\//, "out/").replace(/\.ts$/, ".lua");
        const ran = await run(join(top, "game"), ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(lastJson(ran)["root"], top);
        assert.deepEqual(farm.listed().filter(path => !path.startsWith("node_modules")).sort(), ["game/src/main.ts", "game/tsconfig.json", "shared/base.json", "shared/util.ts"]);
    });

    test("the compilers may lie further up, beyond a smaller node_modules", async () => {
        const top = folderWith({ mods: { one: { "tsconfig.json": '{"compilerOptions":{"types":["far"]},"include":["src"]}', src: { "main.ts": "export {};\n" }, node_modules: { small: { "package.json": "{}" } } } } });
        installTypeScript(top);
        write(top, { node_modules: { "typescript-to-lua": { "package.json": "{}" }, far: { "package.json": '{"types":"index.d.ts"}', "index.d.ts": "declare const far: number;\n" } } });
        const ran = await run(join(top, "mods/one"), ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(lastJson(ran)["root"], top, ran.err);
        assert.ok(farm.listed().includes("node_modules/far/index.d.ts"));
        assert.ok(farm.listed().includes("node_modules/typescript-to-lua/package.json"));
    });
});

test("farm --version and farm help load nothing else, and unknown commands are named", async () => {
    const folder = folderWith({});
    assert.equal((await run(folder, ["--version"])).out, "0.1.0\n");
    assert.match((await run(folder, [])).out, /usage: farm COMMAND/);
    assert.match((await run(folder, ["build", "--help"])).out, /usage: farm build \[DIR\]/);
    assert.equal((await run(folder, ["constructor"])).code, 64);
});
