// TypeScript's diagnostics as the contract's.
import * as ts from "typescript";
import type { WireDiagnostic } from "./protocol";
import { currentFiles, MOUNT, path } from "../runtime/api";

const CATEGORIES = ["WARNING", "ERROR", "SUGGESTION", "MESSAGE"] as const;

/** The code of the farm's own diagnostic for a compiler that threw. */
const COMPILER_CRASH = 1;

export function toWire(diagnostic: ts.Diagnostic): WireDiagnostic {
    const { file, start = 0, length = 0, code, category, source } = diagnostic;
    const wire: WireDiagnostic = {
        category: CATEGORIES[category],
        code,
        message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
    };
    if (source !== undefined) wire.source = source;
    if (file !== undefined) {
        const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
        wire.location = { file: shownPath(file.fileName), start, length, line: line + 1, column: character + 1 };
    }
    return wire;
}

/** The farm's own diagnostic of a file that the compiler threw on. */
export function crashOn(file: ts.SourceFile, what: string, error: unknown): ts.Diagnostic {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
        category: ts.DiagnosticCategory.Error,
        code: COMPILER_CRASH,
        source: "scriptfarm",
        file,
        start: 0,
        length: 0,
        messageText: `${what} ${detail}`,
    };
}

export function sorted(diagnostics: readonly ts.Diagnostic[]): WireDiagnostic[] {
    return ts.sortAndDeduplicateDiagnostics(diagnostics).map(toWire);
}

/** The path as the user knows it: below the snapshot's root, or where an installed toolchain has its files. */
function shownPath(fileName: string): string {
    return relativeToRoot(currentFiles().toProject(fileName));
}

/** Relative to the snapshot's root; begins with `..` for what lies outside. */
export function relativeToRoot(fileName: string): string {
    return ts.isExternalModuleNameRelative(fileName) && !fileName.startsWith("/")
        ? fileName
        : relative(MOUNT, fileName);
}

/** Where a compiler or a plugin writes, relative to the snapshot's root. */
export function outputPath(name: string): string {
    return relativeToRoot(path.isAbsolute(name) ? name : path.resolve(currentFiles().currentDirectory, name));
}

function relative(from: string, to: string): string {
    const a = from.split("/");
    const b = to.split("/");
    let same = 0;
    while (same < a.length && same < b.length && a[same] === b[same]) same++;
    return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
}
