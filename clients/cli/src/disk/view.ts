import { readdirSync, readFileSync, realpathSync, readlinkSync, statSync } from "node:fs";
import { nameOf, folderOf, isWithin, join, below, relativePath, slashed } from "./paths.js";
import { statOf } from "./stat.js";
import { isSettled, written, type Stamp } from "./stamp.js";

type Kind = "file" | "folder" | "link" | "other";

/** A folder that was looked into: when, and which names were in it that can matter. */
export interface Looked {
    /** Empty where a later change might not show in it. */
    readonly stamp: Stamp;
    readonly names: string;
}

// Folders that hold nothing a build reads, by name, at any depth.
const SKIPPED = new Set([".git", ".hg", ".svn", ".bzr", ".farm", ".idea", ".vscode", ".vs", ".cache", ".gradle", ".bin", ".venv"]);
const RELEVANT = /\.(?:[cm]?[tj]s|[tj]sx|json|lua)$/;
const MAX_LINKS = 40; // as deep as Linux follows them

/** Whether a file of this name can matter to a build without plugins. */
export function isRelevant(name: string): boolean {
    return RELEVANT.test(name);
}

export function isSkipped(name: string): boolean {
    return SKIPPED.has(name);
}

/**
 * The files below a root as a snapshot of them will have them, so that what is found here is found on the farm.
 *
 * Links that stay inside the root are links; those that lead outside look like what they lead to. Remembers what it
 * was asked about: each file that was found, each link on the way, and each folder that was looked into.
 */
export class DiskView {
    readonly folders = new Map<string, Looked>();
    /** Files that were found, by the path where the snapshot has them; and where on disk they are, if elsewhere. */
    readonly found = new Map<string, string>();
    readonly links = new Map<string, string>();
    /** The real folders and files outside of the root that links lead to. */
    readonly followed = new Set<string>();
    /** Folders above the root that hold a `node_modules` in which something was found that the root leaves out. */
    readonly above = new Set<string>();
    /** Files outside of the root that were asked for, are there, and do not count. */
    readonly outside = new Set<string>();
    private readonly listings = new Map<string, Map<string, Kind>>();
    private readonly resolved = new Map<string, Resolved | null>();

    /** @param root real */
    constructor(readonly root: string) {}

    fileExists(path: string): boolean {
        const at = this.resolve(path);
        if (at?.kind !== "file") {
            if (at === undefined && !isWithin(path, this.root)) this.noteOutside(path);
            return false;
        }
        this.found.set(at.path, at.disk);
        return true;
    }

    folderExists(path: string): boolean {
        return this.resolve(path)?.kind === "folder";
    }

    read(path: string): string | undefined {
        if (!this.fileExists(path)) return undefined;
        try {
            return decode(readFileSync(this.resolve(path)!.disk));
        } catch {
            return undefined;
        }
    }

    /** The path without links that stay inside the root. */
    realPath(path: string): string {
        return this.resolve(path)?.path ?? path;
    }

    /** Where on disk the content is. */
    diskPath(path: string): string | undefined {
        return this.resolve(path)?.disk;
    }

    /** The names in a folder, as `ts.sys` has them. */
    entries(path: string): { files: string[]; directories: string[] } {
        const files: string[] = [];
        const directories: string[] = [];
        const at = this.resolve(path);
        if (at?.kind === "folder") {
            for (const [name, kind] of this.list(at.disk)) {
                const child = join(at.path, name);
                const target = kind === "link" ? this.resolve(child)?.kind : kind;
                if (target === "file") files.push(name);
                else if (target === "folder") directories.push(name);
            }
        }
        return { files: files.sort(), directories: directories.sort() };
    }

    /**
     * Files below a folder by their names, in folders that are listed. Links are not followed.
     *
     * @param into whether to go into a folder
     */
    *below(path: string, into: (name: string, folder: string) => boolean): Generator<string> {
        const at = this.resolve(path);
        if (at?.kind !== "folder") return;
        for (const [name, kind] of this.list(at.disk)) {
            const child = join(at.path, name);
            if (kind === "file") yield child;
            else if (kind === "folder" && into(name, child)) yield* this.below(child, into);
            else if (kind === "link") {
                const target = this.resolve(child);
                if (target === undefined || target.path !== child) continue; // inside the root: listed where it is
                if (target.kind === "file") yield child;
                else if (target.kind === "folder" && into(name, child)) yield* this.below(child, into);
            }
        }
    }

