// What is remembered of a project between two builds, in one file. It only saves work: without it, or with a damaged
// one, a build does more and gives the same.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { sha256, type Known } from "../disk/digests.js";
import { folderOf, join, resolvePath } from "../disk/paths.js";
import type { Looked } from "../disk/view.js";
import type { Called, Invocation } from "./invocation.js";
import type { ReadFile, Reading } from "./reading.js";

const FORM = 2; // another layout gets another number

/** A file that a build left on disk. */
export interface Output extends Known {
    /** The script that it was made of, as a path of the snapshot. */
    readonly script?: string;
}

export interface Memory {
    readonly reading: Reading;
    /** The root that was named, if one was. */
    readonly namedRoot?: string | undefined;
    /** The digest of the snapshot, and of each file by its path on disk. */
    readonly snapshot: string;
    /** The environment variables that plugins read, and the digest of what was passed on of them; empty when none was. */
    readonly variables: readonly string[];
    readonly passed: string;
    readonly digests: ReadonlyMap<string, Known>;
    /** What the last build left on disk, by path. */
    readonly outputs: ReadonlyMap<string, Output>;
    /** The gateway that was sent this snapshot, and its cache-service; empty when none was. */
    readonly farm: string;
    readonly cache: string;
    /** What compiled it, by its digest; absent when nothing was compiled. */
    readonly toolchain?: string | undefined;
    /** What else of the project that build's request said. */
    readonly called: Called;
}

/** Where this user's programs keep such things. */
export function memoryFolder(environment: NodeJS.ProcessEnv, current: string, platform = process.platform): string {
    const { FARM_HOME, XDG_CACHE_HOME, LOCALAPPDATA } = environment;
    const paths = platform === "win32" ? path.win32 : path.posix;
    if (FARM_HOME) return join(resolvePath(current, FARM_HOME, paths), "client");
    if (platform === "win32" && LOCALAPPDATA) return join(resolvePath(current, LOCALAPPDATA, paths), "scriptfarm");
    if (platform === "darwin") return join(resolvePath(homedir(), "Library/Caches"), "scriptfarm");
    return join(XDG_CACHE_HOME ? resolvePath(current, XDG_CACHE_HOME) : resolvePath(homedir(), ".cache"), "scriptfarm");
}

/** The memory of the project of `config` below `folder`; with options after `--` it is another one. */
export function memoryFile(folder: string, config: string, { folder: current, options }: Invocation): string {
    const name = options.length === 0 ? config : JSON.stringify([config, current, ...options]);
    return join(folder, `${sha256(name).slice(0, 24)}.json`);
}

interface Written {
    form: number;
    version: string;
    root: string;
    namedRoot?: string;
    snapshot: string;
    variables: readonly string[];
    passed: string;
    farm: string;
    cache: string;
    toolchain?: string;
    called: Called;
    files: [path: string, disk: string | 0, why: string, words: string | 0, stamp: string, digest: string, settled: 0 | 1][];
    links: [string, string][];
    folders: [string, string, string][];
    outputs: [path: string, stamp: string, digest: string, settled: 0 | 1, script: string | 0][];
    rest: Omit<Reading, "root" | "files" | "links" | "folders">;
}

/** @param version of this program: another one may read otherwise */
export function readMemory(file: string, version: string): Memory | undefined {
    try {
        const said = JSON.parse(readFileSync(file, "utf8")) as Written;
        if (said.form !== FORM || said.version !== version) return undefined;
        const files = new Map<string, ReadFile>();
        const digests = new Map<string, Known>();
        for (const [path, elsewhere, why, words, stamp, digest, settled] of said.files) {
            const disk = elsewhere === 0 ? path : elsewhere;
            files.set(path, { disk, why: why as ReadFile["why"], ...(words !== 0 && { words }) });
            if (digest !== "") digests.set(disk, { stamp, digest, settled: settled === 1 });
        }
        return {
            reading: {
                ...said.rest,
                root: said.root,
                files,
                links: new Map(said.links),
                folders: new Map(said.folders.map(([path, stamp, names]): [string, Looked] => [path, { stamp, names }])),
            },
            namedRoot: said.namedRoot,
            snapshot: said.snapshot,
            variables: said.variables,
            passed: said.passed,
            digests,
            outputs: new Map(
                said.outputs.map(([path, stamp, digest, settled, script]): [string, Output] => [
                    path,
                    { stamp, digest, settled: settled === 1, ...(script !== 0 && { script }) },
                ]),
            ),
            farm: said.farm,
            cache: said.cache,
            ...(said.toolchain !== undefined && { toolchain: said.toolchain }),
            called: said.called,
        };
    } catch {
        return undefined; // none, damaged, or of another version
    }
}

/** Replaces `file` as a whole. */
export function writeMemory(file: string, version: string, memory: Memory): void {
    const { root, files, links, folders, ...rest } = memory.reading;
    const said: Written = {
        form: FORM,
        version,
        root,
        ...(memory.namedRoot !== undefined && { namedRoot: memory.namedRoot }),
        snapshot: memory.snapshot,
        variables: memory.variables,
        passed: memory.passed,
        farm: memory.farm,
        cache: memory.cache,
        ...(memory.toolchain !== undefined && { toolchain: memory.toolchain }),
        called: memory.called,
        files: [...files].map(([path, { disk, why, words }]) => {
            const known = memory.digests.get(disk);
            return [path, disk === path ? 0 : disk, why, words ?? 0, known?.stamp ?? "", known?.digest ?? "", known?.settled ? 1 : 0];
        }),
        links: [...links],
        folders: [...folders].map(([path, { stamp, names }]) => [path, stamp, names]),
        outputs: [...memory.outputs].map(([path, { stamp, digest, settled, script }]) => [path, stamp, digest, settled ? 1 : 0, script ?? 0]),
        rest,
    };
    mkdirSync(folderOf(file), { recursive: true });
    const fresh = `${file}.${process.pid}.tmp`;
    writeFileSync(fresh, JSON.stringify(said));
    renameSync(fresh, file);
}
