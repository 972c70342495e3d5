// The words of TypeScript's own diagnostics. A union is shown in the order in which the checker came to know
// its members, so a checker that saw other scripts before says `Blob | string` where `tstl` says `string | Blob`.
import * as ts from "typescript";
import { sorted, type WireDiagnostic } from "./diagnostics";
import { closeProject, openProject, type ProjectRef } from "./project";
import { MOUNT } from "../runtime/api";

export interface WordingRequest {
    project: ProjectRef;
    /** The scripts with diagnostics whose words may differ. */
    paths: string[];
}

/** The diagnostics of these scripts from a new checker that comes to them as `tstl` does: file by file, in program order. */
export function reword({ project: ref, paths }: WordingRequest): WireDiagnostic[] {
    closeProject(ref);
    const { program } = openProject(ref);
    const wanted = new Set(paths.map(path => program.getSourceFile(`${MOUNT}/${path}`)));
    const diagnostics: ts.Diagnostic[] = [];
    program.getGlobalDiagnostics();
    for (const file of program.getSourceFiles()) {
        if (wanted.size === 0) break;
        const found = program.getSemanticDiagnostics(file);
        if (wanted.delete(file)) diagnostics.push(...found);
    }
    return sorted(diagnostics);
}
