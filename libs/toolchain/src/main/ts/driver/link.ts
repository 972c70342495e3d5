// TSTL's second phase, over the texts of the whole program.
import * as ts from "typescript";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { relativeToRoot, sorted, type WireDiagnostic } from "./diagnostics";
import { thaw } from "./frozen-node";
import { ContentMissing, MOUNT, readBlob } from "../runtime/api";
import { openProject, type ProjectRef } from "./project";
import type { TranspiledText } from "./transpile";

/** Exported by TypeScript at run time, but not declared. */
const { getTsBuildInfoEmitOutputFilePath } = ts as unknown as {
    getTsBuildInfoEmitOutputFilePath(options: ts.CompilerOptions): string | undefined;
};

export interface LinkRequest {
    project: ProjectRef;
    /** The transpiled scripts in program order; those that the compiler crashed on are left out. */
    scripts: Array<{ path: string; text: string }>;
    /** Whether TypeScript, or TSTL after it, had anything to say; matters to `noEmitOnError`. */
    checks: boolean;
    transforms: boolean;
}

export interface Linked {
    outputs: Array<{ path: string; script?: string; text: string }>;
    diagnostics: WireDiagnostic[];
    emitSkipped: boolean;
    /** TSTL stops at what TypeScript says, before its own diagnostics. */
    checksOnly: boolean;
}

export function link({ project: ref, scripts, checks, transforms }: LinkRequest): Linked {
    const { program, options, system } = openProject(ref);
    const outputs: Linked["outputs"] = [];
    const write = (path: string, text: string, bom: boolean | undefined, script?: string) =>
        outputs.push({ path: relativeToRoot(path), text: bom ? `\uFEFF${text}` : text, ...(script && { script }) });

    const texts = scripts.map(({ path, text }) => ({ path, ...readText(text) }));
    const checksOnly = (options.noEmitOnError ?? false) && checks;
    const suppressed = options.noEmit || checksOnly || (options.noEmitOnError && transforms);
    // Declarations come from phase one, before noEmit and TSTL's own errors are looked at.
    if (!checksOnly) {
        for (const { declarations, path } of texts) {
            for (const { path: target, text, bom } of declarations) write(`${MOUNT}/${target}`, text, bom, path);
        }
    }
    const buildInfo = getTsBuildInfoEmitOutputFilePath(options);
    // Before 5.6 TypeScript wrote none when it had held back a declaration.
    const withheld = parseFloat(ts.versionMajorMinor) < 5.6 && texts.some(text => text.declarationsSkipped);
    if (buildInfo !== undefined && !checksOnly && !withheld) write(buildInfo, JSON.stringify({ version: ts.version }), false);
    const transpiled = texts.flatMap(({ path, lua, sourceMap, sourceMapNode }) =>
        suppressed || lua === undefined
            ? []
            : [
                  {
                      sourceFiles: [program.getSourceFile(`${MOUNT}/${path}`)!],
                      fileName: `${MOUNT}/${path}`,
                      code: lua,
                      sourceMap,
                      sourceMapNode: sourceMapNode && thaw(sourceMapNode),
                  },
              ],
    );
    // The rest of Transpiler.emit, whose first part was transpile.
    const transpiler = new Transpiler({ emitHost: system }) as unknown as InternalTranspiler;
    const diagnostics: ts.Diagnostic[] = [];
    const { emitPlan } = transpiler.getEmitPlan(program, diagnostics, transpiled, []);
    diagnostics.push(
        ...transpiler.emitFiles(program, [], emitPlan, (path, text, bom, _onError, sources) =>
            write(path, text, bom, sources?.length === 1 ? relativeToRoot(sources[0].fileName) : undefined),
        ),
    );
    return { outputs, diagnostics: sorted(diagnostics), emitSkipped: emitPlan.length === 0, checksOnly };
}

/** The methods that `emit` is made of. */
interface InternalTranspiler {
    getEmitPlan(
        program: ts.Program,
        diagnostics: ts.Diagnostic[],
        files: readonly object[],
        plugins: [],
    ): { emitPlan: ReadonlyArray<{ outputPath: string }> };
    emitFiles(
        program: ts.Program,
        plugins: [],
        emitPlan: ReadonlyArray<{ outputPath: string }>,
        write: ts.WriteFileCallback,
    ): ts.Diagnostic[];
}

function readText(digest: string): TranspiledText {
    const json = readBlob(digest);
    if (json === null) throw new ContentMissing([digest]);
    return JSON.parse(json) as TranspiledText;
}
