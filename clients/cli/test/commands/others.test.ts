import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { decodeLog, partsOf } from "#src/commands/trace.js";
import { CopyingFarm, farm as run } from "../kit/farm.js";
import { folderWith, gameIn } from "../kit/project.js";

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
