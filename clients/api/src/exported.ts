// What `farm export --cdn` wrote: `{base}/{digest}`, each a zstd frame, and `{base}/manifest.json`.
import { MAX_FRAME_BYTES, verified, type Taker } from "./blob-reader.js";
import { ConnectionError, FarmError, RefusedError, UnreachableError } from "./errors.js";
import { Http } from "./http.js";
import { joined, type Platform } from "./platform.js";
import type { Generation } from "./published.js";
import type { TrustedKeys } from "./trusted-keys.js";
import type { Digest, SignedManifest } from "./wire.js";

const AT_ONCE = 16;
// How long one may be silent, in milliseconds.
const ANSWER = 10_000;

/**
 * Files of static servers. Every address is tried once for each file; one that does not answer is left alone from then
 * on. Nothing comes out of it that was not verified, and no server gets a token.
 */
export class Exported {
    private readonly http: Http;
    private readonly silent = new Set<string>();

    constructor(
        private readonly bases: readonly string[],
        private readonly platform: Platform,
        private readonly signal: AbortSignal | undefined,
    ) {
        this.http = new Http(platform, undefined);
    }

    /**
     * The generation that the first address holds, as game clients may see it.
     *
     * @throws FarmError when there is none, or it is not believed
     */
    async generation(workspace: string, keys: TrustedKeys): Promise<Generation> {
        const { signal } = this;
        const url = fileAt(this.bases[0]!, "manifest.json");
        try {
            const signed = await this.http.get<SignedManifest>(url, { signal });
            return { signed, manifest: await keys.open(signed, workspace, "REPLICATED") };
        } catch (cause) {
            if (cause instanceof RefusedError) throw new FarmError(`there is no manifest at ${url} (status ${cause.status}); farm export --cdn writes it`, { cause });
            throw cause instanceof ConnectionError ? new FarmError(`cannot read ${url}: ${cause.message}`, { cause }) : cause;
        }
    }

    /**
     * Gives those of `digests` that are there to `taker`, verified, in any order.
     *
     * @returns the others
     */
    async read(digests: Iterable<Digest>, taker: Taker): Promise<Set<Digest>> {
        const open = new Set(digests);
        const all = open.values();
        const work = async () => {
            for (const digest of all) {
                const found = await this.find(digest);
                if (found === undefined) continue;
                await taker(digest, found.content, found.frame);
                open.delete(digest);
            }
        };
        await Promise.all(Array.from({ length: Math.min(AT_ONCE, open.size) }, work));
        return open;
    }

    private async find(digest: Digest): Promise<{ content: Uint8Array; frame: Uint8Array } | undefined> {
        for (const base of this.bases) {
            if (this.silent.has(base)) continue;
            let frame: Uint8Array;
            try {
                frame = await this.bytesAt(fileAt(base, digest));
            } catch (cause) {
                if (this.signal?.aborted || !(cause instanceof UnreachableError || cause instanceof ConnectionError || cause instanceof RefusedError)) throw cause;
                if (!(cause instanceof RefusedError)) this.silent.add(base); // refused is what was not exported yet
                continue;
            }
            try {
                return { content: await verified(this.platform, digest, frame), frame };
            } catch (cause) {
                if (!(cause instanceof ConnectionError)) throw cause; // a wrong file; the next address may have a right one
            }
        }
        return undefined;
    }

    private async bytesAt(url: string): Promise<Uint8Array> {
        const chunks: Uint8Array[] = [];
        let size = 0;
        for await (const chunk of (await this.http.send("GET", url, { idle: ANSWER, signal: this.signal })).body) {
            chunks.push(chunk);
            size += chunk.length;
            if (size > MAX_FRAME_BYTES) throw new ConnectionError(`${url} is larger than any artifact`);
        }
        return joined(chunks, size);
    }
}

function fileAt(base: string, name: string): string {
    return base.replace(/\/*$/, "/") + name;
}
