// JavaScript of a script, for previews: what TypeScript itself makes of it, in the project's own program.
import * as ts from "typescript";
import type { CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { relativeToRoot, sorted, type WireDiagnostic } from "./diagnostics";
import { closeProject, openProject, withOptions, type Project, type ProjectRef } from "./project";
import { crash } from "./transpile";
import { MOUNT } from "../runtime/api";

export interface JavaScript {
    /** The script's JavaScript and its source map, with paths beside the script; absent when the compiler crashed. */
    outputs?: Array<{ path: string; text: string }>;
    checks: WireDiagnostic[];
}

export interface JavaScriptRequest {
    project: ProjectRef;
    path: string;
    /** Whether anybody wants to know what TypeScript says. */
    checked: boolean;
}

// Whatever the project is configured to write, a preview has one file for each script that runs as it is, in an engine
// of today, and a map that needs no other file. What the language means stays: JSX, decorators, module syntax.
const PREVIEW: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    sourceMap: true,
    inlineSourceMap: false,
    inlineSources: true,
    mapRoot: undefined,
    sourceRoot: undefined,
    outDir: undefined,
    outFile: undefined,
    declaration: false,
    declarationMap: false,
    composite: false,
    incremental: false,
    emitBOM: false,
    emitDeclarationOnly: false,
    importHelpers: false,
    newLine: ts.NewLineKind.LineFeed,
    noEmit: false,
    noEmitHelpers: false,
    noEmitOnError: false,
};

export function javaScript({ project: ref, path, checked }: JavaScriptRequest): JavaScript {
    const project = openProject(ref);
    const { program } = project;
    const file = program.getSourceFile(`${MOUNT}/${path}`);
    if (file === undefined) return { checks: [] };
    try {
        const checks = checked ? sorted([...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) : [];
        return { outputs: emit(project, file), checks };
    } catch (error) {
        closeProject(ref);
        return { checks: [crash(file, error)] };
    }
}

/** @param how what is different from a preview */
export function emit({ program, options }: Project, file: ts.SourceFile, how: ts.CompilerOptions = {}): Array<{ path: string; text: string }> {
    if (file.flags & ts.NodeFlags.JsonFile) return [{ path: relativeToRoot(file.fileName), text: file.text }];
    // The checker keeps what it finds out: all of it by the project's own options.
    program.getSemanticDiagnostics(file);
    const outputs: Array<{ path: string; text: string }> = [];
    // Whether fields are defined or assigned goes by the target, and a preview must not change that.
    const preview = { ...PREVIEW, useDefineForClassFields: definesFields(options), ...how } as CompilerOptions;
    withOptions(options, preview, () => program.emit(file, (name, text) => void outputs.push({ path: relativeToRoot(name), text })));
    return outputs.sort((a, b) => a.path.length - b.path.length); // the script before its map
}

function definesFields({ useDefineForClassFields, target }: ts.CompilerOptions): boolean {
    // Before TypeScript 6 the default target was ES5.
    const standard = parseInt(ts.versionMajorMinor) >= 6 ? ts.ScriptTarget.ESNext : ts.ScriptTarget.ES5;
    return useDefineForClassFields ?? (target ?? standard) >= ts.ScriptTarget.ES2022;
}
