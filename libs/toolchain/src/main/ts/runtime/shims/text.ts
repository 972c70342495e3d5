// Node's TextEncoder and TextDecoder, for the encodings that buffers know.
import { Buffer } from "./buffer";

export class TextEncoder {
    readonly encoding = "utf-8";

    encode(text = ""): Uint8Array {
        return new Uint8Array(Buffer.from(text, "utf8"));
    }
}

export class TextDecoder {
    readonly encoding: string;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;

    constructor(label = "utf-8", { fatal = false, ignoreBOM = false }: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
        this.encoding = label.toLowerCase().replace(/^utf8$/, "utf-8").replace(/^utf-16$/, "utf-16le");
        if (!Buffer.isEncoding(this.encoding)) throw new RangeError(`The "${label}" encoding is not supported`);
        this.fatal = fatal;
        this.ignoreBOM = ignoreBOM;
    }

    decode(bytes: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0)): string {
        const view = ArrayBuffer.isView(bytes) ? Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) : Buffer.from(bytes);
        const text = view.toString(this.encoding as "utf8");
        if (this.fatal && !Buffer.from(text, this.encoding as "utf8").equals(view)) throw new TypeError(`The encoded data was not valid for encoding ${this.encoding}`);
        return this.ignoreBOM ? text : text.replace(/^\uFEFF/, "");
    }
}
