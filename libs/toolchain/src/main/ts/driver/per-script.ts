// Builds with plugins in a session that goes on: what an edit leaves alone keeps its Lua. Which plugins allow that is a
// matter of evidence: all scripts are transformed once more, each by plugins that know no other script, and all must
// come out as in the whole build; and their code must not be able to remember or to look elsewhere (`plugin-state.ts`).
import * as ts from "typescript";
import { isBundleEnabled, type CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { getPlugins } from "typescript-to-lua/dist/transpilation/plugins";
import { getProgramTranspileResult } from "typescript-to-lua/dist/transpilation/transpile";
import type { ProcessedFile } from "typescript-to-lua/dist/transpilation/utils";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { areCompilersUntouched, askedVariables, forgetProjectModules, forgetScripts, forgetVariables, projectModules, TOOLCHAIN } from "../runtime/api";
import { relativeToRoot } from "./diagnostics";
import { freeze, thaw, type FrozenNode } from "./frozen-node";
import type { InternalTranspiler } from "./link";
import { inferredTypes } from "./outline";
import { described } from "./plan";
import { whatPluginsKeep } from "./plugin-state";
import { isSameStructure, type Project } from "./project";
import type { Emitted, Script } from "./source-maps";

/** Exported by TypeScript at run time, but not declared. */
const { setParentRecursive } = ts as unknown as { setParentRecursive(root: ts.Node, incremental: boolean): void };

/** Builds by changes, one after the other; then comes a whole one, to compare with. */
const MOST_IN_A_ROW = 24;

/** A script as the printer gave it; no hook over all files has seen it. */
interface Printed {
    fileName: string;
    code: string;
    sourceMap?: string;
    /** For bundles only. */
    node?: FrozenNode;
}

/** What others see of a script. */
type View = ReturnType<typeof viewOf>;

/** Why each script has to be made with all others, or that it need not. */
export type Verdict = { kind: "open" } | { kind: "apart"; modules: ReadonlySet<string> } | { kind: "whole"; reason: string };

/** What a build leaves for the next one of the session. */
export interface Remembered {
    digests: ReadonlyMap<string, string>;
    views: ReadonlyMap<string, View>;
    printed: readonly Printed[];
    /** What was said of files, as it is said again while they stay as they are. */
    checks: readonly ts.Diagnostic[];
    /** Of these files something was said that may not be said again; undefined stands for what belongs to no file. */
    told: ReadonlySet<string | undefined>;
    verdict: Verdict;
    /** How many builds by changes came before. */
    row: number;
}

/** What is to be written, and what is said of it. */
export interface Built {
    diagnostics: ts.Diagnostic[];
    emitSkipped: boolean;
    plan: readonly Emitted[];
    scripts: readonly Script[];
}

/** Thrown by a build by changes that finds out that it is none. */
class NotApart extends Error {}

/** The type is TSTL's; hooks over all files are called by it. */
type Plugin = ReturnType<typeof getPlugins>["plugins"][number];

const HOOKS = ["afterPrint", "beforeEmit", "afterEmit", "moduleResolution"] as const;

/** Sees the printed files before any plugin does. TSTL asks it first. */
export class Printing {
    printed: Printed[] = [];
    readonly plugin: Plugin;

    constructor({ options }: Project) {
        const bundled = isBundleEnabled(options);
        this.plugin = { afterPrint: (_program, _options, _host, files) => void (this.printed = files.map(file => printedFrom(file, bundled))) };
    }
}

function printedFrom({ fileName, code, sourceMap, sourceMapNode }: ProcessedFile, bundled: boolean): Printed {
    return { fileName, code, sourceMap, ...(bundled && sourceMapNode && { node: freeze(sourceMapNode) }) };
}

/** Whether its options leave each script an output of its own that nothing else decides on. */
function isOrdinary(options: CompilerOptions): boolean {
    const { declaration, composite, incremental, tsBuildInfoFile, noEmit, noEmitOnError, emitDeclarationOnly, outFile } = options;
    return ![declaration, composite, incremental, tsBuildInfoFile, noEmit, noEmitOnError, emitDeclarationOnly, outFile].some(Boolean);
}

function sourcesOf({ program }: Project): ts.SourceFile[] {
    return program.getSourceFiles().filter(({ fileName }) => !fileName.startsWith(`${TOOLCHAIN}/`));
}

function ofConfiguration(program: ts.Program): ts.Diagnostic[] {
    return [...program.getConfigFileParsingDiagnostics(), ...program.getOptionsDiagnostics()];
}

/**
 * What is to be remembered of what was said, but for what each build says anew of the configuration.
 * @param transforms what TSTL said
 */
export function saidOf({ program }: Project, checks: readonly ts.Diagnostic[], transforms: readonly ts.Diagnostic[]): Pick<Remembered, "checks" | "told"> {
    const words = ({ file, start, code, messageText }: ts.Diagnostic) => JSON.stringify([file?.fileName, start, code, ts.flattenDiagnosticMessageText(messageText, "")]);
    const anew = new Set(ofConfiguration(program).map(words));
    const others = checks.filter(diagnostic => !anew.has(words(diagnostic)));
    const isLasting = ({ file }: ts.Diagnostic) => file !== undefined && program.getSourceFile(file.fileName) === file;
    const passing = [...others.filter(diagnostic => !isLasting(diagnostic)), ...transforms.filter(diagnostic => !anew.has(words(diagnostic)))];
    return {
        checks: others.filter(isLasting).map(({ file, start, length, code, category, messageText, source }) => ({ file, start, length, code, category, messageText, source })) as ts.Diagnostic[],
        told: new Set(passing.map(({ file }) => file?.fileName)),
    };
}

function viewOf(file: ts.SourceFile, checker: ts.TypeChecker) {
    const { outline, open, own, ambient, globals } = described(file);
    return { outline, seen: JSON.stringify([outline, open, own, ambient, globals]), inferred: open ? inferredTypes(file, checker) : undefined };
}

/** What others see of each script; to be asked before any plugin runs, after the checks. */
export function viewsOf(project: Project): Map<string, View> {
    const checker = project.program.getTypeChecker();
    return new Map(sourcesOf(project).filter(file => !file.isDeclarationFile).map(file => [file.fileName, viewOf(file, checker)]));
}

export function digestsOf(project: Project): Map<string, string> {
    return new Map(sourcesOf(project).map(({ fileName }) => [fileName, project.files.digestOf(fileName)!]));
}

/**
 * The scripts that an edit changed, when nothing else depends on the edit; nothing when more has to be made. They are
 * checked, and what they infer is known.
 */
interface Change {
    files: ts.SourceFile[];
    views: Map<string, View>;
    checks: ts.Diagnostic[];
}

function changeOf(project: Project, before: Remembered): Change | undefined {
    const { program } = project;
    if (!isOrdinary(project.options) || !isSameStructure(program)) return undefined;
    const sources = sourcesOf(project);
    if (sources.length !== before.digests.size) return undefined;
    const files = sources.filter(({ fileName }) => project.files.digestOf(fileName) !== before.digests.get(fileName));
    const changed = new Set<string | undefined>(files.map(({ fileName }) => fileName));
    if ([...before.told].some(told => !changed.has(told))) return undefined;
    if (files.some(({ fileName }) => !before.printed.some(script => script.fileName === fileName))) return undefined;
    const kept = before.checks.filter(({ file }) => !changed.has(file!.fileName)).map(check => ({ ...check, file: program.getSourceFile(check.file!.fileName) }));
    const own = files.flatMap(file => ts.getPreEmitDiagnostics(program, file));
    if (saidOf(project, own, []).told.size > 0) return undefined;
    const checks = [...ofConfiguration(program), ...own, ...kept];
    const views = new Map<string, View>();
    for (const file of files) {
        const old = before.views.get(file.fileName);
        const view = viewOf(file, program.getTypeChecker());
        if (old === undefined || view.outline === undefined || view.seen !== old.seen || view.inferred !== old.inferred) return undefined;
        views.set(file.fileName, view);
    }
    return { files, views, checks };
}

/** The printed script, by plugins that know no other one. */
function printAlone({ program, system, options, files }: Project, file: ts.SourceFile): Printed {
    forgetProjectModules();
    forgetVariables();
    forgetScripts();
    const { plugins, diagnostics } = getPlugins(program);
    if (plugins.some(plugin => plugin.beforeTransform)) throw new NotApart("a plugin looks at all scripts before the first is transformed (beforeTransform)");
    const result = getProgramTranspileResult(system, () => {}, { program, sourceFiles: [file], plugins: plugins.map(({ visitors, printer }) => ({ visitors, printer })) });
    setParentRecursive(file, false);
    if (diagnostics.length + result.diagnostics.length > 0) throw new NotApart(`something is said of ${relativeToRoot(file.fileName)}`);
    if (askedVariables().length > 0) throw new NotApart("a plugin reads environment variables that are not passed on");
    if (files.written!.size > 0) throw new NotApart("a plugin writes files while it transforms");
    if (result.transpiledFiles.length !== 1) throw new NotApart(`${relativeToRoot(file.fileName)} does not become one file`);
    return printedFrom(result.transpiledFiles[0], isBundleEnabled(options));
}

/** Runs what may not read a script but by the trees that it is given. */
function watched<T>({ files, program }: Project, work: () => T): T {
    const read = new Set<string>();
    files.onContent = file => void read.add(file);
    let result: T;
    try {
        result = work();
    } finally {
        files.onContent = undefined;
    }
    const code = new Set(projectModules());
    const isScript = (file: string) => /\.[cm]?tsx?$/.test(file) && !code.has(file) && !file.startsWith(`${TOOLCHAIN}/`);
    const script = [...read].find(file => isScript(file) && (program.getSourceFile(file) !== undefined || !file.includes("/node_modules/")));
    if (script !== undefined) throw new NotApart(`a plugin reads the file ${relativeToRoot(script)}`);
    return result;
}

/** TSTL's second phase with the hooks over all files, by plugins that transformed nothing. */
export function link(project: Project, printed: readonly Printed[], writeFile: ts.WriteFileCallback): Built {
    const { program, options, system } = project;
    forgetProjectModules();
    forgetVariables();
    const { plugins, diagnostics } = getPlugins(program);
    const scripts = printed.map(({ fileName, code, sourceMap, node }) => ({
        sourceFiles: [program.getSourceFile(fileName)!],
        fileName,
        code,
        sourceMap,
        sourceMapNode: node && thaw(node),
    }));
    for (const plugin of plugins) diagnostics.push(...(plugin.afterPrint?.(program, options, system, scripts as never) ?? []));
    const transpiler = new Transpiler({ emitHost: system }) as unknown as InternalTranspiler;
    const { emitPlan } = transpiler.getEmitPlan(program, diagnostics, scripts, plugins as never);
    diagnostics.push(...transpiler.emitFiles(program, plugins as never, emitPlan, writeFile));
    return { diagnostics, emitSkipped: emitPlan.length === 0, plan: emitPlan, scripts };
}

/** What a build by changes gives. Everything else but what is in it is as before. */
export interface Part {
    built: Built;
    remembered: Remembered;
    compiled: number;
}

/** Makes what changed; nothing when all has to be made, in a program opened anew. */
export function buildChanged(project: Project, before: Remembered, writeFile: ts.WriteFileCallback): Part | undefined {
    const { verdict } = before;
    if (verdict.kind !== "apart" || before.row >= MOST_IN_A_ROW) return undefined;
    try {
        const change = changeOf(project, before);
        if (change === undefined) return undefined;
        const made = watched(project, () => new Map(change.files.map(file => [file.fileName, printAlone(project, file)])));
        const printed = before.printed.map(old => made.get(old.fileName) ?? old);
        const built = link(project, printed, writeFile);
        // What was never looked at may do anything.
        if (!areCompilersUntouched() || projectModules().some(file => !verdict.modules.has(file))) return undefined;
        return {
            built: { ...built, diagnostics: [...change.checks, ...built.diagnostics] },
            remembered: {
                digests: digestsOf(project),
                views: new Map([...before.views, ...change.views]),
                printed,
                ...saidOf(project, change.checks, []),
                verdict,
                row: before.row + 1,
            },
            compiled: change.files.length,
        };
    } catch {
        return undefined; // the whole build says so, whatever it is
    }
}

/**
 * Whether scripts can be made apart from each other, found out by making all of them so and comparing with the whole
 * build's. The project's program is the whole build's, which is done.
 */
export function gatherEvidence(project: Project, whole: readonly Printed[], outputs: string, written: () => string, vouched: boolean): Verdict {
    try {
        if (!isOrdinary(project.options)) return { kind: "whole", reason: "its options make more of the scripts than Lua" };
        const { program, files, options } = project;
        if (options.plugins?.some(plugin => (plugin as { type?: unknown }).type === "checker")) return { kind: "whole", reason: "a transformer is given the checker" };
        const readCode = () => {
            const modules = new Set(projectModules());
            const kept = whatPluginsKeep(project, [...modules], vouched);
            if (kept !== undefined) throw new NotApart(kept);
            return modules;
        };
        let modules = readCode(); // it takes less than the rest
        files.writeAnew();
        watched(project, () => {
            for (const expected of whole) {
                const alone = printAlone(project, program.getSourceFile(expected.fileName)!);
                if (JSON.stringify(alone) !== JSON.stringify(expected)) throw new NotApart(`${relativeToRoot(expected.fileName)} comes out otherwise when plugins have not seen the scripts before it`);
            }
        });
        if (projectModules().length !== modules.size) modules = readCode();
        if (getPlugins(program).plugins.some(plugin => HOOKS.some(hook => plugin[hook] !== undefined)) && written() !== outputs)
            return { kind: "whole", reason: "a hook over all files depends on what its plugin transformed" };
        if (!areCompilersUntouched()) return { kind: "whole", reason: "a plugin changes the compilers" };
        return { kind: "apart", modules };
    } catch (error) {
        return { kind: "whole", reason: error instanceof NotApart ? error.message : `a plugin threw when it saw a script alone: ${String(error)}` };
    }
}

/** A script that would have kept its Lua, by what others show of themselves, and that the whole build made otherwise. */
export function keptWrongly(before: Remembered, now: Omit<Remembered, "verdict">): string | undefined {
    if (now.views.size !== before.views.size) return undefined;
    for (const [file, { seen, inferred }] of now.views) {
        const old = before.views.get(file);
        if (old?.seen !== seen || old.inferred !== inferred) return undefined;
    }
    const printed = new Map(before.printed.map(script => [script.fileName, script]));
    const differs = ({ fileName, code, sourceMap }: Printed) => {
        const old = printed.get(fileName);
        return before.digests.get(fileName) === now.digests.get(fileName) && (old?.code !== code || old.sourceMap !== sourceMap);
    };
    return now.printed.find(differs)?.fileName;
}
