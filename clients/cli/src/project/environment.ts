// The environment variables that a project's plugins read. The farm says which they are, and their values travel in a
// file of the snapshot, so they are part of every key. Never more than what was read, and nothing that looks like a
// secret unless the project's scriptfarm.json names it.
import type { Diagnostic } from "@scriptfarm/api";
import { readFileSync } from "node:fs";
import { sha256 } from "../disk/digests.js";
import { join } from "../disk/paths.js";
import { SnapshotError } from "./errors.js";

/** Where a snapshot has the values; `environment.ts` of the runtime says the same. */
export const ENVIRONMENT_FILE = ".farm/environment.json";

const VARIABLES_READ = 7; // among the farm's own diagnostics; `whole.ts` of the driver says the same
const SECRET = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|(?:^|_)(?:KEY|PAT|PWD|AUTH|COOKIE)(?:_|$)|APIKEY|_KEY/i;

export interface Passed {
    readonly text: string;
    readonly digest: string;
    readonly size: number;
}

/** What of these variables is set, as the snapshot has it; undefined where none is. */
export function passedOn(names: Iterable<string>, environment: NodeJS.ProcessEnv): Passed | undefined {
    const values = [...new Set(names)].sort().flatMap(name => (environment[name] === undefined ? [] : [[name, environment[name]]]));
    if (values.length === 0) return undefined;
    const text = JSON.stringify(Object.fromEntries(values));
    return { text, digest: sha256(text), size: Buffer.byteLength(text) };
}

/** Whether it is the farm's word on variables, which is none for people. */
export function isOfVariables({ source, code }: Diagnostic): boolean {
    return source === "scriptfarm" && code === VARIABLES_READ;
}

/**
 * The variables that plugins read and did not get, though they are set here.
 *
 * @param folder of the tsconfig
 * @throws SnapshotError when one of them may be a secret, and `scriptfarm.json` does not allow it
 */
export function wanting(diagnostics: readonly Diagnostic[], environment: NodeJS.ProcessEnv, folder: string): string[] {
    const names = diagnostics
        .filter(isOfVariables)
        .flatMap(({ names = [] }) => names)
        .filter(name => environment[name] !== undefined);
    const allowed = new Set(allowedIn(join(folder, "scriptfarm.json"), "environment"));
    const refused = names.filter(name => SECRET.test(name) && !allowed.has(name));
    if (refused.length > 0) {
        const list = refused.map(name => JSON.stringify(name)).join(", ");
        throw new SnapshotError(
            `a plugin reads ${refused.join(", ")}, which is set and may be a secret, so it is not sent to the farm: unset it, or allow it with "environment": [${list}] in ${join(folder, "scriptfarm.json")}`,
        );
    }
    return names;
}

/** What a project's `scriptfarm.json` lets out under this name. */
export function allowedIn(file: string, what: "environment" | "files"): string[] {
    try {
        const named = (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>)[what];
        return Array.isArray(named) ? named.filter(name => typeof name === "string") : [];
    } catch {
        return []; // deny by default
    }
}
