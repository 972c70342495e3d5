// Files for which the compiler has no stack left. How deep that is depends on how warm the engine is, so it is no error
// of theirs that may be remembered.
import * as ts from "typescript";
import { relativeToRoot } from "./diagnostics";

/** What TypeScript's binder leaves in a file, but TypeScript does not declare. */
interface BoundSourceFile extends ts.SourceFile {
    locals?: unknown;
    classifiableNames?: unknown;
}

/** Thrown when these files are to blame, by their paths. */
export class TooDeep extends Error {
    constructor(readonly paths: readonly string[]) {
        super("no stack left");
    }
}

export function isTooDeep(error: unknown): boolean {
    return error instanceof TooDeep || (error instanceof RangeError && error.message.includes("call stack"));
}

/** Names who is to blame for an error in work on a file; other errors it leaves alone. */
export function unlessTooDeep(error: unknown, program: ts.Program, file: ts.SourceFile): void {
    if (!isTooDeep(error)) return;
    if (error instanceof TooDeep) throw error;
    // The checker binds all files at once. One that it did not get through is left half-bound.
    const half = (program.getSourceFiles() as BoundSourceFile[]).find(({ locals, classifiableNames }) => locals !== undefined && classifiableNames === undefined);
    throw new TooDeep([relativeToRoot((half ?? file).fileName)]);
}
