// Brings a build's outputs to disk: only those that differ from what is there, each replaced as a whole, so that nobody
// reads half a file; and takes away what the last build left and this one does not write.
import { existsSync, lstatSync, mkdirSync, realpathSync, readlinkSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync, chmodSync } from "node:fs";
import { FarmError, type OutputFile } from "@scriptfarm/api";
import { sha256, type Digests, type Known } from "../disk/digests.js";
import { below, folderOf, isWithin, join, nameOf, relativePath, resolvePath, slashed, upwards } from "../disk/paths.js";
import { stampOf } from "../disk/stamp.js";
import type { Output } from "../project/memory.js";
import type { ProjectSnapshot } from "../project/snapshot.js";
import { OutputPlaces, refusalInFolder, type Found } from "./output-places.js";

/** Gives each digest's content to `taker`, verified; returns those that are gone. */
export type Contents = (digests: Iterable<string>, taker: (digest: string, content: Uint8Array) => void) => Promise<Set<string>>;

/** What every output's path now holds, and how many were not there yet. */
export interface Written {
    readonly onDisk: Map<string, Output>;
    readonly written: number;
    readonly removed: number;
}

/** The store lost outputs between the build's end and their way to disk: to build again brings them back. */
export class LostOutputs extends FarmError {
    constructor(count: number, file: string) {
        super(`the farm's cache lost ${count} outputs before they could be fetched, one is ${file}; it may be full: see farm status`);
    }
}

/** Where a build may write. */
interface Allowed {
    refusal(path: string): string | undefined;
    /** Whether the compilers themselves give an output this name. */
    isUsual(path: string): boolean;
    /** The folders that links may end in: where they really are, and as outputs name them. */
    readonly places: ReadonlyMap<string, string>;
    /** Real places outside of them that sources are read from. */
    readonly followed: readonly string[];
}

let temporary = 0; // two builds of one process may write the same file at once

/** Writes the outputs of a project. */
export class OutputWriter {
    private allowed: Allowed | undefined;

    /** @param rules are made only when something is to be written */
    private constructor(
        /** Where the outputs' paths begin. */
        private readonly root: string,
        private readonly digests: Digests,
        private readonly rules: () => Allowed,
    ) {}

    /**
     * To the places that the project's own configuration names.
     *
     * @param before what the last build left on disk
     */
    static of(project: ProjectSnapshot, config: string, before: ReadonlyMap<string, Output>): OutputWriter {
        return new OutputWriter(project.root, project.digests, () => OutputWriter.rulesOf(project, config, before));
    }

    private static rulesOf(project: ProjectSnapshot, config: string, before: ReadonlyMap<string, Output>): Allowed {
        const { root, reading } = project;
        const relative = (path: string) => relativePath(root, path);
        const there = (path: string): Found => {
            const file = resolvePath(root, path);
            const digest = project.digests.of(file);
            if (digest === undefined) return "nothing";
            return before.get(file)?.digest === digest ? "ours" : "something else";
        };
        const named = { ...reading.outputs, folders: reading.outputs.folders.map(relative), files: reading.outputs.files.map(relative), plugins: reading.plugins };
        const places = new OutputPlaces([...project.files()].map(({ path }) => below(root, path)), below(root, config), named, there);
        const folders = [root, ...reading.outputs.folders, ...reading.outputs.files.map(folderOf)];
        return { refusal: path => places.refusal(path), isUsual: path => places.isUsual(path), places: realOf(folders), followed: reading.followed };
    }

    /** To a folder that somebody named for outputs alone. */
    static into(folder: string, digests: Digests): OutputWriter {
        mkdirSync(folder, { recursive: true });
        return new OutputWriter(folder, digests, () => ({
            refusal: refusalInFolder,
            isUsual: () => true,
            places: realOf([folder]),
            followed: [],
        }));
    }

    /**
     * @param before what the last build left on disk, to be taken away where it is not written again
     * @throws FarmError when a path is refused, and then nothing is written; `LostOutputs` when a content is gone
     */
    async write(outputs: readonly Pick<OutputFile, "path" | "digest" | "script">[], contents: Contents, before: ReadonlyMap<string, Output>): Promise<Written> {
        const onDisk = new Map<string, Output>();
        const wanted = new Map<string, { path: string; file: string; script: string | undefined }[]>();
        for (const { path, digest, script } of outputs) {
            const file = resolvePath(this.root, path);
            const there = this.digests.of(file);
            if (there === digest) {
                const known = this.digests.entries.get(file)!;
                const last = before.get(file);
                onDisk.set(file, last?.stamp === known.stamp && last.settled === known.settled && last.script === script ? last : outputOf(known, script));
                continue;
            }
            const refused = this.allow().refusal(path);
            if (refused !== undefined) throw refusedTo(path, refused);
            const files = wanted.get(digest) ?? [];
            files.push({ path: file, file: this.target(path, file), script });
            wanted.set(digest, files);
        }
        let count = 0;
        if (wanted.size > 0) {
            const gone = await contents(wanted.keys(), (digest, content) => {
                for (const { path, file, script } of wanted.get(digest) ?? []) {
                    const now = Date.now();
                    replace(file, content);
                    this.digests.note(path, stampOf(path) ?? "", now, content);
                    onDisk.set(path, outputOf(this.digests.entries.get(path)!, script));
                    count++;
                }
            });
            const lost = [...gone].find(digest => wanted.has(digest));
            if (lost !== undefined) throw new LostOutputs(gone.size, wanted.get(lost)![0]!.path);
        }
        return { onDisk, written: count, removed: this.remove(before, onDisk) };
    }

