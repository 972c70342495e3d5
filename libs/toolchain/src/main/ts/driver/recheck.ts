// TypeScript's own diagnostics once more, where they show a union in an order that is not known (see union-order.ts).
import { sorted } from "./diagnostics";
import { closeProject, openProject } from "./project";
import type { ProjectRef, RecheckedScript, RecheckRequest, WireDiagnostic } from "./protocol";
import { MOUNT } from "../runtime/api";
import { checkInOrder } from "./union-order";

/** The diagnostics of these scripts as `tstl` words them. */
export function recheck({ project, paths }: RecheckRequest): RecheckedScript[] {
    const known = check(project, paths);
    const unknown = known.filter(({ ambiguous }) => ambiguous).map(({ path }) => path);
    if (unknown.length === 0) return known;
    // A new checker that comes to them as `tstl` does: file by file, in program order.
    closeProject(project);
    const { program } = openProject(project);
    const files = new Map(unknown.map(path => [program.getSourceFile(`${MOUNT}/${path}`)!, path]));
    const inOrder = new Map<string, WireDiagnostic[]>();
    for (const [file, checks] of checkInOrder(project.globalsKey!, program, new Set(files.keys()))) inOrder.set(files.get(file)!, sorted(checks));
    // What was learned by that may tell already that the order is the same whatever the scripts say.
    const ambiguous = new Set(check(project, unknown).flatMap(script => (script.ambiguous ? [script.path] : [])));
    return known.map(script => {
        const checks = inOrder.get(script.path);
        return checks === undefined ? script : { path: script.path, checks, ambiguous: ambiguous.has(script.path) };
    });
}

function check(project: ProjectRef, paths: readonly string[]): RecheckedScript[] {
    closeProject(project);
    const { program, unions } = openProject(project);
    return paths.map(path => {
        const checks = sorted(program.getSemanticDiagnostics(program.getSourceFile(`${MOUNT}/${path}`)));
        return { path, checks, ambiguous: unions.ambiguous };
    });
}
