import { BLOB_PACK, readPack } from "./blob-pack.js";
import { ConnectionError } from "./errors.js";
import type { Http } from "./http.js";
import type { Platform } from "./platform.js";
import type { Digest } from "./wire.js";
import type { Service, Waits } from "./waits.js";

/** The largest content that a farm stores, in bytes. */
export const MAX_BLOB_BYTES = 64 * 1024 * 1024;
/** How long a transfer may be silent, in milliseconds. */
export const TRANSFER = 5 * 60_000;

/** What a pack that is cut may lose at most, in bytes unpacked: larger artifacts come by themselves. */
export const SMALL = 64 * 1024;

const BLOBS_PER_READ = 2_000;
/** The longest frame of one: what does not pack grows a little. */
export const MAX_FRAME_BYTES = MAX_BLOB_BYTES + (1 << 20);

/** A way to one service. */
export interface Connection {
    readonly http: Http;
    readonly platform: Platform;
    readonly waits: Waits;
    readonly signal?: AbortSignal | undefined;
}

/** Gets a content that was verified, and the zstd frame (RFC 8878) that it came in. */
export type Taker = (digest: Digest, content: Uint8Array, frame: Uint8Array) => Promise<void> | void;

/** Reads blobs from a route that takes a list of digests and answers with a pack. */
export class BlobReader {
    constructor(
        private readonly route: string,
        private readonly service: Service,
        private readonly connection: Connection,
    ) {}

    /**
     * Gives each of `digests` that the route has to `taker`, once and verified, in any order.
     *
     * @returns those that it lacks
     */
    async read(digests: Iterable<Digest>, taker: Taker): Promise<Set<Digest>> {
        const { waits, signal } = this.connection;
        const open = new Set(digests);
        const all = [...open];
        for (let i = 0; i < all.length; i += BLOBS_PER_READ) {
            await waits.ask(this.service, signal, async () => {
                const wanted = all.slice(i, i + BLOBS_PER_READ).filter(digest => open.has(digest));
                if (wanted.length > 0) await this.readOnce(wanted, open, taker);
            });
        }
        return open;
    }

    private async readOnce(wanted: readonly Digest[], open: Set<Digest>, taker: Taker): Promise<void> {
        const { http, platform, signal } = this.connection;
        const response = await http.send("POST", this.route, {
            body: JSON.stringify({ digests: wanted }),
            headers: { "content-type": "application/json", accept: `${BLOB_PACK}, application/json` },
            idle: TRANSFER,
            signal,
        });
        for await (const { digest, zstd } of readPack(response.body, MAX_FRAME_BYTES)) {
            const content = await verified(platform, digest, zstd);
            if (open.delete(digest)) await taker(digest, content, zstd);
        }
    }
}

/**
 * The content of a frame.
 *
 * @throws ConnectionError when it is none, or not that of `digest`
 */
export async function verified(platform: Platform, digest: Digest, frame: Uint8Array): Promise<Uint8Array> {
    const content = await platform.unpack(frame, MAX_BLOB_BYTES);
    if ((await platform.sha256(content)) !== digest) throw new ConnectionError(`the blob ${digest} arrived with other content`);
    return content;
}
