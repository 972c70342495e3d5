// Many blobs in one body: for each the 32 bytes of its digest, the length of its zstd frame as a 4-byte big-endian
// integer, and the frame. `BlobPack` in libs/contract says the same.
import { ConnectionError } from "./errors.js";
import type { Digest } from "./wire.js";

export const BLOB_PACK = "application/vnd.scriptfarm.blobs";

const HEAD_BYTES = 36;

export interface Frame {
    readonly digest: Digest;
    readonly zstd: Uint8Array;
}

/** What comes before a frame of `length` bytes. */
export function packHead(digest: Digest, length: number): Uint8Array {
    const head = new Uint8Array(HEAD_BYTES);
    for (let i = 0; i < 32; i++) head[i] = Number.parseInt(digest.slice(i * 2, i * 2 + 2), 16);
    new DataView(head.buffer).setUint32(32, length);
    return head;
}

/**
 * The frames of a body, one by one.
 *
 * @throws ConnectionError when the body ends in the middle of one, or one has more than `maxFrame` bytes
 */
export async function* readPack(body: AsyncIterable<Uint8Array>, maxFrame: number): AsyncGenerator<Frame> {
    let held: Uint8Array[] = [];
    let size = 0;
    const take = (count: number): Uint8Array => {
        const taken = new Uint8Array(count);
        let at = 0;
        while (at < count) {
            const first = held[0]!;
            const part = first.subarray(0, count - at);
            taken.set(part, at);
            at += part.length;
            if (part.length === first.length) held.shift();
            else held[0] = first.subarray(part.length);
        }
        size -= count;
        return taken;
    };
    let head: { digest: Digest; length: number } | undefined;
    for await (const chunk of body) {
        if (chunk.length === 0) continue;
        held.push(chunk);
        size += chunk.length;
        while (true) {
            if (head === undefined) {
                if (size < HEAD_BYTES) break;
                const bytes = take(HEAD_BYTES);
                const length = new DataView(bytes.buffer).getUint32(32);
                if (length > maxFrame) throw new ConnectionError(`a frame of ${length} bytes is larger than any blob`);
                head = { digest: hex(bytes.subarray(0, 32)), length };
            }
            if (size < head.length) break;
            yield { digest: head.digest, zstd: take(head.length) };
            head = undefined;
        }
    }
    if (size > 0 || head !== undefined) throw new ConnectionError("the blobs end in the middle of one");
    held = [];
}

export function hex(bytes: Uint8Array): string {
    let text = "";
    for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
    return text;
}
