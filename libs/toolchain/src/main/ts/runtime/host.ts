// What the engine may ask the farm for. This is the only way out of the sandbox.

/** Set by the engine: answers `name(argument)`, or null when there is no such thing. */
declare const __host: (name: "snapshot" | "source" | "utf8" | "bytes" | "decode" | "blob" | "toolchain" | "digest" | "code" | "phase", argument: string) => string | null;

/** The canonical JSON of a snapshot. */
export function readSnapshot(digest: string): string | null {
    return __host("snapshot", digest);
}

/** The text of a source file, decoded as `ts.sys.readFile` decodes it. */
export function readSource(digest: string): string | null {
    return __host("source", digest);
}

/** The text of a file, decoded as Node decodes UTF-8: a byte order mark stays. */
export function readUtf8(digest: string): string | null {
    return __host("utf8", digest);
}

/** The bytes of a file, each as a character. */
export function readBytes(digest: string): string | null {
    return __host("bytes", digest);
}

/** Bytes, each as a character, decoded as Node decodes UTF-8. */
export function decodeUtf8(bytes: string): string {
    return __host("decode", bytes)!;
}

/** The text of a blob that the farm made itself. */
export function readBlob(digest: string): string | null {
    return __host("blob", digest);
}

/** A file of the toolchain; the path "" gives the JSON list of all paths. */
export function readToolchain(path: string): string | null {
    return __host("toolchain", path);
}

/** Tells that a content is about to be run. */
export function announceCode(digest: string): void {
    __host("code", digest);
}

/** Says that some work is a phase of its own, and does it; `Phase` in libs/contract has them. */
export function during<T>(phase: "program" | "check" | "transform", work: () => T): T {
    __host("phase", phase);
    try {
        return work();
    } finally {
        __host("phase", "");
    }
}

/** The SHA-256 of a text, in hexadecimal. */
export function digest(text: string): string {
    return __host("digest", text)!;
}
