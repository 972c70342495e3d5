import { BLOB_PACK, packHead, readPack } from "./blob-pack.js";
import { ConnectionError } from "./errors.js";
import type { Http } from "./http.js";
import { textOf, type Platform } from "./platform.js";
import type { Digest } from "./wire.js";
import type { Service, Waits } from "./waits.js";

/** The largest content that a farm stores, in bytes. */
export const MAX_BLOB_BYTES = 64 * 1024 * 1024;

// Large enough that requests do not matter, small enough to send again and to hold in memory.
const PACK_BYTES = 8 * 1024 * 1024;
const DIGESTS_PER_REQUEST = 10_000;
const BLOBS_PER_READ = 2_000;
const TRANSFER = 5 * 60_000;
const MAX_FRAME_BYTES = MAX_BLOB_BYTES + (1 << 20); // what does not pack grows a little

/** The blobs of a farm, in packs of bounded size. Every blob that is read is verified against its digest. */
export class Blobs {
    private readonly service: Service;

    constructor(
        readonly address: string,
        private readonly http: Http,
        private readonly platform: Platform,
        private readonly waits: Waits,
        private readonly signal?: AbortSignal,
    ) {
        this.service = { name: "the cache-service", address };
    }

    /** Those of `digests` that the farm lacks. */
    async missing(digests: Iterable<Digest>): Promise<Set<Digest>> {
        const missing = new Set<Digest>();
        for (const part of parts([...digests], DIGESTS_PER_REQUEST)) {
            const answer = await this.ask(() =>
                this.http.post<{ missing: Digest[] }>(new URL("/blobs/missing", this.address).href, { digests: part }, { signal: this.signal }),
            );
            for (const digest of answer.missing) missing.add(digest);
        }
        return missing;
    }

    /**
     * Sends blobs.
     *
     * @param content gives a digest's content when its turn comes
     * @param sent hears after each pack how many more blobs are there
     */
    async upload(digests: Iterable<Digest>, content: (digest: Digest) => Promise<Uint8Array> | Uint8Array, sent: (count: number) => void = () => {}): Promise<void> {
        let pack: Uint8Array[] = [];
        let size = 0;
        let count = 0;
        const send = async () => {
            const body = concat(pack, size);
            await this.ask(async () => {
                const response = await this.http.send("POST", new URL("/blobs", this.address).href, {
                    body,
                    headers: { "content-type": BLOB_PACK, accept: "application/json" },
                    idle: TRANSFER,
                    signal: this.signal,
                });
                await textOf(response.body);
            });
            sent(count);
            pack = [];
            size = count = 0;
        };
        for (const digest of digests) {
            const frame = this.platform.pack(await content(digest));
            if (size > 0 && size + frame.length > PACK_BYTES) await send();
            pack.push(packHead(digest, frame.length), frame);
            size += 36 + frame.length;
            count++;
        }
        if (count > 0) await send();
    }

    /**
     * Gives each of `digests` that the farm has to `taker`, once and verified, in any order.
     *
     * @returns those that the farm lacks
     */
    async read(digests: Iterable<Digest>, taker: (digest: Digest, content: Uint8Array) => Promise<void> | void): Promise<Set<Digest>> {
        const open = new Set(digests);
        for (const part of parts([...open], BLOBS_PER_READ)) {
            await this.ask(async () => {
                const wanted = part.filter(digest => open.has(digest));
                if (wanted.length > 0) await this.readOnce(wanted, open, taker);
            });
        }
        return open;
    }

    private async readOnce(wanted: readonly Digest[], open: Set<Digest>, taker: (digest: Digest, content: Uint8Array) => Promise<void> | void): Promise<void> {
        const response = await this.http.send("POST", new URL("/blobs/read", this.address).href, {
            body: JSON.stringify({ digests: wanted }),
            headers: { "content-type": "application/json", accept: `${BLOB_PACK}, application/json` },
            idle: TRANSFER,
            signal: this.signal,
        });
        for await (const { digest, zstd } of readPack(response.body, MAX_FRAME_BYTES)) {
            const content = await this.platform.unpack(zstd, MAX_BLOB_BYTES);
            if ((await this.platform.sha256(content)) !== digest) throw new ConnectionError(`the blob ${digest} arrived with other content`);
            if (open.delete(digest)) await taker(digest, content);
        }
    }

    private ask<T>(exchange: () => Promise<T>): Promise<T> {
        return this.waits.ask(this.service, this.signal, exchange);
    }
}

function* parts<T>(all: readonly T[], size: number): Generator<T[]> {
    for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
        all.set(chunk, at);
        at += chunk.length;
    }
    return all;
}