    private remove(before: ReadonlyMap<string, Output>, onDisk: ReadonlyMap<string, Output>): number {
        let removed = 0;
        for (const [file, { digest }] of before) {
            if (onDisk.has(file) || this.digests.of(file) !== digest) continue; // somebody else's by now
            if (this.allow().refusal(relativePath(this.root, file)) !== undefined || !this.isInPlace(realPath(folderOf(file)))) continue;
            rmSync(file, { force: true });
            removed++;
            for (const folder of upwards(folderOf(file))) {
                if (folder === this.root || !isWithin(folder, this.root)) break;
                try {
                    rmdirSync(folder); // only if nothing else is in it
                } catch {
                    break;
                }
            }
        }
        return removed;
    }

    private allow(): Allowed {
        return (this.allowed ??= this.rules());
    }

    /** Where an output goes; links that may be written through are resolved. */
    private target(path: string, file: string): string {
        const real = realPath(file);
        if (real === undefined) throw refusedTo(path, "a link on its way leads nowhere");
        const holder = this.placeOf(real);
        if (holder !== undefined) {
            // A link that stays inside may still lead to what is no place for outputs.
            const seen = resolvePath(this.allow().places.get(holder)!, relativePath(holder, real));
            const refused = seen === file ? undefined : this.allow().refusal(relativePath(this.root, seen));
            if (refused !== undefined) throw refusedTo(path, `${nearest(file)} is a link to where nothing may be written: ${refused}`);
        } else if (!this.isFollowed(real) || !this.allow().isUsual(path)) {
            throw refusedTo(path, `${nearest(file)} is a link that leaves the project`);
        }
        return real;
    }

    private isInPlace(real: string | undefined): boolean {
        return real !== undefined && (this.placeOf(real) !== undefined || this.isFollowed(real));
    }

    /** The innermost place that holds a real path. */
    private placeOf(real: string): string | undefined {
        const places = [...this.allow().places.keys()].filter(place => isWithin(real, place));
        return places.sort((a, b) => b.length - a.length)[0];
    }

    private isFollowed(real: string): boolean {
        return this.allow().followed.some(place => isWithin(real, place));
    }
}

/** Folders by where they really are; of several with one place, the first. */
function realOf(folders: readonly string[]): ReadonlyMap<string, string> {
    const places = new Map<string, string>();
    for (const folder of folders) {
        const real = realPath(folder);
        if (real !== undefined && !places.has(real)) places.set(real, folder);
    }
    return places;
}

/** The nearest of a path and the folders above it that is there. */
function nearest(path: string): string {
    let existing = path;
    while (lstatSync(existing, { throwIfNoEntry: false }) === undefined) existing = folderOf(existing);
    return existing;
}

/**
 * Where a path really is, or what is written there would be. A link whose target is not there yet is one too: what it
 * names is made, as Node does. Undefined when a link leads nowhere.
 */
function realPath(path: string): string | undefined {
    const existing = nearest(path);
    try {
        return join(slashed(realpathSync.native(existing)), below(existing, path));
    } catch {
        if (existing !== path) return undefined;
        const named = resolvePath(folderOf(existing), readlinkSync(existing));
        return existsSync(folderOf(named)) ? join(slashed(realpathSync.native(folderOf(named))), nameOf(named)) : undefined;
    }
}

function outputOf(known: Known, script: string | undefined): Output {
    return { ...known, ...(script !== undefined && { script }) };
}

function refusedTo(path: string, why: string): FarmError {
    return new FarmError(`refused to write the output ${path}: ${why}; nothing was written`);
}

/** Replaces a file as a whole. One with more than one name is written in place, as Node does, so that all have it. */
export function replace(file: string, content: Uint8Array): void {
    mkdirSync(folderOf(file), { recursive: true });
    const old = statSync(file, { throwIfNoEntry: false });
    if (old !== undefined && old.nlink > 1 && process.platform !== "win32") {
        writeFileSync(file, content);
        return;
    }
    const fresh = join(folderOf(file), `.${sha256(nameOf(file)).slice(0, 16)}.${process.pid}.${temporary++}.farm`);
    try {
        writeFileSync(fresh, content);
        if (old !== undefined) chmodSync(fresh, old.mode & 0o7777);
        renameSync(fresh, file);
    } finally {
        rmSync(fresh, { force: true });
    }
}

/** What `write` does; what the disk refuses is told as such. */
export async function guarded<T>(write: () => Promise<T>): Promise<T> {
    try {
        return await write();
    } catch (cause) {
        if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
        throw new FarmError(`cannot write the files: ${(cause as Error).message}`, { cause });
    }
}
