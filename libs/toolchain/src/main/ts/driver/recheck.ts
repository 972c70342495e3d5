// TypeScript's own diagnostics once more, as `tstl` comes to them: how TypeScript words an error, and which of several
// types it names, follows from what its checker saw before.
import type * as ts from "typescript";
import { sorted } from "./diagnostics";
import { closeProject, openProject } from "./project";
import type { RecheckedScript, RecheckRequest } from "./protocol";
import { MOUNT } from "../runtime/api";

/** The diagnostics of these files, of a new checker that goes through the program file by file, in its order. */
export function recheck({ project, paths }: RecheckRequest): RecheckedScript[] {
    closeProject(project);
    const { program, options } = openProject(project);
    const wanted = new Map(paths.map(path => [program.getSourceFile(`${MOUNT}/${path}`)!, path]));
    const withDeclarations = options.declaration || options.composite;
    const found = new Map<ts.SourceFile, readonly ts.Diagnostic[]>();
    program.getGlobalDiagnostics();
    for (const file of program.getSourceFiles()) {
        if (found.size === wanted.size && !withDeclarations) break;
        const checks = program.getSemanticDiagnostics(file);
        if (wanted.has(file)) found.set(file, [...program.getSyntacticDiagnostics(file), ...checks]);
    }
    return [...found].map(([file, checks]) => ({
        path: wanted.get(file)!,
        checks: sorted(withDeclarations && !file.isDeclarationFile ? [...checks, ...program.getDeclarationDiagnostics(file)] : checks),
    }));
}
