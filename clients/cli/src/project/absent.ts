// Files that a project's plugins look for, that are on disk, and that the snapshot lacks: their kind or size left them
// out. The farm says what was looked for. What may travel does so in another round; the rest is an error that says why.
import type { Diagnostic } from "@scriptfarm/api";
import { readdirSync, statSync } from "node:fs";
import { isWithin, join, nameOf } from "../disk/paths.js";
import { isSkipped } from "../disk/view.js";
import { allowedIn } from "./environment.js";
import { SnapshotError } from "./errors.js";
import { ignoredByGit, isSecret } from "./secrets.js";

// Among the farm's own diagnostics; `whole.ts` of the driver says the same.
const LOOKED_FOR = 9;
const LISTED = 10;
const LARGEST = 64 * 1024 * 1024; // as the farm takes it
const SHOWN = 5;

/** What is to be known of the project. */
export interface Sent {
    readonly root: string;
    /** Whether a file is part of the snapshot, by its absolute path. */
    has(path: string): boolean;
    /** Whether builds write it. */
    isOutput(path: string): boolean;
}

export interface Lacking {
    /** Files to send, absolute. */
    readonly files: readonly string[];
    /** For people. */
    readonly notes: readonly string[];
}

/** Whether it is the farm's word on what was looked for, which is none for people. */
export function isOfAbsent({ source, code }: Diagnostic): boolean {
    return source === "scriptfarm" && (code === LOOKED_FOR || code === LISTED);
}

/**
 * What plugins looked for and did not get, though it is here.
 *
 * @param folder of the tsconfig
 * @throws SnapshotError when one of the files may be private or is too large, and is read by its name
 */
export function lacking(diagnostics: readonly Diagnostic[], sent: Sent, folder: string): Lacking {
    const said = diagnostics.filter(isOfAbsent);
    if (said.length === 0) return { files: [], notes: [] };
    const told = (wanted: number) => said.flatMap(({ code, names = [] }) => (code === wanted ? names : [])).map(path => (path === "" ? sent.root : join(sent.root, path)));
    const looked = told(LOOKED_FOR);
    const named = looked.filter(path => kindOf(path) === "file" && !sent.has(path) && !sent.isOutput(path));
    const listed = told(LISTED).flatMap(path => lackedIn(path, sent));
    const allowed = new Set(allowedIn(join(folder, "scriptfarm.json"), "files").map(path => join(folder, path)));
    const reasons = reasonsAgainst([...new Set([...named, ...listed])], sent.root, allowed);
    const refused = named.filter(path => reasons.has(path));
    if (refused.length > 0) throw refusal(refused[0]!, reasons.get(refused[0]!)!, sent.root, folder);
    const kept = listed.filter(path => reasons.has(path));
    const absentFolders = looked.filter(path => kindOf(path) === "folder" && !sent.isOutput(path));
    return {
        files: [...new Set([...named, ...listed])].filter(path => !reasons.has(path)),
        notes: [
            ...(kept.length === 0 ? [] : [`a plugin lists folders, and does not see ${namesOf(kept, sent.root)}, kept from it: ${reasons.get(kept[0]!)!}`]),
            ...(absentFolders.length === 0 ? [] : [`a plugin looks for ${namesOf(absentFolders, sent.root)}, and is told that no such folder is there: nothing of it is sent`]),
        ],
    };
}

function refusal(path: string, reason: string, root: string, folder: string): SnapshotError {
    const shown = path.slice(root.length + 1);
    const wayOut = reason === TOO_LARGE ? "" : `; allow it with "files": [${JSON.stringify(path.slice(folder.length + 1))}] in ${join(folder, "scriptfarm.json")}`;
    return new SnapshotError(`a plugin reads ${shown}, which exists, but is not sent to the farm: ${reason}${wayOut}`);
}

const TOO_LARGE = `it is larger than ${LARGEST / 1024 / 1024} MiB`;

function reasonsAgainst(paths: readonly string[], root: string, allowed: ReadonlySet<string>): Map<string, string> {
    const own = paths.filter(path => !path.includes("/node_modules/"));
    const ignored = ignoredByGit(root, own);
    const reasons = new Map<string, string>();
    for (const path of paths) {
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST) reasons.set(path, TOO_LARGE);
        else if (allowed.has(path)) continue;
        else if (isSecret(path) || path.endsWith("/.git/config")) reasons.set(path, "its name says that it is private");
        else if (ignored.has(path)) reasons.set(path, "git ignores it");
    }
    return reasons;
}

function lackedIn(folder: string, sent: Sent): string[] {
    if (isSkipped(nameOf(folder)) || !isWithin(folder, sent.root)) return [];
    try {
        return readdirSync(folder, { withFileTypes: true })
            .filter(entry => entry.isFile())
            .map(({ name }) => join(folder, name))
            .filter(path => !sent.has(path) && !sent.isOutput(path));
    } catch {
        return []; // gone meanwhile
    }
}

function kindOf(path: string): "file" | "folder" | undefined {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? "file" : stats?.isDirectory() ? "folder" : undefined;
}

function namesOf(paths: readonly string[], root: string): string {
    const shown = paths.slice(0, SHOWN).map(path => path.slice(root.length + 1)).join(", ");
    return paths.length > SHOWN ? `${shown} and ${paths.length - SHOWN} more` : shown;
}
