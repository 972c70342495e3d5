// A snapshot as a read-only file system.
import { Buffer } from "buffer/";
import { announceCode, decodeUtf8, readBytes, readSnapshot, readSource, readToolchain, readUtf8 } from "./host";
import { ReadLog } from "./read-log";
import { NotAvailable } from "./shims/unavailable";

/**
 * Where a snapshot's root appears to be. So deep that an `outDir` some levels above the root keeps its
 * `..`; the same everywhere, so that equal projects have equal outcomes. Java's SnapshotMount says the same.
 */
export const MOUNT = "/-/-/-/-/-/-/-/-";

/** Where the packages of the compilers appear to be, wherever the project has them. */
export const TOOLCHAIN = "/scriptfarm/node_modules";

// As deep as Linux follows symbolic links.
const MAX_LINKS = 40;

interface Listing {
    files: Record<string, [digest: string, size: number]>;
    links: Record<string, string>;
}

interface FileEntry {
    digest: string;
    size: number;
    written?: Written;
}

type Entry = FileEntry | Directory | { link: string };

/** What the build wrote. */
export interface Written {
    /** Each character is a byte where it is binary. */
    text: string;
    binary: boolean;
    /** The one that it was made of, if it was one; an absolute path. */
    script?: string;
}

interface Directory {
    directory: Map<string, Entry>;
}

const newDirectory = (): Directory => ({ directory: new Map<string, Entry>() });

let toolchainRoot: Directory | undefined;

/** Thrown when the store lacks the snapshot itself. */
export class SnapshotMissing extends Error {}

/** Thrown when the store lacks contents that are read. */
export class ContentMissing extends Error {
    constructor(readonly digests: string[]) {
        super("contents are missing");
    }
}

export class SnapshotFiles {
    /** With what the build wrote and removed. */
    private root: Directory;
    /** The folders of `root` that are not the snapshot's. */
    private readonly own = new WeakSet<Directory>();
    /** Digests that are listed, were asked for, and that the store does not have. */
    readonly missing = new Set<string>();
    /** Digests of everything that was read. */
    readonly read = new Set<string>();

    private constructor(
        readonly currentDirectory: string,
        private readonly packages: Readonly<Record<string, string>>,
        private readonly listing: Listing,
        /** The root as the snapshot has it. */
        private readonly snapshotRoot: Directory,
        /** What was asked of the snapshot, and of those that it was made from. */
        readonly log: ReadLog,
    ) {
        this.root = snapshotRoot;
    }

    /** @param packages folders of the snapshot that hold the compilers' packages, by the names that these have below TOOLCHAIN */
    static read(snapshot: string, currentDirectory: string, packages: Readonly<Record<string, string>>): SnapshotFiles {
        const text = readSnapshot(snapshot);
        if (text === null) throw new SnapshotMissing(snapshot);
        const listing = JSON.parse(text) as Listing;
        const root = newDirectory();
        const mount = makeDirectory(root, MOUNT);
        for (const path in listing.files) place(mount, path, fileOf(listing.files[path]));
        for (const path in listing.links) place(mount, path, { link: listing.links[path] });
        const toolchain = makeDirectory(root, TOOLCHAIN.slice(0, TOOLCHAIN.lastIndexOf("/")));
        toolchain.directory.set(TOOLCHAIN.slice(TOOLCHAIN.lastIndexOf("/") + 1), toolchainFiles());
        return new SnapshotFiles(currentDirectory, packages, listing, root, new ReadLog());
    }

    /** The same with other contents of some files. */
    with(changed: Listing["files"]): SnapshotFiles {
        const { files, links } = this.listing;
        let root = this.snapshotRoot;
        for (const path in changed) root = replaced(root, `${MOUNT}/${path}`.split("/").slice(1), fileOf(changed[path]));
        return new SnapshotFiles(this.currentDirectory, this.packages, { files: { ...files, ...changed }, links }, root, new ReadLog(this.log));
    }

    /** Whether both have the same paths, and the same contents but for scripts. */
    differsInScriptsOnly({ listing: other }: SnapshotFiles): boolean {
        const { files, links } = this.listing;
        const paths = Object.keys(files);
        const targets = Object.keys(links);
        return (
            paths.length === Object.keys(other.files).length &&
            targets.length === Object.keys(other.links).length &&
            targets.every(path => other.links[path] === links[path]) &&
            paths.every(path => path in other.files && (other.files[path][0] === files[path][0] || /\.[cm]?tsx?$/.test(path)))
        );
    }

    fileExists(path: string): boolean {
        const entry = this.find(path);
        return entry !== undefined && "digest" in entry;
    }

    directoryExists(path: string): boolean {
        const entry = this.find(path);
        return entry !== undefined && "directory" in entry;
    }

    /** The content's digest, or undefined when there is no such file. Toolchain files give their path. */
    digestOf(path: string): string | undefined {
        return this.file(path)?.digest;
    }

    /** In bytes, 0 where no file is. */
    sizeOf(path: string): number {
        return this.file(path)?.size ?? 0;
    }

