import { BLOB_PACK, packHead } from "./blob-pack.js";
import { BlobReader, TRANSFER, type Connection, type Taker } from "./blob-reader.js";
import { joined, textOf } from "./platform.js";
import type { Digest } from "./wire.js";
import type { Service } from "./waits.js";

// Large enough that requests do not matter, small enough to send again and to hold in memory.
const PACK_BYTES = 8 * 1024 * 1024;
const DIGESTS_PER_REQUEST = 10_000;

/** The blobs of a farm, in packs of bounded size. Every blob that is read is verified against its digest. */
export class Blobs {
    private readonly service: Service;

    constructor(
        readonly address: string,
        private readonly connection: Connection,
    ) {
        this.service = { name: "the cache-service", address };
    }

    /** Those of `digests` that the farm lacks. */
    async missing(digests: Iterable<Digest>): Promise<Set<Digest>> {
        const { http, signal } = this.connection;
        const missing = new Set<Digest>();
        for (const part of parts([...digests], DIGESTS_PER_REQUEST)) {
            const answer = await this.ask(() =>
                http.post<{ missing: Digest[] }>(new URL("/blobs/missing", this.address).href, { digests: part }, { signal }),
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
        const { http, platform, signal } = this.connection;
        let pack: Uint8Array[] = [];
        let size = 0;
        let count = 0;
        const send = async () => {
            const frames = joined(pack, size);
            const body = (await platform.gzip?.(frames)) ?? frames;
            const headers = { "content-type": BLOB_PACK, accept: "application/json", ...(platform.gzip && { "content-encoding": "gzip" }) };
            await this.ask(async () => {
                const response = await http.send("POST", new URL("/blobs", this.address).href, {
                    body,
                    headers,
                    idle: TRANSFER,
                    signal,
                });
                await textOf(response.body);
            });
            sent(count);
            pack = [];
            size = count = 0;
        };
        for (const digest of digests) {
            const frame = platform.pack(await content(digest));
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
    async read(digests: Iterable<Digest>, taker: Taker): Promise<Set<Digest>> {
        return await new BlobReader(new URL("/blobs/read", this.address).href, this.service, this.connection).read(digests, taker);
    }

    private ask<T>(exchange: () => Promise<T>): Promise<T> {
        return this.connection.waits.ask(this.service, this.connection.signal, exchange);
    }
}

function* parts<T>(all: readonly T[], size: number): Generator<T[]> {
    for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}
