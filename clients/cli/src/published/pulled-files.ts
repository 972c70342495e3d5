// A folder with the files of a generation. What pulls wrote is noted in .farm-pull.json, and nothing else is ever changed
// or deleted, nor anything that a link leads to out of the folder.
import { existsSync, readFileSync } from "node:fs";
import { FarmError, type Manifest } from "@scriptfarm/api";
import { isProper } from "../build/output-places.js";
import { guarded, OutputWriter, replace, type Contents } from "../build/outputs.js";
import { Digests } from "../disk/digests.js";
import { inOrder, join } from "../disk/paths.js";
import type { Output } from "../project/memory.js";

const NOTE = ".farm-pull.json";
const LUA = "lua";
const MAP = "map";

/** What was done to a folder. */
export interface Pulled {
    readonly files: number;
    readonly written: number;
    readonly removed: number;
    /** Files that the generation does not have as this kind. */
    readonly without: number;
}

/**
 * Makes the folder hold what the generation holds. Each file is replaced as a whole.
 *
 * @param kind of artifacts: lua, map, or bytecode
 * @throws UnknownKind before anything is written
 */
export async function pullInto(folder: string, kind: string, manifest: Manifest, contents: Contents): Promise<Pulled> {
    const wanted = new Map<string, string>();
    let without = 0;
    for (const { path, artifacts } of manifest.entries) {
        const artifact = artifacts[kind];
        if (artifact === undefined) without++;
        else wanted.set(kind === MAP ? `${path}.map` : path, artifact.digest);
    }
    if (wanted.size === 0 && without > 0 && kind !== LUA && kind !== MAP) throw new UnknownKind(kind, manifest);
    return await guarded(async () => {
        const writer = OutputWriter.into(folder, new Digests());
        const note = join(folder, NOTE);
        const before = readNote(note);
        writeNote(note, new Map([...before, ...wanted]), before); // before anything is written, so that nothing is forgotten
        const files = [...wanted].map(([path, digest]) => ({ path, digest }));
        const ours = new Map([...before].map(([path, digest]): [string, Output] => [join(folder, path), { digest, stamp: "", settled: false }]));
        const { written, removed } = await writer.write(files, contents, ours);
        writeNote(note, wanted, new Map([...before, ...wanted]));
        return { files: wanted.size, written, removed, without };
    });
}

/** A generation has nothing of the kind that is wanted, and no generation needs to. */
export class UnknownKind extends FarmError {
    constructor(kind: string, { generation, workspace, entries }: Manifest) {
        const kinds = [...new Set(entries.flatMap(({ artifacts }) => Object.keys(artifacts)))].sort();
        super(`generation ${generation} of ${workspace} has nothing of the kind ${kind}; it has ${kinds.join(", ")}`);
    }
}

function readNote(note: string): Map<string, string> {
    if (!existsSync(note)) return new Map();
    try {
        const { files } = JSON.parse(readFileSync(note, "utf8")) as { files: Record<string, string> };
        const all = Object.entries(files);
        if (all.some(([path, digest]) => !isProper(path) || path.startsWith("../") || !/^[0-9a-f]{64}$/.test(digest))) throw new Error("not of a pull");
        return new Map(all);
    } catch (cause) {
        throw new FarmError(`${note} is damaged; delete it, and what pulls wrote with it`, { cause });
    }
}

function writeNote(note: string, files: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>): void {
    if (files.size === there.size && [...files].every(([path, digest]) => there.get(path) === digest)) return;
    const sorted = [...files].sort(([a], [b]) => inOrder(a, b));
    replace(note, Buffer.from(JSON.stringify({ files: Object.fromEntries(sorted) })));
}
