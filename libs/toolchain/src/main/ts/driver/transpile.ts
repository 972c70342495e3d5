// TSTL's first phase, for one script at a time.
import * as ts from "typescript";
import { isBundleEnabled } from "typescript-to-lua/dist/CompilerOptions";
import { getProgramTranspileResult } from "typescript-to-lua/dist/transpilation/transpile";
import type { ProcessedFile } from "typescript-to-lua/dist/transpilation/utils";
import { crashOn, outputPath, sorted, toWire } from "./diagnostics";
import { freeze, type FrozenNode } from "./frozen-node";
import { inferredTypes } from "./outline";
import { closeProject, openProject, ProjectSlot, type Project } from "./project";
import type { InferredTypes, InferRequest, ProjectRef, ScriptRequest, TranspileAnswer, WireDiagnostic } from "./protocol";
import { unlessTooDeep } from "./too-deep";
import { during, forgetScripts, MOUNT } from "../runtime/api";

/** Exported by TypeScript at run time, but not declared. */
const { setParentRecursive } = ts as unknown as { setParentRecursive(root: ts.Node, incremental: boolean): void };

/** A script between the phases; the farm keeps it as a blob, and only link reads it. */
export interface TranspiledText {
    lua?: string;
    /** Where linking needs it: the project ships maps, or a bundle. */
    sourceMap?: string;
    /** For bundles only. */
    sourceMapNode?: FrozenNode;
    /** Whether TypeScript held back declarations because of errors in them. */
    declarationsSkipped: boolean;
    /** Declaration files, with paths relative to the snapshot's root. */
    declarations: Array<{ path: string; text: string; bom: boolean }>;
}

/** Scripts that are transpiled already, by path, until the build asks for them. */
const ahead = new ProjectSlot<Map<string, TranspiledScript>>();

export function transpile({ project: ref, path }: ScriptRequest): TranspileAnswer {
    const project = openProject(ref);
    const file = project.program.getSourceFile(`${MOUNT}/${path}`);
    if (file === undefined) throw new Error(`${path} is not part of the program`);
    try {
        return transpileFile(project, file);
    } catch (error) {
        unlessTooDeep(error, project.program, file);
        closeProject(ref);
        return { checks: [], transforms: [crash(file, error)] };
    }
}

/** What the bodies of these scripts' functions mean to other scripts. */
export function infer({ project: ref, paths }: InferRequest): InferredTypes[] {
    return paths.map(path => {
        const { program } = openProject(ref);
        const file = program.getSourceFile(`${MOUNT}/${path}`)!;
        try {
            return { path, types: inferredTypes(file, program.getTypeChecker()) };
        } catch (error) {
            unlessTooDeep(error, program, file);
            closeProject(ref);
            return { path };
        }
    });
}

/** The diagnostics that belong to no script. */
export function checkDeclarations(ref: ProjectRef): WireDiagnostic[] {
    const { program } = openProject(ref);
    const declarations = program.getSourceFiles().filter(file => file.isDeclarationFile);
    return sorted([
        ...program.getGlobalDiagnostics(),
        ...declarations.flatMap(file => [
            ...program.getSyntacticDiagnostics(file),
            ...program.getSemanticDiagnostics(file),
        ]),
    ]);
}

function transpileFile(project: Project, file: ts.SourceFile): TranspileAnswer {
    const { program, options } = project;
    const checks = during("check", () => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
        ...(options.declaration || options.composite ? program.getDeclarationDiagnostics(file) : []),
    ]);
    const { text, map, transforms } = ahead.get(project)?.get(file.fileName) ?? transform(project, file);
    ahead.get(project)?.delete(file.fileName);
    return {
        text,
        map,
        checks: sorted(checks),
        transforms,
        inferred: inferredTypes(file, program.getTypeChecker()),
    };
}

export interface TranspiledScript {
    text: TranspiledText;
    map?: string;
    transforms: WireDiagnostic[];
}

/** A script's Lua, unchecked; the build that follows takes it from here. */
export function transpileUnchecked(project: Project, file: ts.SourceFile): TranspiledScript {
    const transpiled = transform(project, file);
    const scripts = ahead.get(project) ?? new Map<string, TranspiledScript>();
    ahead.set(project, scripts.set(file.fileName, transpiled));
    return transpiled;
}

/** Has the build transpile anew: what there is was made by other options than the project's. */
export function forgetUnchecked(project: Project): void {
    ahead.set(project, undefined);
}

function transform(project: Project, file: ts.SourceFile): TranspiledScript {
    forgetScripts();
    return transformAfterOthers(project, file);
}

/** As `tstl` does it: TSTL remembers the scripts before this one. */
export function transformAfterOthers({ program, options, system }: Project, file: ts.SourceFile): TranspiledScript {
    const declarations: TranspiledText["declarations"] = [];
    let declarationsSkipped = false;
    const { noEmitOnError } = options;
    options.noEmitOnError = false; // concerns the whole program: link decides
    try {
        const result = getProgramTranspileResult(
            system,
            (name, text, bom) => void declarations.push({ path: outputPath(name), text, bom: bom ?? false }),
            { program: observed(program, result => void (declarationsSkipped ||= result.emitSkipped)), sourceFiles: [file] },
        );
        const [transpiled] = result.transpiledFiles;
        return {
            text: { ...(transpiled && between(transpiled, options)), declarations, declarationsSkipped },
            ...(!isBundleEnabled(options) && { map: transpiled?.sourceMap }),
            transforms: sorted(result.diagnostics),
        };
    } finally {
        options.noEmitOnError = noEmitOnError;
        // TSTL hangs statements after a `using` into nodes of its own; the tree outlives the program.
        setParentRecursive(file, false);
    }
}

/** The program, with a listener to what its `emit` gives; TSTL keeps only part of that. */
function observed(program: ts.Program, listener: (result: ts.EmitResult) => void): ts.Program {
    const emit: ts.Program["emit"] = (...args) => {
        const result = program.emit(...args);
        listener(result);
        return result;
    };
    return Object.create(program, { emit: { value: emit } }) as ts.Program;
}

function between(file: ProcessedFile, options: Project["options"]): Pick<TranspiledText, "lua" | "sourceMap" | "sourceMapNode"> {
    return {
        lua: file.code,
        ...((options.sourceMap || isBundleEnabled(options)) && { sourceMap: file.sourceMap }),
        ...(isBundleEnabled(options) && file.sourceMapNode && { sourceMapNode: freeze(file.sourceMapNode) }),
    };
}

/** What is said of a script that the compiler threw on. */
export function crash(file: ts.SourceFile, error: unknown): WireDiagnostic {
    return toWire(crashOn(file, "The compiler crashed on this script; all others are delivered.", error));
}
