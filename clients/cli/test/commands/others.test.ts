import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { annotate } from "#src/build/annotations.js";
import { DiagnosticFormat } from "#src/build/diagnostics.js";
import { decodeLog, partsOf } from "#src/commands/trace.js";
import { CopyingFarm, farm as run, lastJson } from "../kit/farm.js";
import { folderWith, gameIn, type Tree } from "../kit/project.js";

describe("commands that ask the farm", () => {
    let farm: CopyingFarm;

    beforeEach(async () => {
        farm = new CopyingFarm();
        await farm.start();
    });
    afterEach(() => farm.stop());

    const ask = (folder: string, words: string[], input = "") => run(folder, words, { FARM_URL: farm.url }, input);

    test("R9 farm status shows workers, queue, cache and builds", async () => {
        farm.answers.set("GET /api/status", {
            verdict: "ok",
            workers: [{ id: "worker-1", engine: "V8", interpreting: false, slots: 2, busy: 1, jobs: 7 }],
            queue: { interactive: 1, bulk: 2 },
            cache: { blobs: 3, blobBytes: 4, exact: true, counters: {} },
            counters: {},
            builds: [{ id: "b", config: "tsconfig.json", state: "running", started: "now", tally: {}, seconds: 0 }],
        });
        const { out, code } = await ask(folderWith({}), ["status"]);
        assert.equal(code, 0);
        assert.match(out, /queue {3}interactive 1, bulk 2\n/);
        assert.match(out, /^ {2}worker-1, engine V8, interpreting false, slots 2, busy 1, jobs 7$/m);
        assert.match(out, /^ {2}b, config tsconfig\.json, state running/m);
        assert.match(out, /^ok$/m);
    });

    test("R9 farm status says what is in the way of builds, and ends with 1", async () => {
        farm.answers.set("GET /api/status", { verdict: "no compile worker runs", workers: [], counters: {}, builds: [] });
        const { out, code } = await ask(folderWith({}), ["status"]);
        assert.equal(code, 1);
        assert.match(out, /^no compile worker runs$/m);
    });

    test("R26 generations are listed, compared and rolled back", async () => {
        const game = folderWith({ "scriptfarm.json": '{"workspace":"dungeon"}' });
        farm.answers.set("GET /api/workspaces/dungeon/generations", [{ generation: 7, created: "2026-01-01T00:00:00Z", scripts: 3, rollbackOf: 5, tags: ["live"], servers: ["eu-1"] }]);
        farm.answers.set("GET /api/workspaces/dungeon/diff", { added: ["a.lua"], removed: ["b.lua"], changed: ["c.lua"] });
        farm.answers.set("POST /api/workspaces/other/rollback/5", { generation: 8, rollbackOf: 5 });
        assert.equal((await ask(game, ["generations"])).out, "     7  2026-01-01T00:00:00Z  3 files  back to 5, tag live, runs on eu-1\n");
        assert.equal((await ask(game, ["diff", "6", "7"])).out, "A a.lua\nD b.lua\nM c.lua\n");
        assert.equal((await ask(game, ["rollback", "5", "--workspace", "other"])).out, "generation 8 of other holds what 5 held\n");
        assert.equal((await ask(game, ["diff", "6"])).code, 64);
        assert.match((await ask(folderWith({}), ["generations"])).err, /which workspace\?/);
    });

    test("farm servers names them", async () => {
        farm.answers.set("GET /api/servers", [{ server: "eu-1", workspace: "dungeon", generation: 7, at: "now" }]);
        assert.equal((await ask(folderWith({}), ["servers"])).out, "eu-1  dungeon 7  since now\n");
    });

    test("R43 farm quarantine lists what killed its workers, and has it tried again", async () => {
        const key = `abc${"0".repeat(61)}`;
        const poison = { key, work: "transpile src/a.ts", toolchain: "0".repeat(64), config: "tsconfig.json", reason: "3 workers died at it", since: "2026-01-01T00:00:00Z" };
        farm.answers.set("GET /api/quarantine", [poison, { ...poison, key: `abd${"0".repeat(61)}` }]);
        farm.answers.set(`POST /api/quarantine/${key}/retry`, poison);
        const folder = folderWith({});
        assert.match((await ask(folder, ["quarantine"])).out, /^abc000000000 {2}2026-01-01T00:00:00Z {2}transpile src\/a\.ts of tsconfig\.json: 3 workers died at it$/m);
        assert.equal((await ask(folder, ["quarantine", "retry", "ABC"])).out, "transpile src/a.ts of tsconfig.json is tried again by the next build\n");
        assert.match((await ask(folder, ["quarantine", "retry", "ab"])).err, /2 keys begin with ab; give more digits/);
        assert.match((await ask(folder, ["quarantine", "retry", "f"])).err, /nothing in quarantine has a key that begins with f/);
        assert.equal((await ask(folder, ["quarantine", "release"])).code, 64);
        farm.answers.set("GET /api/quarantine", []);
        assert.match((await ask(folder, ["quarantine"])).err, /nothing is in quarantine/);
    });

    test("R10 farm parity says where scripts differ", async () => {
        const game = gameIn();
        farm.answers.set("POST /api/parity", {
            agrees: [{ script: "src/greet.ts", ended: true, steps: 3, differences: [], lua: "Lua 5.4", notes: [] }],
            differs: [{ script: "src/main.ts", ended: true, steps: 3, differences: [{ place: { file: "src/main.ts", line: 2 }, what: "what it prints", typescript: "1", luaText: "1.0", explanation: "numbers" }], lua: "Lua 5.4", notes: [] }],
            failed: [],
            missing: [],
        });
        const ran = await ask(game, ["parity", ".", "src/greet.ts", "src/main.ts"]);
        assert.equal(ran.code, 1);
        assert.match(ran.out, /^src\/greet\.ts: agrees in 3 steps \(Lua 5\.4\)$/m);
        assert.match(ran.out, /^src\/main\.ts:2: what it prints differs\n {2}TypeScript: 1\n {2}Lua: {8}1\.0\n {2}numbers$/m);
        const { scripts, updates } = JSON.parse(farm.bodies.get("POST /api/parity")!) as { scripts: string[]; updates: number };
        assert.deepEqual([scripts, updates], [["src/greet.ts", "src/main.ts"], 3]);
        await ask(game, ["parity", ".", "src/greet.ts", "--", "--luaTarget", "5.3"]);
        assert.deepEqual((JSON.parse(farm.bodies.get("POST /api/parity")!) as { options: string[] }).options, ["--luaTarget", "5.3"]);
    });

    test("farm trace asks about the last build, also after an edit", async () => {
        const game = gameIn();
        farm.answers.set("POST /api/traceback", { text: "src/main.ts:2: oh\n", frames: [], unresolved: [{ name: "other.lua", reason: "no build has it" }] });
        assert.match((await ask(game, ["trace"], "main.lua:1: oh")).err, /was not built on/);
        await ask(game, ["build"]);
        writeFileSync(join(game, "src/main.ts"), "export {};\n");
        const ran = await ask(game, ["trace"], "main.lua:1: oh");
        assert.equal(ran.out, "src/main.ts:2: oh\n");
        assert.equal(ran.err, "farm: other.lua: no build has it\n");
        const { snapshot, config, traceback } = JSON.parse(farm.bodies.get("POST /api/traceback")!) as Record<string, string>;
        assert.deepEqual([snapshot, config, traceback], [farm.submitted[0]!.snapshot, "tsconfig.json", "main.lua:1: oh"]);
    });
});

