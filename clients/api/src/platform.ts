/** A request. `signal` ends it; `idle` is how long the other side may be silent, in milliseconds. */
export interface HttpRequest {
    readonly method: "GET" | "POST" | "PUT" | "DELETE";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Uint8Array | string;
    readonly idle: number;
    readonly signal?: AbortSignal | undefined;
}

/** An answer whose body is still to be read, once. */
export interface HttpResponse {
    readonly status: number;
    header(name: string): string | undefined;
    readonly body: AsyncIterable<Uint8Array>;
}

/**
 * What the client needs of where it runs.
 *
 * `send` fails with an `UnreachableError` when nothing answers, with a `ConnectionError` when the connection breaks,
 * and with the signal's reason when that ended it. `unpack` refuses a frame that is damaged or has more than `atMost`
 * bytes; `pack` and `unpack` are of zstd (RFC 8878). Where frames of `pack` hold the bytes as they are, `gzip` (RFC 1952)
 * packs bodies. Where answers come as they were sent, also in a coding, `raw` is true. `verify` says whether a signature of Ed25519 (RFC 8032) is right.
 */
export interface Platform {
    send(request: HttpRequest): Promise<HttpResponse>;
    sha256(bytes: Uint8Array): Promise<string> | string;
    readonly raw?: true;
    pack(bytes: Uint8Array): Uint8Array;
    readonly gzip?: ((body: Uint8Array) => Promise<Uint8Array>) | undefined;
    unpack(frame: Uint8Array, atMost: number): Promise<Uint8Array> | Uint8Array;
    /** @param key in its X.509 form */
    verify(key: Uint8Array, content: Uint8Array, signature: Uint8Array): Promise<boolean> | boolean;
}

/** All of a body, as text. */
export async function textOf(body: AsyncIterable<Uint8Array>, atMost = Infinity): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        if (text.length > atMost) break;
    }
    return text + decoder.decode();
}

/** Chunks of `size` bytes in all, as one. */
export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
        all.set(chunk, at);
        at += chunk.length;
    }
    return all;
}