    private noteOutside(path: string): void {
        const modules = path.indexOf("/node_modules/");
        if (statOf(path)?.isFile() !== true) return;
        if (modules >= 0 && isWithin(this.root, path.slice(0, modules))) this.above.add(path.slice(0, modules) || "/");
        else if (modules < 0) this.outside.add(path);
    }

    private resolve(path: string): Resolved | undefined {
        const known = this.resolved.get(path);
        if (known !== undefined) return known ?? undefined;
        const found = this.walk(path, 0);
        this.resolved.set(path, found ?? null);
        return found;
    }

    private walk(path: string, depth: number): Resolved | undefined {
        if (!isWithin(path, this.root)) {
            return isWithin(this.root, path) ? { path, disk: path, kind: "folder" } : undefined;
        }
        if (path === this.root) return { path, disk: path, kind: "folder" };
        const parent = this.resolve(folderOf(path));
        if (parent?.kind !== "folder" || !isWithin(parent.path, this.root)) return undefined;
        const name = nameOf(path);
        const here = join(parent.path, name);
        const kind = this.list(parent.disk).get(name);
        if (kind === undefined) return undefined;
        const disk = join(parent.disk, name);
        if (kind !== "link") return { path: here, disk, kind };
        if (depth > MAX_LINKS) return undefined;
        let target: string;
        try {
            target = slashed(realpathSync.native(disk));
        } catch {
            return undefined; // dangling
        }
        if (isWithin(target, this.root) && !this.throughSkipped(target)) {
            const at = this.walk(target, depth + 1);
            if (at === undefined || at.path === here) return undefined;
            this.links.set(here, relativePath(parent.path, at.path) || ".");
            return at;
        }
        const stats = statSync(target);
        if (isWithin(this.root, target) || isWithin(parent.disk, target)) return undefined; // a folder that it lies in
        this.followed.add(target);
        return { path: here, disk: target, kind: stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other" };
    }

    private throughSkipped(target: string): boolean {
        return below(this.root, target).split("/").some(isSkipped);
    }

    private list(folder: string): Map<string, Kind> {
        let listing = this.listings.get(folder);
        if (listing === undefined) {
            const looked = look(folder);
            listing = looked?.listing ?? new Map<string, Kind>();
            this.listings.set(folder, listing);
            if (looked !== undefined) this.folders.set(folder, { stamp: looked.stamp, names: looked.names });
        }
        return listing;
    }
}

interface Resolved {
    /** Where the snapshot has it. */
    readonly path: string;
    /** Where the disk has it. */
    readonly disk: string;
    readonly kind: Kind;
}

/** Looks into a folder; undefined when it is not there or may not be read. */
export function look(folder: string): { listing: Map<string, Kind>; stamp: Stamp; names: string } | undefined {
    const listing = new Map<string, Kind>();
    const names: string[] = [];
    try {
        const now = Date.now();
        const stats = statSync(folder, { bigint: true }); // before the names: what comes meanwhile shows next time
        for (const entry of readdirSync(folder, { withFileTypes: true })) {
            const kind = entry.isFile() ? "file" : entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : "other";
            if (kind === "other" || entry.name.includes("\uFFFD") || isTemporary(entry.name)) continue;
            listing.set(entry.name, kind);
            if (kind === "folder" ? isSkipped(entry.name) : kind === "file" && !isRelevant(entry.name)) continue;
            names.push(kind === "link" ? `${entry.name}>${target(join(folder, entry.name))}` : `${kind === "folder" ? "/" : ""}${entry.name}`);
        }
        const stamp = written(stats);
        return { listing, stamp: isSettled(stamp, now) ? stamp : "", names: names.sort().join("\0") };
    } catch {
        return undefined;
    }
}

function target(link: string): string {
    try {
        return readlinkSync(link);
    } catch {
        return "";
    }
}

/** What this program writes beside an output before it takes its place. */
export function isTemporary(name: string): boolean {
    return name.startsWith(".") && name.endsWith(".farm");
}

/** Text as `ts.sys.readFile` reads it. */
export function decode(bytes: Buffer): string {
    if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16().toString("utf16le", 2);
    if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le", 2);
    if (bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString("utf8", 3);
    return bytes.toString("utf8");
}
