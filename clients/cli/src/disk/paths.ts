// Paths as this program writes them: absolute, with slashes also on Windows (`C:/game/src`), without `.` and `..`. The
// system takes them as they are. Functions that know systems apart take `platform`, for tests.
import * as path from "node:path";

/** What is there on disk, or would be, when `text` is said in `folder`. */
export function resolvePath(folder: string, text: string, platform: path.PlatformPath = path): string {
    return slashed(platform.resolve(folder, text), platform);
}

export function slashed(text: string, platform: path.PlatformPath = path): string {
    return platform.sep === "\\" ? text.replaceAll("\\", "/") : text;
}

/** The folder of a path; of the root, the root. */
export function folderOf(file: string): string {
    const slash = file.lastIndexOf("/");
    if (slash < 0) return "";
    return isRoot(file.slice(0, slash + 1)) ? file.slice(0, slash + 1) : file.slice(0, slash);
}

export function nameOf(file: string): string {
    return file.slice(file.lastIndexOf("/") + 1);
}

/** Whether it has no folder above it: `/`, `C:/`, `//server/share/`. */
export function isRoot(folder: string): boolean {
    return folder === "/" || /^[A-Za-z]:\/$/.test(folder) || /^\/\/[^/]+\/[^/]+\/?$/.test(folder);
}

export function join(folder: string, name: string): string {
    if (name === "") return folder;
    return folder === "" ? name : folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** Whether a path is a folder's or lies below it. */
export function isWithin(file: string, folder: string): boolean {
    return file === folder || file.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** A path below `root`, from there on; empty for the root itself. */
export function below(root: string, file: string): string {
    return file === root ? "" : file.slice(root.endsWith("/") ? root.length : root.length + 1);
}

/** From a folder to a path, with `..` where it goes up. */
export function relativePath(folder: string, file: string): string {
    const from = segments(folder);
    const to = segments(file);
    let same = 0;
    while (same < from.length && same < to.length && from[same] === to[same]) same++;
    if (same === 0 && from.length > 0 && from[0] !== to[0] && /^[A-Za-z]:$/.test(from[0]!)) return file; // another drive
    return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}

/** The nearest folder that holds both, or is one of them. */
export function commonFolder(a: string, b: string): string {
    let folder = a;
    while (!isWithin(b, folder)) {
        if (isRoot(folder)) return folder;
        folder = folderOf(folder);
    }
    return folder;
}

/** A folder and all above it, the farthest last. */
export function* upwards(folder: string): Generator<string> {
    for (let here = folder; ; here = folderOf(here)) {
        yield here;
        if (isRoot(here) || here === "") return;
    }
}

function segments(file: string): string[] {
    return file.split("/").filter((name, i) => name !== "" || i === 0);
}

/** Strings in the order of their UTF-16 units, as Java has it. */
export function inOrder(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