describe("farm doctor", () => {
    const doctor = async (tree: Tree) => {
        const ran = await run(gameIn(tree), ["doctor", "--json"], { FARM_URL: "http://127.0.0.1:1" });
        const said = lastJson(ran) as { problems: { error: boolean; what: string }[]; wouldBuild: boolean; farm: { reason: string } };
        assert.equal(ran.code, said.wouldBuild ? 0 : 1);
        return said;
    };

    test("has nothing to say of a project that builds, side effects and declared modules included", async () => {
        const { problems, wouldBuild, farm } = await doctor({ "src/main.ts": 'import "./gone-but-for-its-effects";\nimport engine from "engine";\nengine;\n', "src/engine.d.ts": 'declare module "engine" { const e: number; export default e; }\n' });
        assert.deepEqual(problems, []);
        assert.ok(wouldBuild);
        assert.match(farm.reason, /nothing answers/);
    });

    test("names imports that are found nowhere, and those that lie above the root", async () => {
        const { problems, wouldBuild } = await doctor({ "src/main.ts": 'import { a } from "nowhere";\nimport { b } from "./gone";\nimport { c } from "../../above";\n' });
        assert.deepEqual(problems.map(({ what }) => what.replaceAll(/ root .*/g, " root")).sort(), [
            "imports that are found nowhere: nowhere (src/main.ts)",
            "src/main.ts imports ../../above, which lies outside of the root",
            "src/main.ts imports ./gone, which is not there",
        ]);
        assert.ok(!wouldBuild);
    });

    test("judges plugins without running them", async () => {
        const tsconfig = (name: string) => JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], types: [] }, include: ["src"], tstl: { luaPlugins: [{ name }] } });
        assert.match((await doctor({ "tsconfig.json": tsconfig("./gone.js") })).problems[0]!.what, /the plugin \.\/gone\.js is nowhere/);
        const { problems } = await doctor({ "tsconfig.json": tsconfig("./plugin.js"), "plugin.js": 'require("node:child_process"); process.exit(99);' });
        assert.match(problems.map(({ what }) => what).join(), /names Node's 'child_process', which plugins do not get/);
    });
});

