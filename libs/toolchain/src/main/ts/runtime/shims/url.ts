// Node's `url`: the functions of old, and file URLs.
import * as legacy from "url/";
import { NotAvailable } from "./unavailable";

export const { parse, format, resolve } = legacy;

export function fileURLToPath(url: string | { href: string }): string {
    const href = typeof url === "string" ? url : url.href;
    if (!href.startsWith("file://")) throw new TypeError("The URL must be of scheme file");
    return decodeURIComponent(href.slice("file://".length).replace(/^[^/]*/, "").replace(/[?#].*$/s, ""));
}

export function pathToFileURL(path: string): { href: string; pathname: string; protocol: string; toString(): string } {
    const pathname = encodeURI(path).replace(/[?#]/g, encodeURIComponent);
    const href = `file://${pathname}`;
    return { href, pathname, protocol: "file:", toString: () => href };
}

export class URL {
    constructor() {
        throw new NotAvailable("url.URL");
    }
}
export default { parse, format, resolve, fileURLToPath, pathToFileURL, URL };