    /** Where below TOOLCHAIN a file of the project's own compilers is found. */
    toToolchain(path: string): string | undefined {
        const inside = path.slice(MOUNT.length + 1);
        const [name, folder] = innermost(Object.entries(this.packages), ([, folder]) => inside.startsWith(`${folder}/`));
        return name === undefined ? undefined : `${TOOLCHAIN}/${name}${inside.slice(folder!.length)}`;
    }

    /** The opposite: where the project has a file of the compilers, or would have it after an ordinary installation. */
    toProject(path: string): string {
        if (!path.startsWith(`${TOOLCHAIN}/`)) return path;
        const inside = path.slice(TOOLCHAIN.length + 1);
        const [name, folder] = innermost(Object.entries(this.packages), ([name]) => inside.startsWith(`${name}/`));
        return `${MOUNT}/${name === undefined ? `node_modules/${inside}` : `${folder}${inside.slice(name.length)}`}`;
    }

    /** As `ts.sys.readFile` gives it. */
    readFile(path: string): string | undefined {
        const content = this.contentOf(path, readSource);
        return content?.binary === true ? decodeUtf8(content.text) : content?.text;
    }

    /** As `fs.readFileSync` gives it with the encoding UTF-8. */
    readUtf8(path: string): string | undefined {
        const content = this.contentOf(path, readUtf8);
        return content?.binary === true ? decodeUtf8(content.text) : content?.text;
    }

    /** Text, or bytes as characters. */
    readBytes(path: string): { text: string; binary: boolean } | undefined {
        return this.contentOf(path, readBytes, true);
    }

    private contentOf(path: string, read: (digest: string) => string | null, binary = false): { text: string; binary: boolean } | undefined {
        const entry = this.file(path);
        if (entry === undefined) return undefined;
        const { digest, written } = entry;
        if (written !== undefined) return written;
        if (digest.startsWith("/")) {
            const text = readToolchain(digest.slice(TOOLCHAIN.length + 1));
            return text === null ? undefined : { text, binary: false };
        }
        this.read.add(digest);
        const text = read(digest);
        if (text === null) this.missing.add(digest);
        // Going on with nothing finds more of what is missing; the result is thrown away.
        return { text: text ?? "", binary };
    }

    /** What the build wrote and did not remove, by absolute path, in order. Nothing may be written before it is there. */
    written?: Map<string, Written>;

    /** Is told whose content is asked for, by its path without links. */
    onContent?: (path: string) => void;

    /** As if nothing was written yet; gives where things are written from now on. */
    writeAnew(): Map<string, Written> {
        this.root = this.snapshotRoot;
        return (this.written = new Map());
    }

    /** @throws NotAvailable when nothing may be written */
    write(path: string, file: Written): void {
        const place = this.placeOf(path);
        this.writable(path).set(place, file);
        const slash = place.lastIndexOf("/");
        const size = file.binary ? file.text.length : Buffer.byteLength(file.text);
        this.ownFolder(place.slice(0, slash)).directory.set(place.slice(slash + 1), { digest: "", size, written: file });
    }

    makeFolder(path: string): void {
        this.writable(path);
        this.ownFolder(this.placeOf(path));
    }

    /** @throws NotAvailable when the build did not write it */
    remove(path: string): void {
        const place = this.realpath(path);
        const entry = this.find(place);
        if (entry === undefined) return;
        if ("directory" in entry) for (const name of [...entry.directory.keys()]) this.remove(`${place}/${name}`);
        else if (!this.writable(path).delete(place)) throw new NotAvailable(`removing ${path.startsWith(`${MOUNT}/`) ? path.slice(MOUNT.length + 1) : path}`);
        const slash = place.lastIndexOf("/");
        this.ownFolder(place.slice(0, slash)).directory.delete(place.slice(slash + 1));
    }

    /** A folder that the build may change. What the snapshot has stays as it is, for the next build. */
    private ownFolder(path: string): Directory {
        let here = (this.root = this.ownCopy(this.root));
        for (const name of path.split("/")) {
            if (name === "") continue;
            const child = here.directory.get(name);
            const next = this.ownCopy(child !== undefined && "directory" in child ? child : newDirectory());
            here.directory.set(name, next);
            here = next;
        }
        return here;
    }

    private ownCopy(folder: Directory): Directory {
        if (this.own.has(folder)) return folder;
        const copy = { directory: new Map(folder.directory) };
        this.own.add(copy);
        return copy;
    }

    private writable(path: string): Map<string, Written> {
        if (this.written === undefined) throw new NotAvailable(`writing ${path}`);
        return this.written;
    }

    /** The path without `..` and without links, of what may not be there yet. */
    private placeOf(path: string): string {
        const names: string[] = [];
        for (const name of path.split("/")) {
            if (name === "..") names.pop();
            else if (name !== "" && name !== ".") names.push(name);
        }
        for (let known = names.length; known > 0; known--) {
            const found = this.resolve(`/${names.slice(0, known).join("/")}`);
            if (found !== undefined) return [found.path, ...names.slice(known)].join("/");
        }
        return `/${names.join("/")}`;
    }

