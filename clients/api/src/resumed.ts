import { MAX_FRAME_BYTES, TRANSFER, verified, type Connection } from "./blob-reader.js";
import { ConnectionError, RefusedError } from "./errors.js";
import { joined } from "./platform.js";
import type { Digest } from "./wire.js";

const PART = 206;
const OUTSIDE = 416;

/** One artifact that comes by itself, and goes on at the byte where a connection was cut (RFC 9110, 13.1.5 and 14). */
export class ResumedArtifact {
    private held: Uint8Array[] = [];
    private size = 0;
    private tag: string | undefined;
    private isFrame = true;

    constructor(
        private readonly url: string,
        private readonly digest: Digest,
        private readonly connection: Connection,
    ) {}

    /**
     * Goes on with the transfer, to its end.
     *
     * @throws ConnectionError when it is cut again, or what came is damaged; to be called again then
     */
    async go(): Promise<{ content: Uint8Array; frame: Uint8Array }> {
        const { http, platform, signal } = this.connection;
        const rest = this.size > 0 && this.tag !== undefined && { range: `bytes=${this.size}-`, "if-range": this.tag };
        try {
            const response = await http.send("GET", this.url, { headers: { "accept-encoding": "zstd", ...rest }, idle: TRANSFER, signal });
            if (response.status !== PART) {
                this.restart();
                const tag = response.header("etag");
                this.tag = tag?.startsWith("W/") ? undefined : tag;
                this.isFrame = response.header("content-encoding") === "zstd";
            } else if (!response.header("content-range")?.startsWith(`bytes ${this.size}-`)) {
                throw new ConnectionError(`the farm gives other bytes of the artifact ${this.digest} than it was asked for`);
            }
            for await (const chunk of response.body) {
                this.held.push(chunk);
                this.size += chunk.length;
                if (this.size > MAX_FRAME_BYTES) throw new ConnectionError(`the artifact ${this.digest} is larger than any`);
            }
        } catch (cause) {
            if (!(cause instanceof RefusedError) || cause.status !== OUTSIDE) throw cause;
            this.restart(); // it is shorter now than what is here
            throw new ConnectionError(cause.message);
        }
        const bytes = joined(this.held, this.size);
        const frame = this.isFrame ? bytes : platform.pack(bytes);
        this.restart(); // what is damaged begins anew
        return { content: await verified(platform, this.digest, frame), frame };
    }

    private restart(): void {
        this.held = [];
        this.size = 0;
        this.tag = undefined;
    }
}
