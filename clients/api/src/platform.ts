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
 * bytes; `pack` and `unpack` are of zstd (RFC 8878). `verify` says whether a signature of Ed25519 (RFC 8032) is right.
 */
export interface Platform {
    send(request: HttpRequest): Promise<HttpResponse>;
    sha256(bytes: Uint8Array): Promise<string> | string;
    pack(bytes: Uint8Array): Uint8Array;
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
