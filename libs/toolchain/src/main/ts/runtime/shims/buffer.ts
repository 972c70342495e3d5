// Node's `buffer`. The package decodes broken UTF-8 in another way than Node does.
import * as buffer from "buffer/";
import { decodeUtf8 } from "../host";

const UTF8 = /^utf-?8$/i;
const toString = buffer.Buffer.prototype.toString;

buffer.Buffer.prototype.toString = function (this: buffer.Buffer, encoding?: string, start?: number, end?: number): string {
    if (encoding === "base64url") return toString.call(this, "base64", start, end).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    if (encoding !== undefined && !UTF8.test(encoding)) return toString.call(this, encoding as "hex", start, end);
    const bytes = toString.call(this, "latin1", start, end);
    // eslint-disable-next-line no-control-regex
    return /^[\x00-\x7f]*$/.test(bytes) ? bytes : decodeUtf8(bytes);
};

export { Buffer } from "buffer/";
export default buffer;
