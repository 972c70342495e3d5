// How the project's tstl would be called: in which folder, and with which options besides -p.
import { realpathSync } from "node:fs";
import * as path from "node:path";
import type ts from "typescript";
import type { Call } from "../command.js";
import { folderOf, join, relativePath, resolvePath, slashed } from "../disk/paths.js";
import type { Compilers } from "./compilers.js";
import { ProjectError } from "./errors.js";
import type { Reading } from "./reading.js";

/** Where the compilers see a snapshot's root; `SnapshotMount` in libs/contract says the same. */
export const MOUNT = "/-/-/-/-/-/-/-/-";

// What makes tstl do something else than a build.
const NO_BUILD = ["project", "build", "watch", "help", "all", "version", "init", "showConfig", "locale"];

export interface Invocation {
    /** Absolute and real. */
    readonly folder: string;
    readonly options: readonly string[];
}

/** As a request of the farm says it: `folder` is relative to the snapshot's root. */
export interface Called {
    readonly folder?: string;
    readonly options?: readonly string[];
}

/** That of a command: in the folder that it is called in, or in the one that it names. */
export function invocationOf({ args, settings, passed }: Pick<Call, "args" | "settings" | "passed">): Invocation {
    const named = args.positionals[0];
    const folder = named === undefined ? settings.current : resolvePath(settings.current, named);
    try {
        return { folder: slashed(realpathSync.native(folder)), options: passed };
    } catch {
        return { folder, options: passed }; // it is not there, which is said when the project is looked for
    }
}

/**
 * What the options mean to the project's own TypeScriptToLua.
 *
 * @throws ProjectError with tstl's message when it does not take them
 */
export function optionsOf({ ts, parseCommandLine }: Compilers, { options }: Invocation): ts.CompilerOptions {
    if (options.length === 0) return {};
    if (parseCommandLine === undefined) throw new ProjectError("options after -- need the project's own TypeScriptToLua; run npm install typescript-to-lua");
    const file = options.find(option => option.startsWith("@"));
    if (file !== undefined) throw new ProjectError(`${file}: files of options do not travel; write the options after --`);
    const parsed = parseCommandLine([...options]);
    if (parsed.errors.some(({ category }) => category === ts.DiagnosticCategory.Error)) {
        throw new ProjectError(parsed.errors.map(({ code, source, messageText }) => `error ${source === "typescript-to-lua" ? "TSTL" : `TS${code}`}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`).join("\n"));
    }
    if (parsed.fileNames.length > 0) throw new ProjectError("error TSTL: Option 'project' cannot be mixed with source files on a command line.");
    const other = NO_BUILD.find(name => parsed.options[name] !== undefined);
    if (other !== undefined) throw new ProjectError(`--${other} is no option of a build on the farm; farm build --local passes it to tstl`);
    return parsed.options;
}

/** What of an invocation a request of the farm has; nothing where it is that of `tstl -p` in the tsconfig's folder. */
export function calledAs({ folder, options }: Invocation, config: string, { root, isCalledFrom }: Pick<Reading, "root" | "isCalledFrom">, platform: path.PlatformPath = path): Called {
    return {
        ...(folder !== folderOf(config) && (isCalledFrom || options.length > 0) && { folder: relativePath(root, folder) }),
        ...(options.length > 0 && { options: options.map(option => travelling(option, root, platform)) }),
    };
}

/** An option's word as the farm's compilers understand it: absolute paths are those of the snapshot. */
function travelling(word: string, root: string, platform: path.PlatformPath): string {
    if (platform.isAbsolute(word)) return path.posix.normalize(join(MOUNT, relativePath(root, slashed(platform.resolve(word), platform))));
    return /^[-[{]/.test(word) ? word : slashed(word, platform);
}
