// Builds with plugins that go on from the build before: what an edit leaves alone keeps its Lua. Which plugins allow that
// is a matter of evidence (`evidence.ts`).
import * as ts from "typescript";
import { isBundleEnabled, type CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { getPlugins } from "typescript-to-lua/dist/transpilation/plugins";
import { getProgramTranspileResult } from "typescript-to-lua/dist/transpilation/transpile";
import type { ProcessedFile } from "typescript-to-lua/dist/transpilation/utils";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { areCompilersUntouched, askedVariables, digest, forgetProjectModules, forgetScripts, forgetVariables, projectModules, TOOLCHAIN } from "../runtime/api";
import { relativeToRoot } from "./diagnostics";
import { freeze, thaw, type FrozenNode } from "./frozen-node";
import type { InternalTranspiler } from "./link";
import { inferredTypes } from "./outline";
import { described, references } from "./plan";
import { isSameStructure, withOptions, type Project } from "./project";
import type { Emitted, Script } from "./source-maps";

/** Exported by TypeScript at run time, but not declared. */
const { setParentRecursive } = ts as unknown as { setParentRecursive(root: ts.Node, incremental: boolean): void };

/** Hooks that are handed the scripts of all files. */
const SHOWN_TO = ["afterPrint", "beforeEmit", "afterEmit"] as const;

/** Builds by changes, one after the other; then comes a whole one, to compare with. */
const MOST_IN_A_ROW = 24;

/** A script as the printer gave it; no hook over all files has seen it. */
export interface Printed {
    fileName: string;
    code: string;
    sourceMap?: string;
    /** For bundles only. */
    node?: FrozenNode;
    declarations?: Declaration[];
}

/** A declaration file, or its map, that TypeScript writes beside a script. */
interface Declaration {
    name: string;
    text: string;
    bom: boolean;
}

/** What others see of a script. */
export type View = ReturnType<typeof viewOf>;

/** Why each script has to be made with all others, or that it need not. */
export type Verdict = { kind: "OPEN" } | { kind: "APART" } | AllTogether;

export interface AllTogether {
    kind: "ALL_TOGETHER";
    reason: string;
    /** The script that came out otherwise. */
    script?: string;
    /** Whether the reason lies in the plugins, and not in what the scripts say now. */
    lasting: boolean;
}

/** What a build leaves for the next one of the session. */
export interface Remembered {
    digests: ReadonlyMap<string, string>;
    views: ReadonlyMap<string, View>;
    printed: readonly Printed[];
    /** What was said of files, as it is said again while they stay as they are. */
    checks: readonly ts.Diagnostic[];
    /** Of these files something was said that may not be said again; undefined stands for what belongs to no file. */
    told: ReadonlySet<string | undefined>;
    /** The code of the project that ran. */
    modules: readonly string[];
    /** Which files the program had, and which of them meant which by which words. */
    structure: string;
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
    /** Whether hooks over all files were handed the scripts. */
    shown: boolean;
}

/** Thrown by a build by changes that finds out that it is none. */
export class NotApart extends Error {
    /** @param lasting see `AllTogether` */
    constructor(message: string, readonly lasting = true, readonly script?: string) {
        super(message);
    }
}

/** The type is TSTL's; hooks over all files are called by it. */
type Plugin = ReturnType<typeof getPlugins>["plugins"][number];

/** Sees the printed files before any plugin does, with their declarations. TSTL asks it first. */
export class Printing {
    printed: Printed[] = [];
    readonly plugin: Plugin;
    readonly writeFile: ts.WriteFileCallback;

    constructor({ options }: Project, writeFile: ts.WriteFileCallback) {
        const bundled = isBundleEnabled(options);
        const declarations = new Map<string, Declaration[]>();
        let isPrinted = false;
        this.writeFile = (...args) => {
            if (!isPrinted) addDeclaration(declarations, ...args);
            writeFile(...args);
        };
        this.plugin = {
            afterPrint: (_program, _options, _host, files) => {
                isPrinted = true;
                this.printed = files.map(file => printedFrom(file, bundled, declarations.get(file.fileName)));
            },
        };
    }
}

function addDeclaration(to: Map<string, Declaration[]>, ...[name, text, bom, , sources]: Parameters<ts.WriteFileCallback>): void {
    const script = sources?.[0]?.fileName ?? "";
    to.set(script, [...(to.get(script) ?? []), { name, text, bom: bom ?? false }]);
}

function printedFrom({ fileName, code, sourceMap, sourceMapNode }: ProcessedFile, bundled: boolean, declarations: Declaration[] | undefined): Printed {
    return { fileName, code, sourceMap, ...(bundled && sourceMapNode && { node: freeze(sourceMapNode) }), ...(declarations && { declarations }) };
}

/** Whether its options leave each script an output of its own that nothing else decides on. */
export function isOrdinary(options: CompilerOptions): boolean {
    const { composite, incremental, tsBuildInfoFile, noEmit, emitDeclarationOnly, outFile } = options;
    return ![composite, incremental, tsBuildInfoFile, noEmit, emitDeclarationOnly, outFile].some(Boolean);
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

/** Which files a program has, and which of them mean which by which words. */
export function structureOf({ program }: Project): string {
    const files = program.getSourceFiles().map(file => [file.fileName, file.impliedNodeFormat, [...references(file, program)].map(([words, target]) => [words, target?.fileName])]);
    return digest(JSON.stringify(files));
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
    if (!isOrdinary(project.options)) return undefined;
    const sources = sourcesOf(project);
    if (sources.length !== before.digests.size || !(isSameStructure(program) || structureOf(project) === before.structure)) return undefined;
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
export function printAlone({ program, system, options, files }: Project, file: ts.SourceFile): Printed {
    forgetProjectModules();
    forgetVariables();
    forgetScripts();
    const { plugins, diagnostics } = getPlugins(program);
    if (plugins.some(plugin => plugin.beforeTransform)) throw new NotApart("a plugin looks at all scripts before the first is transformed (beforeTransform)");
    const declarations = new Map<string, Declaration[]>();
    // `noEmitOnError` is about all scripts, and nothing is said of any.
    const result = withOptions(options, { noEmitOnError: false }, () =>
        getProgramTranspileResult(system, (...args) => addDeclaration(declarations, ...args), {
            program,
            sourceFiles: [file],
            plugins: plugins.map(({ visitors, printer }) => ({ visitors, printer })),
        }),
    );
    setParentRecursive(file, false);
    if (diagnostics.length + result.diagnostics.length > 0) throw new NotApart(`something is said of ${relativeToRoot(file.fileName)}`, false);
    if (askedVariables().length > 0) throw new NotApart("a plugin reads environment variables that are not passed on", false);
    if (files.written!.size > 0) throw new NotApart("a plugin writes files while it transforms");
    if (result.transpiledFiles.length !== 1) throw new NotApart(`${relativeToRoot(file.fileName)} does not become one file`, false);
    return printedFrom(result.transpiledFiles[0], isBundleEnabled(options), declarations.get(file.fileName));
}

/** Runs what may not read a script but by the trees that it is given. */
export function watched<T>({ files, program }: Project, work: () => T): T {
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

/**
 * TSTL's second phase with the hooks over all files, by plugins that transformed nothing.
 * @param printed absent where TSTL transforms nothing, because there are errors
 */
export function link(project: Project, printed: readonly Printed[] | undefined, writeFile: ts.WriteFileCallback): Built {
    const { program, options, system } = project;
    forgetProjectModules();
    forgetVariables();
    const { plugins, diagnostics } = getPlugins(program);
    const scripts = (printed ?? []).map(({ fileName, code, sourceMap, node }) => ({
        sourceFiles: [program.getSourceFile(fileName)!],
        fileName,
        code,
        sourceMap,
        sourceMapNode: node && thaw(node),
    }));
    for (const plugin of printed ? plugins : []) diagnostics.push(...(plugin.afterPrint?.(program, options, system, scripts as never) ?? []));
    for (const { fileName, declarations } of printed ?? []) for (const { name, text, bom } of declarations ?? []) writeFile(name, text, bom, undefined, [program.getSourceFile(fileName)!]);
    const transpiler = new Transpiler({ emitHost: system }) as unknown as InternalTranspiler;
    const { emitPlan } = transpiler.getEmitPlan(program, diagnostics, scripts, plugins as never);
    diagnostics.push(...transpiler.emitFiles(program, plugins as never, emitPlan, writeFile));
    const shown = plugins.some(plugin => SHOWN_TO.some(hook => (plugin as { [hook: string]: unknown })[hook] !== undefined));
    return { diagnostics, emitSkipped: emitPlan.length === 0, plan: emitPlan, scripts, shown };
}

/** What a build by changes gives. Everything else but what is in it is as before. */
export interface Part {
    built: Built;
    remembered: Remembered;
    changed: string[];
}

function errorsOnly(project: Project, { files, checks }: Change, before: Remembered, writeFile: ts.WriteFileCallback): Part | undefined {
    const built = link(project, undefined, writeFile);
    if (!areCompilersUntouched() || projectModules().some(file => !before.modules.includes(file))) return undefined;
    return {
        built: { ...built, diagnostics: [...checks, ...built.diagnostics] },
        remembered: { ...before, row: before.row + 1 },
        changed: files.map(({ fileName }) => fileName),
    };
}

/** Makes what changed; nothing when all has to be made, in a program opened anew. */
export function buildChanged(project: Project, before: Remembered, writeFile: ts.WriteFileCallback): Part | undefined {
    const { verdict, modules } = before;
    if (verdict.kind !== "APART" || before.row >= MOST_IN_A_ROW) return undefined;
    try {
        const change = changeOf(project, before);
        if (change === undefined) return undefined;
        // Nothing is transformed; what goes on from here goes on from before the error.
        if (project.options.noEmitOnError && change.checks.length > 0) return errorsOnly(project, change, before, writeFile);
        const made = watched(project, () => new Map(change.files.map(file => [file.fileName, printAlone(project, file)])));
        const printed = before.printed.map(old => made.get(old.fileName) ?? old);
        const built = link(project, printed, writeFile);
        // What was never looked at may do anything.
        if (!areCompilersUntouched() || projectModules().some(file => !modules.includes(file))) return undefined;
        return {
            built: { ...built, diagnostics: [...change.checks, ...built.diagnostics] },
            remembered: {
                digests: digestsOf(project),
                views: new Map([...before.views, ...change.views]),
                printed,
                ...saidOf(project, change.checks, []),
                modules,
                structure: before.structure,
                verdict,
                row: before.row + 1,
            },
            changed: change.files.map(({ fileName }) => fileName),
        };
    } catch {
        return undefined; // the whole build says so, whatever it is
    }
}
