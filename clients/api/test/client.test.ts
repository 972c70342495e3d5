import assert from "node:assert/strict";
import * as zlib from "node:zlib";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Farm } from "#src/client.js";
import { FarmError, RefusedError, UnreachableError } from "#src/errors.js";
import { fetchPlatform } from "#src/fetch.js";
import { NodePlatform } from "#src/node.js";
import type { Platform } from "#src/platform.js";
import type { BuildEvent, BuildRequest } from "#src/wire.js";
import { delivered, FakeFarm, sha256 } from "@scriptfarm/testkit";

const QUICK = { first: 1, longest: 4, attempts: 1000, silence: 2000 };
const REQUEST: BuildRequest = { snapshot: sha256("snapshot"), config: "tsconfig.json" };

for (const [name, platform] of [["Node", new NodePlatform()], ["browsers", fetchPlatform]] as [string, Platform][]) {
    describe(`the client on the platform of ${name}`, () => {
        let farm: FakeFarm;
        let waits: string[];

        beforeEach(async () => {
            farm = await new FakeFarm().start();
            farm.put("snapshot");
            waits = [];
        });
        afterEach(() => farm.stop());

        const client = (options = {}) => new Farm(farm.url, { platform, patience: QUICK, waiting: line => waits.push(line), ...options });

        const follow = async (gateway: Farm) => {
            const heard: BuildEvent[] = [];
            const end = await gateway.follow(await gateway.submit(REQUEST), event => void heard.push(event));
            return { heard, end };
        };

        test("R5 gives each event once and in order, over a connection that is cut again and again", async () => {
            farm.compile = () => [...Array.from({ length: 7 }, (_, i) => ({ type: "script-ready" as const, script: `${i}.ts`, outputs: [] })), delivered()];
            farm.cutAfter = 2;
            const { heard, end } = await follow(client());
            assert.deepEqual(heard.map(({ sequence }) => sequence), [1, 2, 3, 4, 5, 6, 7, 8]);
            assert.equal(end?.conclusion.type, "delivered");
            assert.equal(farm.count("GET /api/builds/"), 4);
        });

        test("R5 leaves out events that it does not know", async () => {
            farm.compile = () => [{ type: "of-a-newer-farm" } as never, delivered()];
            assert.deepEqual((await follow(client())).heard.map(({ type }) => type), ["finished"]);
        });

        test("who stops while a build is submitted still learns which one it is", async () => {
            const stop = new AbortController();
            farm.compile = () => {
                stop.abort(new Error("enough"));
                return [{ type: "waiting", what: "for ever" }];
            };
            const gateway = client({ signal: stop.signal });
            const build = await gateway.submit(REQUEST);
            assert.equal(build.id, "build-1");
            await assert.rejects(gateway.follow(build, () => {}), /enough/);
            await assert.rejects(gateway.submit(REQUEST), /enough/);
        });

        test("a connection that stays does not gather what earlier requests waited for", async () => {
            const warnings: string[] = [];
            const hear = ({ message }: Error) => void warnings.push(message);
            process.on("warning", hear);
            const gateway = client();
            for (let i = 0; i < 12; i++) await gateway.info();
            process.off("warning", hear);
            assert.deepEqual(warnings, []);
        });

        test("R3 what is uploaded is packed, with zstd or as a body in gzip", async () => {
            const text = "local x = 1\n".repeat(10_000);
            const digest = sha256(text);
            await client().blobs(farm.url).upload([digest], () => Buffer.from(text));

            assert.equal(Buffer.from(farm.blobs.get(digest)!).toString(), text);
            const [{ coding, bytes }] = farm.uploads as [(typeof farm.uploads)[0]];
            assert.ok(bytes < 5_000, `${bytes} bytes`);
            assert.equal(coding, "zstdCompressSync" in zlib && name === "Node" ? undefined : "gzip");
        });

        test("R43 a gateway that is started again is waited for, and does not know the build", async () => {
            const gateway = client({ waiting: (line: string) => void (waits.push(line), farm.start()) });
            const build = await gateway.submit(REQUEST);
            farm.builds.clear();
            await farm.stop();
            assert.equal(await gateway.follow(build, () => {}), undefined);
            assert.equal(waits.length, 1);
            assert.match(waits[0]!, /^waiting for the gateway at /);
        });

        test("R43 a cache-service that is started again is waited for, by its own address", async () => {
            const gateway = client({ waiting: (line: string) => void (waits.push(line), farm.start()) });
            const { cache } = await gateway.info();
            const blobs = gateway.blobs(cache);
            await farm.stop();
            assert.deepEqual([...(await blobs.missing([sha256("x")]))], [sha256("x")]);
            assert.match(waits[0]!, /^waiting for the cache-service at /);
        });

        test("R11 an address where nothing ever answered fails at once", async () => {
            await farm.stop();
            await assert.rejects(client().submit(REQUEST), UnreachableError);
            assert.deepEqual(waits, []);
        });

        test("R43 what stands before a farm says that it is away, and is asked again", async () => {
            farm.busy = 2;
            farm.busyStatus = 502;
            farm.retryAfter = 0;
            await client().info();
            assert.equal(farm.count("GET /api/farm"), 3);
        });

        test("R43 a wait ends, and names the service that did not come back", async () => {
            const gateway = client({ patience: { first: 0, longest: 0, attempts: 9, silence: 0 } });
            const blobs = gateway.blobs((await gateway.info()).cache);
            await farm.stop();
            await assert.rejects(blobs.missing([sha256("x")]), (cause: Error) => cause instanceof FarmError && cause.message.startsWith("the cache-service at "));
        });

        test("R43 a farm without room is asked again when it wants to be", async () => {
            farm.busy = 1;
            const begin = performance.now();
            await client().info();
            assert.ok(performance.now() - begin >= 1000);
            assert.equal(farm.count("GET /api/farm"), 2);
        });

        test("a refusal has the farm's own words, and is not repeated", async () => {
            await assert.rejects(client().status(), (cause: Error) => cause instanceof RefusedError && cause.status === 404 && cause.message === "nothing at /api/status");
            assert.equal(farm.count("GET /api/status"), 1);
        });

        test("R3 blobs go and come in packs, each once", async () => {
            const gateway = client();
            const contents = new Map(Array.from({ length: 300 }, (_, i) => [`content ${i} `.repeat(i), i] as const).map(([text]) => [sha256(text), Buffer.from(text)]));
            const blobs = gateway.blobs(farm.url);
            let sent = 0;
            await blobs.upload(contents.keys(), digest => contents.get(digest)!, count => (sent += count));
            assert.equal(sent, contents.size);
            const read = new Map<string, string>();
            const gone = await blobs.read([...contents.keys(), sha256("gone")], (digest, content) => void read.set(digest, sha256(content)));
            assert.deepEqual([...gone], [sha256("gone")]);
            assert.deepEqual([...read.keys()].sort(), [...contents.keys()].sort());
            assert.ok([...read].every(([digest, actual]) => digest === actual));
        });

        test("R22 a blob with other content than its digest says is refused", async () => {
            farm.blobs.set(sha256("wanted"), Buffer.from("another"));
            const blobs = client({ patience: { first: 0, longest: 0, attempts: 3, silence: 0 } }).blobs(farm.url);
            await assert.rejects(blobs.read([sha256("wanted")], () => assert.fail()), /arrived with other content/);
        });

        test("what is under way ends with its signal", async () => {
            farm.compile = () => [{ type: "script-ready", script: "a.ts", outputs: [] }]; // and nothing more
            const stop = new AbortController();
            const gateway = client({ signal: stop.signal });
            const build = await gateway.submit(REQUEST);
            await assert.rejects(gateway.follow(build, () => stop.abort(new Error("enough"))), /enough/);
        });
    });
}
