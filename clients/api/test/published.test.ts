import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { FarmError } from "#src/errors.js";
import { Farm } from "#src/client.js";
import { fetchPlatform } from "#src/fetch.js";
import { NodePlatform } from "#src/node.js";
import type { Platform } from "#src/platform.js";
import type { Generation } from "#src/published.js";
import { TrustedKeys } from "#src/trusted-keys.js";
import type { ManifestView } from "#src/wire.js";
import { FakeFarm, FakeKey, sha256 } from "@scriptfarm/testkit";

const FILES = { "a.lua": "return 1\n", "server/b.lua": "return 2\n" };
const QUICK = { first: 1, longest: 4, attempts: 1000, silence: 0 };

for (const [name, platform] of [["Node", new NodePlatform()], ["browsers", fetchPlatform]] as [string, Platform][]) {
    describe(`R23 what was published, on the platform of ${name}`, () => {
        let farm: FakeFarm;

        beforeEach(async () => {
            farm = await new FakeFarm().start();
        });
        afterEach(() => farm.stop());

        const published = async ({ view = "FULL", keys = [farm.key.known], signal }: { view?: ManifestView; keys?: string[]; signal?: AbortSignal } = {}) =>
            new Farm(farm.url, { platform, patience: QUICK, signal }).published(farm.url, "dungeon", await TrustedKeys.of(platform, keys), view);

        test("is believed when a trusted key signed it, and each artifact verified", async () => {
            farm.publish("dungeon", FILES);
            const source = await published({ keys: [new FakeKey().known, farm.key.known] });
            const found = await source.latest();
            assert.deepEqual(found.manifest.entries.map(({ path }) => path), ["a.lua", "server/b.lua"]);
            const read = new Map<string, string>();
            const gone = await source.read(found, [sha256(FILES["a.lua"]), sha256("gone")], async (digest, content, frame) => {
                read.set(digest, Buffer.from(content).toString());
                assert.ok(await source.holds(digest, frame));
                assert.ok(!(await source.holds(sha256("other"), frame)));
            });
            assert.deepEqual([...read], [[sha256(FILES["a.lua"]), FILES["a.lua"]]]);
            assert.deepEqual([...gone], [sha256("gone")]);
        });

        test("R24 a large artifact goes on where it was cut, and begins anew when it is another by then", async () => {
            const large = { "a.lua": "-- large\n".repeat(20_000) };
            farm.publish("dungeon", { ...large, "b.lua": "return 2\n" });
            const source = await published();
            const found = await source.latest();
            const [digest, small] = [sha256(large["a.lua"]), sha256("return 2\n")];
            for (const [tags, ranges] of [[["a"], [0, 70_000, 140_000]], [["a", "a", "b", "b"], [0, 70_000, 0, 70_000, 140_000]]] as const) {
                farm.frameTags.splice(0, 1, ...tags);
                farm.ranges.length = 0;
                farm.cutFramesAfter = 70_000;
                const read = new Map<string, string>();
                assert.equal((await source.read(found, [digest, small], (of, content) => void read.set(of, Buffer.from(content).toString()))).size, 0);
                assert.deepEqual(read, new Map([[small, "return 2\n"], [digest, large["a.lua"]]]));
                // Browsers unpack answers by themselves, so nobody knows how far they came.
                assert.deepEqual(farm.ranges, name === "Node" ? ranges : []);
            }
            farm.blobs.delete(digest);
            assert.deepEqual([...(await source.read(found, [digest], () => {}))], [digest]);
        });

        test("R25 what clients may see comes from where the manifest says, verified; the rest is left to the farm", async () => {
            const cdn = await new FakeFarm().start();
            const away = await new FakeFarm().start();
            await away.stop();
            try {
                farm.publish("dungeon", { ...FILES, "wrong.lua": "right", "late.lua": "not exported" }, { cdn: ["ftp://nobody/", `${away.url}cdn`, `${cdn.url}cdn`] });
                const found = await (await published()).latest();
                const digests = found.manifest.entries.flatMap(({ artifacts }) => Object.values(artifacts).map(({ digest }) => digest));
                cdn.put(FILES["a.lua"]);
                cdn.put(FILES["server/b.lua"]);
                cdn.blobs.set(sha256("right"), Buffer.from("wrong"));
                const read: string[] = [];
                const rest = await (await published()).readElsewhere(found, digests, (_, content) => void read.push(Buffer.from(content).toString()));
                assert.deepEqual(read, [FILES["a.lua"]]);
                assert.deepEqual([...rest].sort(), digests.filter(digest => digest !== sha256(FILES["a.lua"])).sort());
                assert.ok(!cdn.requests.some(request => request.includes(sha256(FILES["server/b.lua"])) || request.includes(sha256(`map of ${FILES["a.lua"]}`))));
            } finally {
                await cdn.stop();
            }
        });

        test("R26 is refused when its key is not trusted, and the message says what to do", async () => {
            farm.publish("dungeon", FILES);
            await assert.rejects((await published({ keys: [new FakeKey().known] })).latest(), /is signed by the key [0-9a-f]{16}, which is not trusted here; .*fetch its public keys again/);
        });

        test("is refused when one bit of it or of its signature is another", async () => {
            farm.publish("dungeon", FILES);
            const name = "dungeon@FULL@1";
            const signed = farm.published.get(name)!;
            for (const field of ["payload", "signature"] as const) {
                const bytes = Buffer.from(signed[field], "base64");
                bytes[bytes.length - 3]! ^= 1;
                farm.published.set(name, { ...signed, [field]: bytes.toString("base64") });
                await assert.rejects((await published()).latest(), /does not match its signature/);
            }
            farm.published.set(name, { ...signed, signature: "no Base64" });
            await assert.rejects((await published()).latest(), /does not match its signature/);
        });

        test("is refused when it is signed, but not what was asked for", async () => {
            farm.publish("dungeon", FILES, { workspace: "other" });
            await assert.rejects((await published()).latest(), /is for other \(FULL\), not for dungeon \(FULL\)/);
            farm.published.set("dungeon@REPLICATED@1", farm.key.sign({ version: 1, workspace: "dungeon", view: "FULL" }));
            await assert.rejects((await published({ view: "REPLICATED" })).latest(), /is for dungeon \(FULL\), not for dungeon \(REPLICATED\)/);
            farm.publish("dungeon", FILES, { generation: 7 });
            await assert.rejects((await published()).generation(2), /gives the manifest of generation 7 for that of 2/);
            farm.publish("dungeon", FILES, { version: 2 });
            await assert.rejects((await published()).latest(), /version 2, this is for version 1; update/);
        });

        test("what nobody published is said to be none", async () => {
            await assert.rejects((await published()).latest(), (cause: Error) => cause instanceof FarmError && cause.message.includes("no generation of dungeon"));
            farm.publish("dungeon", FILES);
            await assert.rejects((await published()).generation(9), /keeps no generation 9 of dungeon/);
        });

        test("only keys of Ed25519 can be trusted", async () => {
            for (const text of ["bm9uZQ==", "?", "", Buffer.alloc(44).toString("base64")]) await assert.rejects(TrustedKeys.of(platform, [text]), /not a public key/);
        });

        test("R24 is followed over lost connections, and never goes back", async () => {
            const stop = new AbortController();
            const source = await published({ signal: stop.signal });
            const heard: number[] = [];
            const failures: string[] = [];
            let next = () => {};
            const until = async (holds: () => boolean) => {
                while (!holds()) await new Promise<void>(resolve => (next = resolve));
            };
            const following = source.follow(
                async ({ manifest }: Generation) => {
                    heard.push(manifest.generation);
                    next();
                },
                ({ message }) => {
                    failures.push(message);
                    next();
                },
            );
            await until(() => failures.length > 0);
            assert.match(failures[0]!, /no generation of dungeon/);
            farm.publish("dungeon", FILES);
            await until(() => heard.length === 1);
            farm.publish("dungeon", { "a.lua": "return 3\n" });
            await until(() => heard.length === 2);
            await farm.stop();
            farm.publish("dungeon", { "a.lua": "return 4\n" });
            await farm.start();
            await until(() => heard.length === 3);
            const trusted = farm.key;
            farm.key = new FakeKey();
            farm.publish("dungeon", FILES);
            await until(() => failures.some(message => message.includes("not trusted")));
            farm.key = trusted;
            farm.publish("dungeon", FILES);
            await until(() => heard.length === 4);
            assert.deepEqual(heard, [1, 2, 3, 5]);
            stop.abort(new Error("enough"));
            await assert.rejects(following, /enough/);
        });
    });
}
