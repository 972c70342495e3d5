import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as zlib from "node:zlib";
import { packHead, readPack } from "#src/blob-pack.js";
import { ConnectionError } from "#src/errors.js";
import { unpackPlainly } from "#src/fetch.js";
import { NodePlatform } from "#src/node.js";
import { readEvents } from "#src/sse.js";
import { contentSize, storedFrame } from "#src/zstd.js";

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const value of values) list.push(value);
    return list;
}

describe("server-sent events", () => {
    const stream = "id: 1\nevent: planned\ndata: {\"a\":1}\n\n: a comment\r\n\r\nid:2\r\ndata:one\r\ndata:  two\r\n\r\rdata: ü\r\r\nid: 9\ndata: never ended";
    const events = [
        { id: "1", event: "planned", data: '{"a":1}' },
        { id: "2", event: "", data: "one\n two" },
        { id: "2", event: "", data: "ü" },
    ];

    test("are the same however the bytes arrive", async () => {
        for (const size of [1, 2, 3, 7, 1000]) assert.deepEqual(await all(readEvents(chunked(Buffer.from(stream), size))), events, `chunks of ${size}`);
    });
});

describe("blob packs", () => {
    const digest = "ab".repeat(32);
    const pack = Buffer.concat([packHead(digest, 3), Buffer.from("abc"), packHead(digest, 0), packHead(digest, 5), Buffer.from("hello")]);

    test("are the same however the bytes arrive", async () => {
        for (const size of [1, 5, 36, 37, 1000]) {
            const frames = await all(readPack(chunked(pack, size), 10));
            assert.deepEqual(frames.map(frame => [frame.digest, Buffer.from(frame.zstd).toString()]), [[digest, "abc"], [digest, ""], [digest, "hello"]]);
        }
    });

    test("that end in the middle of a frame, or hold too large a one, are refused", async () => {
        for (const length of [10, 36, 38]) await assert.rejects(all(readPack(chunked(pack.subarray(0, length), 7), 10)), ConnectionError);
        await assert.rejects(all(readPack(chunked(pack, 7), 4)), ConnectionError);
    });
});

describe("zstd", () => {
    const platform = new NodePlatform();
    const contents = ["", "a", "text ".repeat(10), "x".repeat(300), "y".repeat(70_000), "z".repeat(128 * 1024), "w".repeat(300_000)].map(text => Buffer.from(text));

    test("what is packed here is unpacked here, and says its size", async () => {
        for (const content of contents) {
            for (const frame of [storedFrame(content), platform.pack(content)]) {
                assert.equal(contentSize(frame), content.length);
                assert.ok(content.equals(unpackPlainly(frame, 1 << 20)));
                assert.ok(content.equals(await platform.unpack(frame, 1 << 20)));
            }
        }
    });

    test("Node's own zstd, where it has one, reads what is packed in plain JavaScript", t => {
        const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };
        if (zstdDecompressSync === undefined) { t.skip("this Node has none"); return; }
        for (const content of contents) assert.ok(content.equals(zstdDecompressSync(storedFrame(content))));
    });

    test("a frame that is too large, cut off or none is refused", async () => {
        const frame = storedFrame(Buffer.from("text ".repeat(100)));
        for (const unpack of [unpackPlainly, (bytes: Uint8Array, most: number) => platform.unpack(bytes, most)]) {
            await assert.rejects(async () => await unpack(frame, 499), ConnectionError);
            await assert.rejects(async () => await unpack(frame.subarray(0, 100), 1000), ConnectionError);
            await assert.rejects(async () => await unpack(Buffer.from("no frame at all"), 1000), ConnectionError);
        }
    });
});
