// The platform of browsers, which Node has too.
import { decompress } from "fzstd";
import { hex } from "./blob-pack.js";
import { ConnectionError, UnreachableError } from "./errors.js";
import type { HttpRequest, HttpResponse, Platform } from "./platform.js";
import { contentSize, storedFrame } from "./zstd.js";

/** Browsers pack bodies: they have no zstd. */
export const fetchPlatform: Platform = {
    send,
    async sha256(bytes) {
        return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
    },
    pack: storedFrame,
    async gzip(body) {
        const packed = new Blob([body as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("gzip"));
        return new Uint8Array(await new Response(packed).arrayBuffer());
    },
    unpack: unpackPlainly,
    async verify(key, content, signature) {
        const known = await crypto.subtle.importKey("spki", key as Uint8Array<ArrayBuffer>, "Ed25519", false, ["verify"]);
        return await crypto.subtle.verify("Ed25519", known, signature as Uint8Array<ArrayBuffer>, content as Uint8Array<ArrayBuffer>);
    },
};

/** zstd in plain JavaScript. */
export function unpackPlainly(frame: Uint8Array, atMost: number): Uint8Array {
    const size = contentSize(frame);
    if (size === undefined || size > atMost) throw new ConnectionError(`a blob of ${size ?? "unknown"} bytes arrived, which is too large`);
    try {
        const content = decompress(frame, new Uint8Array(size));
        if (content.length !== size) throw new Error("it is shorter than it says");
        return content;
    } catch (cause) {
        throw new ConnectionError(`a blob arrived damaged: ${(cause as Error).message}`);
    }
}

async function send({ method, url, headers, body, idle, signal }: HttpRequest): Promise<HttpResponse> {
    signal?.throwIfAborted();
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), idle);
    const stop = () => silence.abort();
    signal?.addEventListener("abort", stop, { once: true });
    const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
    };
    const failure = (cause: unknown): Error => {
        end();
        if (signal?.aborted) return signal.reason as Error;
        return new ConnectionError(silence.signal.aborted ? `${url} was silent for ${idle / 1000} s` : (cause as Error).message);
    };
    let response: Response;
    try {
        response = await fetch(url, { method, headers, signal: silence.signal, ...(body !== undefined && { body: body as BodyInit }), redirect: "error" });
    } catch (cause) {
        const error = failure(cause);
        throw error instanceof ConnectionError && !silence.signal.aborted ? new UnreachableError(`nothing answers at ${url}`, { cause }) : error;
    }
    async function* chunks(): AsyncGenerator<Uint8Array> {
        const reader = response.body?.getReader();
        try {
            while (reader) {
                const { done, value } = await reader.read();
                if (done) return;
                clearTimeout(timer);
                timer = setTimeout(() => silence.abort(), idle);
                yield value;
            }
        } catch (cause) {
            throw failure(cause);
        } finally {
            end();
            await reader?.cancel().catch(() => {});
        }
    }
    return { status: response.status, header: name => response.headers.get(name) ?? undefined, body: chunks() };
}
