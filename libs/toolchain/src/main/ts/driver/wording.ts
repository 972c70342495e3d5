// The words of TypeScript's own diagnostics, where they show a union in an order that is not known (see unions.ts).
import { sorted, type WireDiagnostic } from "./diagnostics";
import { closeProject, openProject, type ProjectRef } from "./project";
import { MOUNT } from "../runtime/api";
import { checkInOrder } from "./unions";

export interface WordingRequest {
    project: ProjectRef & { world: string };
    /** The scripts with diagnostics whose words may differ. */
    paths: string[];
}

export interface Wording {
    path: string;
    checks: WireDiagnostic[];
    /** Whether the words depend on scripts before this one. */
    ambiguous: boolean;
}

/** The diagnostics of these scripts as `tstl` words them. */
export function reword({ project, paths }: WordingRequest): Wording[] {
    const known = recheck(project, paths);
    const unknown = known.filter(({ ambiguous }) => ambiguous).map(({ path }) => path);
    if (unknown.length === 0) return known;
    // A new checker that comes to them as `tstl` does: file by file, in program order.
    closeProject(project);
    const { program } = openProject(project);
    const files = new Map(unknown.map(path => [program.getSourceFile(`${MOUNT}/${path}`)!, path]));
    const inOrder = new Map<string, WireDiagnostic[]>();
    for (const [file, checks] of checkInOrder(project.world, program, new Set(files.keys()))) inOrder.set(files.get(file)!, sorted(checks));
    // What was learned by that may tell already that the order is the same whatever the scripts say.
    const ambiguous = new Set(recheck(project, unknown).flatMap(wording => (wording.ambiguous ? [wording.path] : [])));
    return known.map(wording => {
        const checks = inOrder.get(wording.path);
        return checks === undefined ? wording : { path: wording.path, checks, ambiguous: ambiguous.has(wording.path) };
    });
}

function recheck(project: ProjectRef, paths: readonly string[]): Wording[] {
    closeProject(project);
    const { program, unions } = openProject(project);
    return paths.map(path => {
        const checks = sorted(program.getSemanticDiagnostics(program.getSourceFile(`${MOUNT}/${path}`)));
        return { path, checks, ambiguous: unions.ambiguous };
    });
}
