// TSTL's second phase, over the texts of the whole program.
import * as ts from "typescript";
import { isBundleEnabled, LuaLibImportKind } from "typescript-to-lua/dist/CompilerOptions";
import { findLuaRequires } from "typescript-to-lua/dist/transpilation/find-lua-requires";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { relativeToRoot, sorted } from "./diagnostics";
import { thaw } from "./frozen-node";
import { ContentMissing, MOUNT, readBlob } from "../runtime/api";
import { openProject, ProjectSlot, type Project } from "./project";
import type { LinkAnswer, LinkRequest, WrittenFile } from "./protocol";
import { withMaps, type Emitted as EmittedFile, type Written } from "./source-maps";
import type { TranspiledText } from "./transpile";

/** Exported by TypeScript at run time, but not declared. */
const { getTsBuildInfoEmitOutputFilePath } = ts as unknown as {
    getTsBuildInfoEmitOutputFilePath(options: ts.CompilerOptions): string | undefined;
};

/** What linking made of the scripts, and what of, for the next time. */
interface LinkedScripts {
    /** How the build is configured to emit. */
    mode: string;
    /** By path; `shape` is what of a text concerns other outputs than its own. */
    texts: Map<string, { digest: string; shape: string }>;
    emitted: Emitted;
}

interface Emitted {
    outputs: WrittenFile[];
    diagnostics: ts.Diagnostic[];
    emitSkipped: boolean;
}

interface How {
    checksOnly: boolean;
    suppressed: boolean;
}

type Text = TranspiledText & { path: string; digest: string };

const linked = new ProjectSlot<LinkedScripts>();

export function link({ project: ref, scripts, checks, transforms }: LinkRequest): LinkAnswer {
    const project = openProject(ref);
    const { options } = project;
    const checksOnly = (options.noEmitOnError ?? false) && checks;
    const suppressed = Boolean(options.noEmit || checksOnly || (options.noEmitOnError && transforms));
    const emitted = emit(project, scripts, { checksOnly, suppressed });
    return { ...emitted, diagnostics: sorted(emitted.diagnostics), checksOnly };
}

function emit(project: Project, scripts: LinkRequest["scripts"], how: How): Emitted {
    const mode = JSON.stringify(how);
    const last = linked.get(project) ?? linked.previous(project);
    let now = last?.mode === mode ? relink(project, scripts, how, last) : undefined;
    if (now === undefined) {
        const texts = scripts.map(readText);
        now = { mode, texts: described(texts), emitted: emitTexts(project, texts, how, true) };
    }
    linked.set(project, now);
    return now.emitted;
}

/** The outputs of one script. */
export function linkAlone(project: Project, path: string, text: TranspiledText): WrittenFile[] {
    return linkTogether(project, [{ ...text, path }]).filter(({ script }) => script === path);
}

/** What some scripts, and the Lua that they require, become. */
export function linkTogether(project: Project, texts: ReadonlyArray<TranspiledText & { path: string }>): WrittenFile[] {
    return emitTexts(project, texts.map(text => ({ ...text, digest: "" })), { checksOnly: false, suppressed: false }, false).outputs;
}

/**
 * Links the changed scripts only, where that gives the same: each has a file of its own, and requires what it
 * required before.
 */
function relink(project: Project, scripts: LinkRequest["scripts"], how: How, last: LinkedScripts): LinkedScripts | undefined {
    const { options } = project;
    if (isBundleEnabled(options) || options.luaLibImport === LuaLibImportKind.RequireMinimal || scripts.length !== last.texts.size) return undefined;
    const changed = scripts.filter(({ path, text }) => last.texts.get(path)?.digest !== text).map(readText);
    if (changed.length > scripts.length / 2) return undefined;
    const texts = described(changed);
    if ([...texts].some(([path, { shape }]) => last.texts.get(path)?.shape !== shape)) return undefined;
    const { outputs, diagnostics } = emitTexts(project, changed, how, false);
    if (diagnostics.length > 0 || last.emitted.diagnostics.length > 0) return undefined;
    const own = new Map<string, WrittenFile[]>();
    for (const output of outputs) {
        if (output.script !== undefined && texts.has(output.script)) own.set(output.script, [...(own.get(output.script) ?? []), output]);
    }
    const replaced = last.emitted.outputs.filter(({ script }) => script !== undefined && texts.has(script));
    if (replaced.length !== [...own.values()].flat().length) return undefined;
    return {
        mode: last.mode,
        texts: new Map([...last.texts, ...texts]),
        emitted: {
            outputs: last.emitted.outputs.map(old => outputs.find(({ path, script }) => script !== undefined && path === old.path && script === old.script) ?? old),
            diagnostics: [],
            emitSkipped: last.emitted.emitSkipped,
        },
    };
}

function described(texts: readonly Text[]): LinkedScripts["texts"] {
    return new Map(
        texts.map(({ path, digest, lua, declarations, declarationsSkipped }) => [
            path,
            { digest, shape: JSON.stringify([lua === undefined, findLuaRequires(lua ?? "").map(({ requirePath }) => requirePath), declarations.map(({ path }) => path), declarationsSkipped]) },
        ]),
    );
}

/** @param all whether these are all scripts of the program */
function emitTexts({ program, options, system, files }: Project, texts: readonly Text[], how: How, all: boolean): Emitted {
    const outputs: Written[] = [];
    const write = (path: string, text: string, bom: boolean | undefined, script?: string) =>
        outputs.push({ path: relativeToRoot(path), text: bom ? `\uFEFF${text}` : text, binary: false, ...(script && { script }) });

    // Declarations come from phase one, before noEmit and TSTL's own errors are looked at.
    if (!how.checksOnly) {
        for (const { declarations, path } of texts) {
            for (const { path: target, text, bom } of declarations) write(`${MOUNT}/${target}`, text, bom, path);
        }
    }
    const buildInfo = getTsBuildInfoEmitOutputFilePath(options);
    // Before 5.6 TypeScript wrote none when it had held back a declaration.
    const withheld = parseFloat(ts.versionMajorMinor) < 5.6 && texts.some(text => text.declarationsSkipped);
    if (all && buildInfo !== undefined && !how.checksOnly && !withheld) write(buildInfo, JSON.stringify({ version: ts.version }), false);
    const transpiled = texts.flatMap(({ path, lua, sourceMap, sourceMapNode }) =>
        how.suppressed || lua === undefined
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
    // Lua of packages is read here only; what the store lacks was read as empty.
    if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
    return { outputs: withMaps(outputs, program, emitPlan, transpiled), diagnostics, emitSkipped: emitPlan.length === 0 };
}

/** The methods that `emit` is made of. */
export interface InternalTranspiler {
    getEmitPlan(
        program: ts.Program,
        diagnostics: ts.Diagnostic[],
        files: readonly object[],
        plugins: [],
    ): { emitPlan: readonly EmittedFile[] };
    emitFiles(
        program: ts.Program,
        plugins: [],
        emitPlan: readonly EmittedFile[],
        write: ts.WriteFileCallback,
    ): ts.Diagnostic[];
}

function readText({ path, text: digest }: LinkRequest["scripts"][number]): Text {
    const json = readBlob(digest);
    if (json === null) throw new ContentMissing([digest]);
    return { ...(JSON.parse(json) as TranspiledText), path, digest };
}
