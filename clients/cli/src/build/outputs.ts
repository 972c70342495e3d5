// Brings a build's outputs to disk: only those that differ from what is there, each replaced as a whole, so that nobody
// reads half a file; and takes away what the last build left and this one does not write.
import { existsSync, lstatSync, mkdirSync, realpathSync, readlinkSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync, chmodSync } from "node:fs";
import { FarmError, type OutputFile } from "@scriptfarm/api";
import { Digests, sha256 } from "../disk/digests.js";
import { below, folderOf, isWithin, join, nameOf, relativePath, resolvePath, slashed, upwards } from "../disk/paths.js";
import { stampOf } from "../disk/stamp.js";
import type { Output } from "../project/memory.js";
import type { ProjectSnapshot } from "../project/snapshot.js";
import { isProper, OutputPlaces, type Found } from "./output-places.js";

/** Gives each digest's content to `taker`, verified; returns those that are gone. */
export type Contents = (digests: Iterable<string>, taker: (digest: string, content: Uint8Array) => void) => Promise<Set<string>>;

/** What every output's path now holds, and how many were not there yet. */
export interface Written {
    readonly onDisk: Map<string, Output>;
    readonly written: number;
    readonly removed: number;
}

let temporary = 0; // two builds of one process may write the same file at once

/** Writes the outputs of a project. */
export class OutputWriter {
    private readonly real: string[];

    private constructor(
        /** Where the outputs' paths begin. */
        private readonly root: string,
        places: readonly string[],
        private readonly refusal: (path: string) => string | undefined,
        private readonly digests: Digests,
        followed: readonly string[],
    ) {
        this.real = [...places.filter(place => existsSync(place)).map(place => slashed(realpathSync.native(place))), ...followed];
    }

    /**
     * To the places that the project's own configuration names.
     *
     * @param before what the last build left on disk
     */
    static of(project: ProjectSnapshot, config: string, before: ReadonlyMap<string, Output>): OutputWriter {
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
        return new OutputWriter(root, [root, ...reading.outputs.folders, ...reading.outputs.files.map(folderOf)], path => places.refusal(path), project.digests, reading.followed);
    }

    /** To a folder that somebody named for outputs alone. */
    static into(folder: string, digests: Digests): OutputWriter {
        mkdirSync(folder, { recursive: true });
        return new OutputWriter(folder, [folder], path => (path.startsWith("../") || !isProper(path) ? "it leaves the folder" : undefined), digests, []);
    }

    /**
     * @param before what the last build left on disk, to be taken away where it is not written again
     * @throws FarmError when a path is refused, and then nothing is written; or when a content is gone
     */
    async write(outputs: readonly OutputFile[], contents: Contents, before: ReadonlyMap<string, Output>): Promise<Written> {
        const onDisk = new Map<string, Output>();
        const wanted = new Map<string, { path: string; file: string; script: string | undefined }[]>();
        for (const { path, digest, script } of outputs) {
            const file = resolvePath(this.root, path);
            const there = this.digests.of(file);
            const refused = there === digest ? undefined : this.refusal(path);
            if (refused !== undefined) throw new FarmError(`refused to write the output ${path}: ${refused}; nothing was written`);
            const target = this.target(path, file);
            if (there === digest) {
                onDisk.set(file, { ...this.digests.entries.get(file)!, ...(script !== undefined && { script }) });
            } else {
                const files = wanted.get(digest) ?? [];
                files.push({ path: file, file: target, script });
                wanted.set(digest, files);
            }
        }
        let count = 0;
        if (wanted.size > 0) {
            const gone = await contents(wanted.keys(), (digest, content) => {
                for (const { path, file, script } of wanted.get(digest) ?? []) {
                    const now = Date.now();
                    replace(file, content);
                    this.digests.note(path, stampOf(path) ?? "", now, content);
                    onDisk.set(path, { ...this.digests.entries.get(path)!, ...(script !== undefined && { script }) });
                    count++;
                }
            });
            const lost = [...gone].find(digest => wanted.has(digest));
            if (lost !== undefined) {
                throw new FarmError(`the farm's cache lost ${gone.size} outputs of the build since it ended, one is ${wanted.get(lost)![0]!.path}; run the same command again`);
            }
        }
        return { onDisk, written: count, removed: this.remove(before, onDisk) };
    }

    private remove(before: ReadonlyMap<string, Output>, onDisk: ReadonlyMap<string, Output>): number {
        let removed = 0;
        for (const [file, { digest }] of before) {
            if (onDisk.has(file) || this.digests.of(file) !== digest) continue; // somebody else's by now
            if (this.refusal(relativePath(this.root, file)) !== undefined) continue;
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

    /** Where an output goes; links that may be written through are resolved. */
    private target(path: string, file: string): string {
        let existing = file;
        while (lstatSync(existing, { throwIfNoEntry: false }) === undefined) existing = folderOf(existing);
        let real: string;
        try {
            real = slashed(realpathSync.native(existing));
        } catch {
            // A link whose target is not there yet: what it names is made, as Node does.
            real = resolvePath(folderOf(existing), readlinkSync(existing));
            const holder = existsSync(folderOf(real)) ? slashed(realpathSync.native(folderOf(real))) : undefined;
            if (existing !== file || holder === undefined) throw refused(path, `${existing} is a link that leads nowhere`);
            real = join(holder, nameOf(real));
        }
        if (!this.real.some(place => isWithin(real, place) || isWithin(place, real))) throw refused(path, `${existing} is a link that leaves the project`);
        return existing === file ? real : file;
    }
}

function refused(path: string, why: string): FarmError {
    return new FarmError(`refused to write the output ${path}: ${why}; nothing was written`);
}

/** Replaces a file as a whole. One with more than one name is written in place, as Node does, so that all have it. */
function replace(file: string, content: Uint8Array): void {
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
