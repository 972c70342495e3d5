// What the engine may ask the farm for. This is the only way out of the sandbox.

/** Set by the engine: answers `name(argument)`, or null when there is no such thing. */
declare const __host: (name: "snapshot" | "source" | "blob" | "toolchain" | "digest" | "code", argument: string) => string | null;

/** The canonical JSON of a snapshot. */
export function readSnapshot(digest: string): string | null {
    return __host("snapshot", digest);
}

/** The text of a source file, decoded as `ts.sys.readFile` decodes it. */
export function readSource(digest: string): string | null {
    return __host("source", digest);
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

/** The SHA-256 of a text, in hexadecimal. */
export function digest(text: string): string {
    return __host("digest", text)!;
}
