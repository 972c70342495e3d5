// Node's TextEncoder and TextDecoder, for the encodings that buffers know.
import { Buffer } from "buffer/";

export class TextEncoder {
    readonly encoding = "utf-8";

    encode(text = ""): Uint8Array {
        return new Uint8Array(Buffer.from(text, "utf8"));
    }
}

export class TextDecoder {
    readonly encoding: string;

    constructor(label = "utf-8") {
        this.encoding = label.toLowerCase();
        if (!Buffer.isEncoding(this.encoding)) throw new RangeError(`The "${label}" encoding is not supported`);
    }

    decode(bytes: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0)): string {
        const view = ArrayBuffer.isView(bytes) ? Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) : Buffer.from(bytes);
        return view.toString(this.encoding as "utf8").replace(/^\uFEFF/, "");
    }
}
