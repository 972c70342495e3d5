// zstd (RFC 8878) as far as plain JavaScript needs it: where the platform cannot pack, contents go in raw blocks.

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const RAW_BLOCK = 128 * 1024; // the largest block that the format allows

/** A frame with the bytes as they are. */
export function storedFrame(bytes: Uint8Array): Uint8Array {
    const blocks = Math.max(1, Math.ceil(bytes.length / RAW_BLOCK));
    const frame = new Uint8Array(9 + blocks * 3 + bytes.length);
    frame.set(MAGIC);
    frame[4] = 0xa0; // a single segment, with the content's size in four bytes
    new DataView(frame.buffer).setUint32(5, bytes.length, true);
    let at = 9;
    for (let block = 0; block < blocks; block++) {
        const part = bytes.subarray(block * RAW_BLOCK, (block + 1) * RAW_BLOCK);
        const header = (part.length << 3) | (block === blocks - 1 ? 1 : 0);
        frame[at++] = header & 0xff;
        frame[at++] = (header >> 8) & 0xff;
        frame[at++] = header >> 16;
        frame.set(part, at);
        at += part.length;
    }
    return frame;
}

/** The size of a frame's content in bytes, as its header says; undefined when it does not, or is none. */
export function contentSize(frame: Uint8Array): number | undefined {
    if (frame.length < 6 || MAGIC.some((byte, i) => frame[i] !== byte)) return undefined;
    const descriptor = frame[4]!;
    const single = (descriptor & 0x20) !== 0;
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
    const at = 5 + (single ? 0 : 1) + dictionaryBytes;
    if (sizeBytes === 0 || frame.length < at + sizeBytes) return undefined;
    let size = 0;
    for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + frame[at + i]!;
    return sizeFlag === 1 ? size + 256 : size;
}