    /** Tells the farm that the snapshot's file at this path is about to be run. What the build wrote, known code made. */
    announceCode(path: string): void {
        const file = this.file(path);
        if (file !== undefined && file.written === undefined && !file.digest.startsWith("/")) announceCode(file.digest);
    }

    /**
     * Sorted names, as `ts.sys` lists a directory.
     * @param endings of the files that are wanted; absent for all
     */
    entries(path: string, endings?: readonly string[]): { files: string[]; directories: string[] } {
        const files: string[] = [];
        const directories: string[] = [];
        const found = this.resolve(path);
        if (found !== undefined && "directory" in found.entry) {
            this.log.listing(found.path, endings);
            for (const [name, child] of found.entry.directory) {
                const target = "link" in child ? this.find(`${path}/${name}`) : child;
                if (target === undefined) continue;
                if ("directory" in target) directories.push(name);
                else if (endings === undefined || endings.some(ending => name.endsWith(ending))) files.push(name);
            }
        }
        return { files: files.sort(), directories: directories.sort() };
    }

    /** The path without symbolic links; the path itself where nothing is. */
    realpath(path: string): string {
        return this.resolve(path)?.path ?? path;
    }

    private find(path: string): Entry | undefined {
        return this.resolve(path)?.entry;
    }

    /** A file whose content matters from now on. */
    private file(path: string): FileEntry | undefined {
        const found = this.resolve(path);
        if (found === undefined || !("digest" in found.entry)) return undefined;
        this.log.content(found.path);
        this.onContent?.(found.path);
        return found.entry;
    }

    private resolve(path: string): { path: string; entry: Entry } | undefined {
        let budget = MAX_LINKS;
        let pending = path.split("/").reverse();
        const trail: Array<{ name: string; entry: Entry }> = [{ name: "", entry: this.root }];
        while (pending.length > 0) {
            const name = pending.pop()!;
            if (name === "" || name === ".") continue;
            if (name === "..") {
                if (trail.length === 1) continue;
                this.log.look(pathOf(trail)); // nothing leads back out of what is not there
                trail.pop();
                continue;
            }
            const here = trail[trail.length - 1].entry;
            if (!("directory" in here)) {
                this.log.look(pathOf(trail));
                return undefined;
            }
            const entry = here.directory.get(name);
            if (entry === undefined || "link" in entry) this.log.look(`${trail.length > 1 ? pathOf(trail) : ""}/${name}`);
            if (entry === undefined) return undefined;
            if ("link" in entry) {
                if (budget-- === 0) return undefined;
                pending = pending.concat(entry.link.split("/").reverse());
                continue;
            }
            trail.push({ name, entry });
        }
        const entry = trail[trail.length - 1].entry;
        const real = pathOf(trail);
        this.log.look(real);
        return { path: real, entry };
    }
}

function pathOf(trail: ReadonlyArray<{ name: string }>): string {
    return trail.map(step => step.name).join("/") || "/";
}

function makeDirectory(from: Directory, path: string): Directory {
    let here = from;
    for (const name of path.split("/")) {
        if (name === "") continue;
        let next = here.directory.get(name);
        if (next === undefined || !("directory" in next)) here.directory.set(name, (next = newDirectory()));
        here = next;
    }
    return here;
}

function place(mount: Directory, path: string, entry: Entry): void {
    const slash = path.lastIndexOf("/");
    makeDirectory(mount, path.slice(0, Math.max(slash, 0))).directory.set(path.slice(slash + 1), entry);
}

/** A copy of the directory with another entry at this path; what does not lead there is shared. */
function replaced({ directory }: Directory, [name, ...below]: string[], entry: Entry): Directory {
    const next = below.length === 0 ? entry : replaced(directory.get(name) as Directory, below, entry);
    return { directory: new Map(directory).set(name, next) };
}

function fileOf([digest, size]: Listing["files"][string]): Entry {
    return { digest, size };
}

function toolchainFiles(): Directory {
    if (toolchainRoot === undefined) {
        toolchainRoot = newDirectory();
        for (const path of JSON.parse(readToolchain("")!) as string[]) {
            place(toolchainRoot, path, { digest: `${TOOLCHAIN}/${path}`, size: 0 });
        }
    }
    return toolchainRoot;
}

/** The package whose folder is nested deepest, of those that match; nothing when none does. */
function innermost(packages: Array<[string, string]>, matches: (entry: [string, string]) => boolean): [string, string] | [] {
    return packages.filter(matches).reduce<[string, string] | []>((a, b) => (a.length && a[1].length >= b[1].length ? a : b), []);
}

let current: SnapshotFiles | undefined;

/** The files that the call in progress compiles. */
export function currentFiles(): SnapshotFiles {
    if (current === undefined) throw new Error("nothing is being compiled");
    return current;
}

export function setCurrentFiles(files: SnapshotFiles): void {
    current = files;
}
