// Client of a Scriptfarm, for Node and browsers. `@scriptfarm/api/node` has the platform of Node; where there is none,
// `fetchPlatform` is loaded from here.
export { MAX_BLOB_BYTES, type Taker } from "./blob-reader.js";
export type { Blobs } from "./blobs.js";
export { Farm, type FarmOptions } from "./client.js";
export { ConnectionError, FarmError, RefusedError, UnreachableError } from "./errors.js";
export { Exported } from "./exported.js";
export type { HttpRequest, HttpResponse, Platform } from "./platform.js";
export type { Generation, Published } from "./published.js";
export { TrustedKeys } from "./trusted-keys.js";
export { FOR_A_RESTART, type Patience } from "./waits.js";
export type * from "./wire.js";

/** The platform of browsers. */
export async function browserPlatform(): Promise<import("./platform.js").Platform> {
    return (await import("./fetch.js")).fetchPlatform;
}
