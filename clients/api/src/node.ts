// The platform of Node: connections that stay open, its own hashes, and its zstd where it has one (Node 22.15); before,
// bodies are packed with gzip.
import { createHash, createPublicKey, verify } from "node:crypto";
import * as http from "node:http";
import { createRequire } from "node:module";
import type { Agent, IncomingMessage, RequestOptions } from "node:http";
import { ConnectionError, UnreachableError } from "./errors.js";
import type { HttpRequest, HttpResponse, Platform } from "./platform.js";
import { contentSize, storedFrame } from "./zstd.js";

// The farm is near; an address that does not connect by then is wrong.
const CONNECT = 5000;
const LEVEL = 1; // of both: the wire is fast and the text small
// The machine does not answer, or what is before it cannot reach one.
const SILENT = new Set(["ECONNABORTED", "ECONNRESET", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT"]);
const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"]);

const require = createRequire(import.meta.url);

interface Zlib {
    readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
    readonly zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;
    readonly constants: { readonly ZSTD_c_compressionLevel?: number };
    readonly gzip: (bytes: Uint8Array, options: { level: number }, done: (cause: Error | null, packed: Uint8Array) => void) => void;
}

let loaded: Zlib | undefined;
const zlib = (): Zlib => (loaded ??= require("node:zlib") as Zlib);

/** A platform with connections of its own; `close` ends them. */
export class NodePlatform implements Platform {
    readonly raw = true;
    private readonly agents = new Map<string, Agent>();

    send(request: HttpRequest): Promise<HttpResponse> {
        const url = new URL(request.url);
        const secure = url.protocol === "https:";
        // Certificates take longer to load than the rest.
        const { request: open, Agent: Connections } = secure ? (require("node:https") as typeof http) : http;
        const agent = this.agents.get(url.protocol) ?? new Connections({ keepAlive: true });
        this.agents.set(url.protocol, agent);
        return new Promise((resolve, reject) => {
            const { signal } = request;
            if (signal?.aborted) {
                reject(signal.reason as Error);
                return;
            }
            const body = typeof request.body === "string" ? Buffer.from(request.body) : request.body;
            const options: RequestOptions = { method: request.method, agent, headers: { ...request.headers, ...(body && { "content-length": body.length }) } };
            const call = open(url, options);
            let connected = false;
            let silent = false;
            const broken = (cause: NodeJS.ErrnoException): Error => {
                if (signal?.aborted) return signal.reason as Error;
                if (silent) return new ConnectionError(`${request.url} was silent for ${request.idle / 1000} s`);
                if (!connected || UNREACHABLE.has(cause.code ?? "")) return new UnreachableError(`nothing answers at ${request.url}${reason(cause)}`, { cause, silent: SILENT.has(cause.code ?? "") });
                return new ConnectionError(cause.message);
            };
            const stop = () => call.destroy();
            signal?.addEventListener("abort", stop, { once: true });
            const late = setTimeout(() => {
                if (!connected) call.destroy();
            }, CONNECT);
            call.on("socket", socket => {
                if (!socket.connecting) connected = true;
                else socket.once(secure ? "secureConnect" : "connect", () => (connected = true));
            });
            call.setTimeout(request.idle, () => {
                silent = connected;
                call.destroy();
            });
            call.on("close", () => {
                clearTimeout(late);
                signal?.removeEventListener("abort", stop);
            });
            call.on("error", cause => reject(broken(cause)));
            call.on("response", response => resolve({ status: response.statusCode ?? 0, header: name => header(response, name), body: chunks(response, broken) }));
            call.end(body);
        });
    }

    sha256(bytes: Uint8Array): string {
        return createHash("sha256").update(bytes).digest("hex");
    }

    pack(bytes: Uint8Array): Uint8Array {
        const { zstdCompressSync, constants } = zlib();
        if (zstdCompressSync === undefined || constants.ZSTD_c_compressionLevel === undefined) return storedFrame(bytes);
        return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
    }

    get gzip(): Platform["gzip"] {
        const { zstdCompressSync, gzip } = zlib();
        if (zstdCompressSync !== undefined) return undefined;
        return body => new Promise((resolve, reject) => gzip(body, { level: LEVEL }, (cause, packed) => (cause === null ? resolve(packed) : reject(cause))));
    }

    async unpack(frame: Uint8Array, atMost: number): Promise<Uint8Array> {
        const { zstdDecompressSync } = zlib();
        if (zstdDecompressSync === undefined) return (await import("./fetch.js")).unpackPlainly(frame, atMost);
        try {
            const content = zstdDecompressSync(frame, { maxOutputLength: atMost });
            // Node 22 takes a frame that is cut off for a whole one.
            if ((contentSize(frame) ?? content.length) !== content.length) throw new Error("it is shorter than it says");
            return content;
        } catch (cause) {
            throw new ConnectionError(`a blob arrived damaged: ${(cause as Error).message}`);
        }
    }

    verify(key: Uint8Array, content: Uint8Array, signature: Uint8Array): boolean {
        return verify(null, content, createPublicKey({ key: Buffer.from(key), format: "der", type: "spki" }), signature);
    }

    close(): void {
        this.agents.forEach(agent => agent.destroy());
    }
}

function reason(cause: NodeJS.ErrnoException): string {
    return cause.code === undefined || cause.code === "ECONNREFUSED" || cause.code === "ECONNRESET" ? "" : ` (${cause.message})`;
}

function header(response: IncomingMessage, name: string): string | undefined {
    const value = response.headers[name];
    return Array.isArray(value) ? value[0] : value;
}

async function* chunks(response: IncomingMessage, broken: (cause: NodeJS.ErrnoException) => Error): AsyncGenerator<Uint8Array> {
    try {
        for await (const chunk of response) yield chunk as Uint8Array;
    } catch (cause) {
        throw broken(cause as NodeJS.ErrnoException);
    }
    if (!response.complete) throw broken(new Error("the connection was lost in the middle of an answer"));
}
