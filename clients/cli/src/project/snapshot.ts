// A project on disk together with the snapshot of it. TypeScript is asked only when what it said before may have changed.
import { readFileSync } from "node:fs";
import { Digests, sha256, type Known } from "../disk/digests.js";
import { below, inOrder } from "../disk/paths.js";
import { sizeIn, stampOf, type Stamp } from "../disk/stamp.js";
import { decode, look, type Looked } from "../disk/view.js";
import { ENVIRONMENT_FILE, passedOn, type Passed } from "./environment.js";
import type { Memory, Output } from "./memory.js";
import type { ReadFile, Reading } from "./reading.js";
import { wordsOf } from "./words.js";

const SUITED = /^[^\\\0-\x1f\x7f]{1,1024}$/; // what a snapshot's path may be; Java's ProjectPath says the same

/** Where on disk a content of the snapshot is; one of several places, if there are several. */
export interface Source {
    readonly path: string;
    readonly disk: string;
    readonly size: number;
}

export class ProjectSnapshot {
    private listing: { text: string; digest: string } | undefined;
    private bySource: Map<string, Source> | undefined;
    /** The environment variables that plugins read. */
    private variables: readonly string[];
    private passed: Passed | undefined;

    private constructor(
        public reading: Reading,
        readonly namedRoot: string | undefined,
        readonly digests: Digests,
        /** The content of each file that is there, by its path in the snapshot. */
        private readonly contents: Map<string, { digest: string; stamp: Stamp }>,
        private readonly previous: Memory | undefined,
        private unchanged: boolean,
        /** Whether TypeScript was asked. */
        readonly asked: boolean,
        private readonly environment: NodeJS.ProcessEnv,
    ) {
        this.variables = reading.plugins ? (previous?.variables ?? []) : [];
        this.passed = passedOn(this.variables, environment);
    }

    /** Adds environment variables to what the snapshot passes on. */
    pass(names: readonly string[]): void {
        this.variables = [...new Set([...this.variables, ...names])].sort();
        this.passed = passedOn(this.variables, this.environment);
        this.listing = undefined;
    }

    /** Adds files that plugins look for, by their absolute paths below the root. */
    async send(paths: readonly string[]): Promise<void> {
        const found = await this.digests.ofAll(paths);
        const files = new Map(this.reading.files);
        for (const path of paths) {
            const content = found.get(path);
            if (content === undefined || !SUITED.test(below(this.root, path))) continue;
            this.contents.set(path, content);
            files.set(path, { disk: path, why: "a plugin names it" });
        }
        this.reading = { ...this.reading, files };
        this.unchanged = false;
        this.listing = undefined;
        this.bySource = undefined;
    }

    /** A content that is on no disk. */
    made(digest: string): string | undefined {
        return digest === this.digest ? this.encoded().text : digest === this.passed?.digest ? this.passed.text : undefined;
    }

    /** What is on no disk, and has to be there for the build. */
    get madeDigests(): string[] {
        return [this.digest, ...(this.passed === undefined ? [] : [this.passed.digest])];
    }

    /**
     * Looks at a project; only what changed since `memory` is read.
     *
     * @param read finds out with TypeScript what the project consists of
     */
    static async take(memory: Memory | undefined, namedRoot: string | undefined, environment: NodeJS.ProcessEnv, read: () => Promise<Reading>, hashing: <T>(work: () => Promise<T>) => Promise<T>): Promise<ProjectSnapshot> {
        if (memory !== undefined && memory.namedRoot === namedRoot) {
            const again = lookAgain(memory);
            if (again !== undefined) return new ProjectSnapshot(again.reading, namedRoot, again.digests, again.contents, memory, again.unchanged, false, environment);
        }
        const reading = await read();
        const digests = new Digests(memory?.digests, memory?.outputs);
        const wanted = new Map([...reading.files].filter(([path]) => SUITED.test(below(reading.root, path))));
        const found = await hashing(() => digests.ofAll([...new Set([...wanted.values()].map(({ disk }) => disk))]));
        const contents = new Map<string, { digest: string; stamp: Stamp }>();
        for (const [path, { disk }] of wanted) {
            const content = found.get(disk);
            if (content !== undefined && !isOwnLua(path, content.digest, memory?.outputs, reading)) contents.set(path, content);
        }
        return new ProjectSnapshot(reading, namedRoot, digests, contents, memory, false, true, environment);
    }

    get root(): string {
        return this.reading.root;
    }

