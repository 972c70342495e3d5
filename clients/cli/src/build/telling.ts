// What the commands that build say to people.
import type { Console } from "../console.js";
import { ExitCode } from "../exit-codes.js";
import { DiagnosticFormat } from "./diagnostics.js";
import type { Built } from "./farm-build.js";

/** Prints the diagnostics; gives the exit code that follows from them. */
export function tellDiagnostics(console: Console, { diagnostics, emitSkipped }: Pick<Built, "diagnostics" | "emitSkipped">, root: string, current: string): number {
    const format = new DiagnosticFormat(root, current);
    const pretty = console.outIsTerminal && console.colours;
    const text = diagnostics.map(diagnostic => (pretty ? format.pretty(diagnostic) : format.plain(diagnostic))).join("");
    if (text !== "") console.out(text);
    if (errorsIn({ diagnostics }) === 0) return ExitCode.success;
    return emitSkipped ? ExitCode.outputsSkipped : ExitCode.outputsGenerated;
}

/** How many errors there are, as tstl counts. */
export function errorsIn({ diagnostics }: Pick<Built, "diagnostics">): number {
    return diagnostics.filter(({ category }) => category === "ERROR").length;
}

/** Why there is no farm, and what to do. */
export function unreachable(gateway: string): string {
    return `no farm answers at ${gateway}\n  one elsewhere:        set FARM_URL\n  build without a farm: farm build --local`;
}

/** How a build went, in a line. */
export function summaryLine(built: Built, { written, removed }: { written: number; removed: number }, seconds: number, noEmit: boolean): string {
    const errors = errorsIn(built);
    const { scripts, compiled, cached, failed } = built.summary;
    const files = built.emitSkipped
        ? noEmit
            ? "nothing written, as the tsconfig says"
            : "nothing written"
        : `${built.outputs.length} files, ${written} of them new or changed${removed > 0 ? `, ${removed} removed` : ""}`;
    const how = errors === 0 ? "built" : `${errors} error${errors === 1 ? "" : "s"}`;
    return `${how} in ${seconds.toFixed(2)} s: ${scripts} scripts, ${compiled} compiled, ${cached} cached${failed > 0 ? `, ${failed} failed` : ""}; ${files}`;
}

/** What became of the wish to publish a build, in lines. */
export function publicationLines({ publication }: Built): string[] {
    if (publication === undefined) return [];
    if (publication.type === "generation-published") {
        const { generation, workspace, added, changed, removed } = publication;
        return [`published as generation ${generation} of ${workspace}: ${added} added, ${changed} changed, ${removed} removed`];
    }
    return publication.problems.map(({ location, message }) => `not published: ${location === undefined ? "" : `${location.file}: `}${message}`);
}
