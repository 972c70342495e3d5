// How the project's tstl would be called: in which folder, and with which options besides -p.
import { realpathSync } from "node:fs";
import * as path from "node:path";
import type ts from "typescript";
import type { Call } from "../command.js";
import { folderOf, join, relativePath, resolvePath, slashed } from "../disk/paths.js";
import { statOf } from "../disk/stat.js";
import type { Compilers, TypeScript } from "./compilers.js";
import { ProjectError } from "./errors.js";
import type { Reading } from "./reading.js";

/** Where the compilers see a snapshot's root; `SnapshotMount` in libs/contract says the same. */
export const MOUNT = "/-/-/-/-/-/-/-/-";

// What makes tstl do something else than a build.
const NO_BUILD = ["project", "build", "watch", "help", "all", "version", "init", "showConfig", "locale"];

// TypeScript's words on an option that it does not know, without and with a guess.
const UNKNOWN_OPTION = [5023, 5025];

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
    const place = named === undefined ? settings.current : resolvePath(settings.current, named);
    const folder = statOf(place)?.isFile() ? folderOf(place) : place;
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
export function optionsOf({ ts, parseCommandLine = words => readPlainly(ts, words) }: Compilers, { options }: Invocation): ts.CompilerOptions {
    if (options.length === 0) return {};
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

/**
 * As TypeScript reads them alone. An option that it does not know is TypeScriptToLua's, with the word after it as its
 * value; the farm's pair, which compiles such a project, says what it thinks of it.
 */
function readPlainly(ts: TypeScript, words: readonly string[]): ts.ParsedCommandLine {
    const known: string[] = [];
    const others: ts.CompilerOptions = {};
    for (let i = 0; i < words.length; i++) {
        const word = words[i]!;
        if (!/^--?[a-z]/i.test(word) || !ts.parseCommandLine([word]).errors.some(({ code }) => UNKNOWN_OPTION.includes(code))) {
            known.push(word);
            continue;
        }
        const value = words[i + 1]?.startsWith("-") ? undefined : words[++i];
        others[word.replace(/^-+/, "")] = value === undefined || value === "true" ? true : value.startsWith("[") ? listIn(word, value) : value;
    }
    const parsed = ts.parseCommandLine(known);
    return { ...parsed, options: { ...parsed.options, ...others } };
}

function listIn(option: string, text: string): [] {
    try {
        return JSON.parse(text) as [];
    } catch (cause) {
        throw new ProjectError(`${option} ${text}: it is no JSON`, { cause });
    }
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