    /** Names the state of the project. */
    get digest(): string {
        return this.isAsBefore ? this.previous!.snapshot : this.encoded().digest;
    }

    private get isAsBefore(): boolean {
        return this.unchanged && (this.passed?.digest ?? "") === this.previous!.passed;
    }

    /** The snapshot as the farm is sent it; `SnapshotCodec` in libs/contract says the same. */
    encoded(): { text: string; digest: string } {
        if (this.listing === undefined) {
            const files: Record<string, [string, number]> = {};
            for (const [path, { digest, stamp }] of [...this.contents].sort(([a], [b]) => inOrder(a, b))) {
                files[below(this.root, path)] = [digest, sizeIn(stamp)];
            }
            if (this.passed !== undefined) files[ENVIRONMENT_FILE] = [this.passed.digest, this.passed.size];
            const links: Record<string, string> = {};
            for (const [path, target] of [...this.reading.links].sort(([a], [b]) => inOrder(a, b))) links[below(this.root, path)] = target;
            const text = listingOf(files, links);
            this.listing = { text, digest: sha256(text) };
        }
        return this.listing;
    }

    /** Where the contents of the snapshot are on disk. */
    sources(): ReadonlyMap<string, Source> {
        if (this.bySource === undefined) {
            this.bySource = new Map();
            for (const [path, { digest, stamp }] of this.contents) {
                const source = { path: below(this.root, path), disk: this.reading.files.get(path)!.disk, size: sizeIn(stamp) };
                const other = this.bySource.get(digest);
                if (other === undefined || inOrder(source.path, other.path) < 0) this.bySource.set(digest, source);
            }
        }
        return this.bySource;
    }

    /** How many entries the snapshot has. */
    get size(): number {
        return this.contents.size + this.reading.links.size;
    }

    /** The files of the snapshot, absolute, with what the build needs them for. */
    *files(): Generator<ReadFile & { path: string; digest: string; size: number }> {
        for (const [path, { digest, stamp }] of this.contents) yield { path, digest, size: sizeIn(stamp), ...this.reading.files.get(path)! };
    }

    has(path: string): boolean {
        return this.contents.has(path);
    }

    digestAt(path: string): string | undefined {
        return this.contents.get(path)?.digest;
    }

    /** Contents that `memory` does not have. */
    changedSince(memory: Memory): Set<string> {
        const known = new Set([...memory.digests.values()].map(({ digest }) => digest));
        return new Set([...this.contents.values()].map(({ digest }) => digest).filter(digest => !known.has(digest)));
    }

    /** What to remember after a build: what was remembered before, when that says the same. */
    remember(farm: Pick<Memory, "farm" | "cache" | "called" | "toolchain">, outputs: ReadonlyMap<string, Output>): Memory {
        const { previous, reading } = this;
        if (this.isAsBefore && previous !== undefined && this.digests.read === 0 && previous.farm === farm.farm && previous.cache === farm.cache && previous.toolchain === farm.toolchain && JSON.stringify(previous.called) === JSON.stringify(farm.called)) {
            const same = reading.folders === previous.reading.folders && outputs.size === previous.outputs.size;
            if (same && [...outputs].every(([path, output]) => previous.outputs.get(path) === output)) return previous;
        }
        const given = new Set([...(previous?.outputs.keys() ?? [])].filter(path => !outputs.has(path) && stampOf(path) === undefined)); // up: the build removed them
        const files = given.size === 0 ? reading.files : new Map([...reading.files].filter(([path, { why }]) => why !== "Lua" || !given.has(path)));
        return {
            reading: { ...reading, files, folders: afterWriting(reading.folders, outputs, given) },
            namedRoot: this.namedRoot,
            snapshot: this.digest,
            variables: this.variables,
            passed: this.passed?.digest ?? "",
            digests: new Map([...files.values()].flatMap(({ disk }) => entryOf(disk, this.digests.entries))),
            outputs,
            ...farm,
        };
    }
}

function entryOf(disk: string, entries: ReadonlyMap<string, Known>): [string, Known][] {
    const known = entries.get(disk);
    return known === undefined ? [] : [[disk, known]];
}

/** JSON with the paths in their order, also those that look like numbers. */
function listingOf(files: Record<string, [string, number]>, links: Record<string, string>): string {
    const members = (record: Record<string, unknown>) =>
        Object.entries(record)
            .sort(([a], [b]) => inOrder(a, b))
            .map(([path, value]) => `${JSON.stringify(path)}:${JSON.stringify(value)}`)
            .join(",");
    return `{"files":{${members(files)}},"links":{${members(links)}}}`;
}

