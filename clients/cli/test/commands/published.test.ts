import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { FakeFarm, FakeKey, sha256 } from "@scriptfarm/testkit";
import { farm as run, started } from "../kit/farm.js";
import { folderWith } from "../kit/project.js";

const posix = { skip: process.platform === "win32" && "links need rights on Windows" };

describe("commands about generations", () => {
    let farm: FakeFarm;
    let game: string;

    beforeEach(async () => {
        farm = await new FakeFarm().start();
        game = folderWith({ "scriptfarm.json": '{"workspace":"dungeon"}' });
        farm.answers.set("GET /api/keys", { current: "an id", keys: [farm.key.known] });
    });
    afterEach(() => farm.stop());

    const ask = (...words: string[]) => run(game, words, { FARM_URL: farm.url });
    const read = (path: string) => readFileSync(join(game, path), "utf8");

    test("R26 farm keys prints them, and has a new one sign", async () => {
        assert.deepEqual(await ask("keys"), { code: 0, out: `${farm.key.known}\n`, err: "signs now: an id\n" });
        farm.answers.set("POST /api/keys/rotate", { current: "another", keys: ["a", "b"] });
        assert.deepEqual(await ask("keys", "--rotate"), { code: 0, out: "a\nb\n", err: "signs now: another\n" });
    });

    describe("R23 farm pull", () => {
        test("writes what a generation holds, and touches nothing else", async () => {
            farm.publish("dungeon", { "a.lua": "1", "deep/b.lua": "2", "c.lua": "3" });
            mkdirSync(join(game, "out/deep"), { recursive: true });
            writeFileSync(join(game, "out/deep/mine.lua"), "mine");
            const first = await ask("pull", "out");
            assert.equal(first.out, "generation 1 of dungeon: 3 files, 3 written, 0 removed\n");
            assert.match(first.err, /^believing the keys that http.* gives/);
            const inode = statSync(join(game, "out/c.lua")).ino;

            farm.publish("dungeon", { "a.lua": "1 more", "c.lua": "3" });
            writeFileSync(join(game, "keys"), Buffer.from(`\uFEFF# by PowerShell\r\n${farm.key.known}\r\n`, "utf16le"));
            writeFileSync(join(game, "scriptfarm.json"), '\uFEFF{\r\n"workspace": "dungeon"}');
            const second = await ask("pull", "--keys", "keys", "out");
            assert.deepEqual(second, { code: 0, out: "generation 2 of dungeon: 2 files, 1 written, 1 removed\n", err: "" });
            assert.equal(read("out/a.lua"), "1 more");
            assert.equal(statSync(join(game, "out/c.lua")).ino, inode);
            assert.deepEqual(readdirSync(join(game, "out/deep")), ["mine.lua"]);
        });

        test("puts back what was changed by hand, and leaves it where the generation has it no more", async () => {
            farm.publish("dungeon", { "a.lua": "1", "b.lua": "2" });
            await ask("pull", "out");
            writeFileSync(join(game, "out/a.lua"), "by hand");
            writeFileSync(join(game, "out/b.lua"), "by hand");
            farm.publish("dungeon", { "a.lua": "1" });
            assert.equal((await ask("pull", "out")).out, "generation 2 of dungeon: 1 files, 1 written, 0 removed\n");
            assert.deepEqual([read("out/a.lua"), read("out/b.lua")], ["1", "by hand"]);
        });

        test("gives earlier generations, other workspaces and other kinds", async () => {
            farm.publish("dungeon", { "a.lua": "1" });
            farm.publish("dungeon", { "a.lua": "2" });
            farm.publish("arena", { "b.lua": "3" });
            await ask("pull", "--generation", "1", "out");
            assert.equal(read("out/a.lua"), "1");
            await ask("pull", "--workspace", "arena", "arena");
            assert.equal(read("arena/b.lua"), "3");
            await ask("pull", "--kind", "map", "maps");
            assert.equal(read("maps/a.lua.map"), "map of 2");
        });

        test("says what it cannot do, by its exit code too", async () => {
            farm.publish("dungeon", { "a.lua": "1" });
            const exits = async (code: number, words: RegExp, ...options: string[]) => {
                const ran = await ask("pull", ...options);
                assert.equal(ran.code, code, ran.err);
                assert.match(ran.err, words);
                assert.ok(!existsSync(join(game, "out")));
            };
            await exits(3, /keeps no generation 99 of dungeon/, "--generation", "99", "out");
            await exits(3, /no generation of nothing/, "--workspace", "nothing", "out");
            await exits(3, /is not trusted here/, "--key", new FakeKey().known, "out");
            await exits(64, /nothing of the kind lua99; it has lua, map/, "--kind", "lua99", "out");
            await exits(64, /not a public key/, "--key", "bm9uZQ==", "out");
            await exits(64, /cannot read the keys/, "--keys", "gone", "out");
            await exits(64, /a generation is a number/, "--generation", "x", "out");
            await exits(64, /--follow goes on to others/, "--follow", "--generation", "1", "out");
            await exits(64, /which folder\?/);
            writeFileSync(join(game, "empty"), "\n");
            await exits(64, /empty holds no key/, "--keys", "empty", "out");
        });

        test("R44 writes and removes nothing through a link that leaves the folder", posix, async () => {
            farm.publish("dungeon", { "deep/a.lua": "1", "b.lua": "2" });
            const elsewhere = folderWith({ "a.lua": "1" });
            mkdirSync(join(game, "out"));
            for (const target of [elsewhere, ".."]) {
                symlinkSync(target, join(game, "out/deep"));
                const ran = await ask("pull", "out");
                assert.equal(ran.code, target === ".." ? 3 : 0);
                rmSync(join(game, "out/deep"));
            }
            writeFileSync(join(elsewhere, "a.lua"), "theirs");
            symlinkSync(elsewhere, join(game, "out/deep"));
            assert.match((await ask("pull", "out")).err, /a link that leaves/);
            assert.equal(readFileSync(join(elsewhere, "a.lua"), "utf8"), "theirs");
            writeFileSync(join(elsewhere, "a.lua"), "1");
            farm.publish("dungeon", { "b.lua": "2" });
            assert.equal((await ask("pull", "out")).code, 0);
            assert.ok(existsSync(join(elsewhere, "a.lua")));
        });

        test("R44 refuses paths that leave the folder, whoever signed them", async () => {
            farm.publish("dungeon", { "../evil.lua": "1" });
            assert.match((await ask("pull", "out")).err, /refused to write the output \.\.\/evil\.lua/);
            writeFileSync(join(game, "out/.farm-pull.json"), `{"files":{"../scriptfarm.json":"${sha256(read("scriptfarm.json"))}"}}`);
            const ran = await ask("pull", "out");
            assert.equal(ran.code, 3);
            assert.match(ran.err, /\.farm-pull\.json is damaged/);
            assert.ok(existsSync(join(game, "scriptfarm.json")));
        });

        test("--follow goes on with each generation, and ends with Ctrl-C", async () => {
            farm.publish("dungeon", { "a.lua": "1" });
            const following = started(game, ["pull", "--follow", "out"], { FARM_URL: farm.url });
            await following.says(/generation 1 of dungeon: 1 files, 1 written/);
            farm.publish("dungeon", { "a.lua": "2" });
            await following.says(/generation 2 of dungeon: 1 files, 1 written/);
            farm.key = new FakeKey();
            farm.publish("dungeon", { "a.lua": "3" });
            await following.says(/is not trusted here/);
            assert.equal(read("out/a.lua"), "2");
            following.child.kill("SIGINT");
            assert.equal((await following.ended).code, 130);
        });
    });

    test("R25 farm pull --cdn takes what farm export wrote, without a farm", async () => {
        farm.publish("dungeon", { "a.lua": "1", "b.lua": "2", "server/secret.lua": "secret" });
        const from = `${farm.url}cdn`;
        const pull = (...words: string[]) => run(game, ["pull", "--cdn", from, ...words], { FARM_URL: "http://127.0.0.1:9" });
        const key = ["--key", farm.key.known];
        assert.match((await pull(...key, "out")).err, /there is no manifest at .* \(status 404\); farm export --cdn writes it/);
        farm.exported.set("manifest.json", Buffer.from(JSON.stringify(farm.published.get("dungeon@REPLICATED@1"))));

        assert.deepEqual(await pull(...key, "out"), { code: 0, out: "generation 1 of dungeon: 2 files, 2 written, 0 removed\n", err: "" });
        assert.deepEqual([read("out/a.lua"), read("out/b.lua"), existsSync(join(game, "out/server"))], ["1", "2", false]);
        assert.ok(!farm.requests.some(request => !request.startsWith("GET /cdn/")));
        assert.match((await pull("--key", new FakeKey().known, "out")).err, /is not trusted here/);
        assert.deepEqual([(await pull("out")).code, (await pull(...key, "--follow", "out")).code, (await pull(...key, "--kind", "lua99", "out")).code], [64, 64, 64]);
        farm.blobs.set(sha256("2"), Buffer.from("another"));
        rmSync(join(game, "out/b.lua"));
        const damaged = await pull(...key, "out");
        assert.equal(damaged.code, 3);
        assert.match(damaged.err, /lacks 1 artifacts of generation 1, or has others in their place/);
        assert.ok(!existsSync(join(game, "out/b.lua")));
    });

    test("R25 farm pull takes from a content delivery network what the manifest says is there", async () => {
        farm.publish("dungeon", { "a.lua": "1", "server/b.lua": "2" }, { cdn: [`${farm.url}cdn`] });
        assert.equal((await ask("pull", "out")).code, 0);
        assert.deepEqual([read("out/a.lua"), read("out/server/b.lua")], ["1", "2"]);
        assert.deepEqual([farm.count("GET /cdn/"), farm.count(`GET /cdn/${sha256("1")}`)], [1, 1]);
        assert.equal(farm.count("POST /workspaces/"), 1);
    });

    test("R25 farm export writes what clients may see as zstd frames, and puts back what is damaged", async () => {
        farm.publish("dungeon", { "a.lua": "1", "b.lua": "2", "server/secret.lua": "secret" });
        const all = [sha256("1"), sha256("2"), "manifest.json"].sort();
        assert.equal((await ask("export", "--cdn", "cdn")).out, "generation 1 of dungeon: 2 artifacts for clients, 2 written\n");
        assert.deepEqual(readdirSync(join(game, "cdn")).sort(), all);
        assert.deepEqual(JSON.parse(read("cdn/manifest.json")), farm.published.get("dungeon@REPLICATED@1"));
        assert.equal(readFileSync(join(game, "cdn", sha256("1"))).readUInt32LE(0), 0xfd2fb528);
        writeFileSync(join(game, "cdn", sha256("1")), readFileSync(join(game, "cdn", sha256("2"))));
        farm.publish("dungeon", { "b.lua": "2", "a.lua": "1" });
        assert.equal((await ask("export", "--cdn", "cdn")).out, "generation 2 of dungeon: 2 artifacts for clients, 1 written\n");
        assert.deepEqual(readdirSync(join(game, "cdn")).sort(), all);
        assert.equal((await ask("export")).code, 64);
    });
});
