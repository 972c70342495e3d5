// JavaScript of a script, for previews: what TypeScript itself makes of it, in the project's own program.
import * as ts from "typescript";
import type { CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { relativeToRoot, sorted } from "./diagnostics";
import { closeProject, openProject, withOptions, type Project } from "./project";
import type { JavaScriptAnswer, JavaScriptFile, JavaScriptRequest } from "./protocol";
import { unlessTooDeep } from "./too-deep";
import { crash } from "./transpile";
import { MOUNT } from "../runtime/api";

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

export function javaScript({ project: ref, path, checked }: JavaScriptRequest): JavaScriptAnswer {
    const project = openProject(ref);
    const { program } = project;
    const file = program.getSourceFile(`${MOUNT}/${path}`);
    if (file === undefined) return { checks: [] };
    try {
        const checks = checked ? sorted([...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) : [];
        return { outputs: emit(project, file), checks };
    } catch (error) {
        unlessTooDeep(error, program, file);
        closeProject(ref);
        return { checks: [crash(file, error)] };
    }
}

/** @param how what is different from a preview */
export function emit({ program, options }: Project, file: ts.SourceFile, how: ts.CompilerOptions = {}): JavaScriptFile[] {
    if (file.flags & ts.NodeFlags.JsonFile) return [{ path: relativeToRoot(file.fileName), text: file.text }];
    // The checker keeps what it finds out: all of it by the project's own options.
    program.getSemanticDiagnostics(file);
    const outputs: JavaScriptFile[] = [];
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