/**
 * Whether a Lua file is what an earlier build wrote: then it is no source. It becomes one when its script is given up
 * for declarations beside it.
 */
function isOwnLua(path: string, digest: string, outputs: ReadonlyMap<string, Output> | undefined, reading: Reading): boolean {
    const output = outputs?.get(path);
    if (output === undefined || output.digest !== digest || reading.files.get(path)?.why !== "Lua") return false;
    if (output.script === undefined || reading.files.has(`${reading.root}/${output.script}`)) return true;
    return !reading.files.has(path.replace(/\.lua$/, ".d.ts"));
}

interface Again {
    readonly reading: Reading;
    readonly digests: Digests;
    readonly contents: Map<string, { digest: string; stamp: Stamp }>;
    readonly unchanged: boolean;
}

/** The project by what is remembered of it; undefined when TypeScript has to be asked. */
function lookAgain(memory: Memory): Again | undefined {
    const { reading } = memory;
    const folders = lookedAgain(reading.folders);
    if (folders === undefined) return undefined;
    const digests = new Digests(memory.digests, memory.outputs);
    const contents = new Map<string, { digest: string; stamp: Stamp }>();
    const files = new Map(reading.files);
    let unchanged = true;
    for (const [path, file] of reading.files) {
        const stamp = stampOf(file.disk);
        if (stamp === undefined) return undefined;
        const before = memory.digests.get(file.disk);
        let digest = digests.known(file.disk, stamp);
        if (digest === undefined) {
            const now = Date.now();
            let content: Buffer;
            try {
                content = readFileSync(file.disk);
            } catch {
                return undefined;
            }
            digest = digests.note(file.disk, stamp, now, content);
            if (digest !== before?.digest) {
                if (file.why === "a plugin may read it" || file.why === "a plugin names it" || file.why === "Lua") {
                    // TypeScript does not read it.
                } else if (file.words === undefined || wordsOf(decode(content)) !== file.words) {
                    return undefined;
                }
            }
        }
        if (!SUITED.test(below(reading.root, path)) || isOwnLua(path, digest, memory.outputs, reading)) continue;
        if (digest !== before?.digest) unchanged = false;
        contents.set(path, { digest, stamp });
    }
    return { reading: { ...reading, files, folders }, digests, contents, unchanged };
}

/** The folders as they are now; undefined when a name that can matter came or went. */
function lookedAgain(folders: ReadonlyMap<string, Looked>): ReadonlyMap<string, Looked> | undefined {
    let now: Map<string, Looked> | undefined;
    for (const [folder, { stamp, names }] of folders) {
        const stampNow = stampOf(folder);
        if (stampNow === stamp) continue;
        const looked = look(folder);
        if (looked === undefined || looked.names !== names) return undefined;
        now ??= new Map(folders);
        now.set(folder, { stamp: looked.stamp, names });
    }
    return now ?? folders;
}

/**
 * The folders after a build wrote its outputs, and removed what earlier ones wrote: Lua is nothing that TypeScript looks
 * for.
 */
function afterWriting(folders: ReadonlyMap<string, Looked>, outputs: ReadonlyMap<string, Output>, removed: ReadonlySet<string>): ReadonlyMap<string, Looked> {
    const irrelevant = (path: string) => path.endsWith(".lua") || !/\.(?:[cm]?[tj]s|[tj]sx|json)$/.test(path);
    const created = new Map<string, boolean>(); // a path that outputs lie at or below, and whether all of them are irrelevant
    for (const path of [...outputs.keys(), ...removed]) {
        for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
            const at = path.slice(0, end);
            created.set(at, (created.get(at) ?? true) && irrelevant(path));
        }
    }
    const after = new Map(folders);
    for (const [folder, { stamp, names }] of folders) {
        if (!created.has(folder) || stampOf(folder) === stamp) continue;
        const looked = look(folder);
        if (looked === undefined) continue;
        const before = new Set(names.split("\0"));
        const isOurs = (name: string) => created.get(`${folder}/${name.replace(/^\//, "")}`) === true;
        const newNames = looked.names === "" ? [] : looked.names.split("\0");
        const same = newNames.every(name => before.has(name) || isOurs(name)) && [...before].every(name => name === "" || newNames.includes(name) || (isOurs(name) && removed.has(`${folder}/${name}`)));
        if (same) after.set(folder, { stamp: looked.stamp, names: looked.names });
    }
    return after;
}