test("farm init writes what is not there, in the form of what is", async () => {
    const game = folderWith({ "package.json": '{\r\n\t"name": "@studio/My Game",\r\n\t"scripts": {\r\n\t\t"build": "tstl"\r\n\t}\r\n}\r\n' });
    assert.equal((await run(game, ["init"])).code, 0);
    assert.equal(readFileSync(join(game, "scriptfarm.json"), "utf8"), '{\n    "workspace": "my-game"\n}\n');
    const manifest = readFileSync(join(game, "package.json"), "utf8");
    assert.equal(manifest, '{\r\n\t"name": "@studio/My Game",\r\n\t"scripts": {\r\n\t\t"build": "tstl",\r\n\t\t"build:farm": "farm build",\r\n\t\t"watch": "farm watch"\r\n\t}\r\n}\r\n');
    await run(game, ["init"]);
    assert.equal(readFileSync(join(game, "package.json"), "utf8"), manifest);
});

test("farm completion gives shells its words", async () => {
    const folder = folderWith({});
    assert.match((await run(folder, ["completion", "words"])).out, /^build\nwatch\n/);
    const words = (await run(folder, ["completion", "words", "build"])).out.split("\n");
    assert.ok(words.includes("--dry-run") && words.includes("--json"));
    for (const shell of ["bash", "zsh", "fish", "powershell"]) assert.match((await run(folder, ["completion", shell])).out, /farm completion words/);
    assert.equal((await run(folder, ["completion", "cmd"])).code, 64);
});

describe("annotations for CI", () => {
    const format = new DiagnosticFormat("/game", "/game");
    const error = { category: "ERROR", code: 2322, message: "100%:\nno", location: { file: "src/a b.ts", start: 0, length: 1, line: 3, column: 5 } } as const;

    test("are GitHub's commands in its log", () => {
        const wanted = { environment: { GITHUB_ACTIONS: "true" }, current: "/", sarif: undefined, codeQuality: undefined };
        assert.equal(annotate([error, { category: "WARNING", code: 1, source: "scriptfarm", message: "hm" }], format, wanted), "::error file=src/a b.ts,line=3,col=5,title=TS2322::100%25:%0Ano\n::warning title=FARM::hm\n");
        assert.equal(annotate([error], format, { ...wanted, environment: {} }), "");
    });

    test("are files of SARIF and of GitLab's code quality", () => {
        const folder = folderWith({});
        annotate([error], format, { environment: {}, current: folder, sarif: "a.sarif", codeQuality: "b.json" });
        const sarif = JSON.parse(readFileSync(join(folder, "a.sarif"), "utf8")) as { runs: { results: { ruleId: string; locations: unknown[] }[] }[] };
        assert.deepEqual(sarif.runs[0]!.results[0]!.locations, [{ physicalLocation: { artifactLocation: { uri: "src/a%20b.ts" }, region: { startLine: 3, startColumn: 5 } } }]);
        const [quality] = JSON.parse(readFileSync(join(folder, "b.json"), "utf8")) as { location: unknown; severity: string }[];
        assert.deepEqual([quality!.location, quality!.severity], [{ path: "src/a b.ts", lines: { begin: 3 } }, "major"]);
    });
});

describe("logs with tracebacks", () => {
    test("are read in the encodings that engines write", () => {
        const text = "größe.lua:1: schön\n";
        assert.equal(decodeLog(Buffer.from(text)), text);
        assert.equal(decodeLog(Buffer.from(`\uFEFF${text}`)), text);
        assert.equal(decodeLog(Buffer.from(`\uFEFF${text}`, "utf16le")), text);
        assert.equal(decodeLog(Buffer.from(text, "latin1")), text);
    });

    test("go in parts of whole lines, however long they are", () => {
        const text = `${"line\n".repeat(100)}${"x".repeat(30)}\nend`;
        const parts = [...partsOf(text, 12)];
        assert.equal(parts.join(""), text);
        assert.ok(parts.every(part => part.length <= 12));
        assert.ok(parts.slice(0, 40).every(part => part.endsWith("\n")));
    });
});
