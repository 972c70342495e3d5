// A build in one go, as `tstl` does it: for projects whose plugins or transformers may see the whole program.
import * as ts from "typescript";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { absent, askedVariables, areCompilersUntouched, ContentMissing, during, forgetAbsent, forgetProjectModules, forgetScripts, forgetVariables, MOUNT, path, projectModules, type Absent } from "../runtime/api";
import { relativeToRoot, sorted, toWire } from "./diagnostics";
import type { InternalTranspiler } from "./link";
import { gatherEvidence, keptWrongly, namesOf } from "./evidence";
import { leave, takeUp } from "./left-build";
import { buildChanged, digestsOf, isOrdinary, link, Printing, saidOf, structureOf, viewsOf, type Built, type Part, type Remembered, type Verdict } from "./per-script";
import { asksChecker } from "./plugin-state";
import { canonical } from "./plan";
import { prepareForPlugins } from "./plugins";
import { openForPlugins, type Project } from "./project";
import type { LinkAnswer, PluginCode, PluginsKnown, PluginVerdict, ProjectRef, WholeAnswer, WholeRequest, WireDiagnostic } from "./protocol";
import { withMaps, type Emitted, type Script, type Written } from "./source-maps";
import { isTooDeep } from "./too-deep";

/** Exported by TypeScript at run time, but not declared. */
const { setSys } = ts as unknown as { setSys(system: ts.System): void };

/** The code of the farm's own diagnostic for a plugin, or a compiler beside it, that threw. */
const PLUGIN_CRASH = 2;

/** The code of what is said of environment variables; `names` has them for the client. */
const VARIABLES_READ = 7;

/** The codes of what is said of places that were not there, and of folders that were listed; `names` has them. */
const LOOKED_FOR = 9;
const LISTED = 10;

/** The code of the warning that an output names a place of the farm's. */
const PLACE_SHOWN = 8;

/** What the last build of this session left for the next one. */
let remembered: Remembered | undefined;

/** Trees of the last build that its plugins had no way to. */
let unseen: ReadonlySet<ts.SourceFile> = new Set();

/** Of the code that ran in this session, which does not change, whether it asks the checker; by the modules' names. */
const asking = new Map<string, boolean>();

/** A new number when plugins are judged otherwise: then what was seen of them before says nothing. */
const RULES = 1;

/** Builds by changes, of which only the last leaves what another session can go on from: that takes up a few changes. */
const ROWS_TO_LEAVE = 8;

/** To be called in a session that only this project's code runs in. */
export function buildWhole({ project, known, all, left }: WholeRequest): WholeAnswer {
    const last = remembered ?? (left && takeUp(left));
    const kept = unseen;
    remembered = undefined;
    unseen = new Set();
    const before = last && { ...last, verdict: judged(last, known) };
    return (before && !all && buildPart(project, before, kept)) || buildAll(project, before, all);
}

/** What the fleet knows comes before what this session saw. */
function judged({ verdict }: Remembered, { agreed, whole }: PluginsKnown): Verdict {
    if (whole !== undefined) return { kind: "ALL_TOGETHER", reason: whole, lasting: true };
    return agreed && verdict.kind === "OPEN" ? { kind: "APART" } : verdict;
}

interface Begun {
    project: Project;
    writeFile: ts.WriteFileCallback;
    /** As the configuration has them, before any plugin saw them. */
    settings: string;
}

/** Opens the project as in a session in which no plugin ever ran. */
function begin(ref: ProjectRef, kept: ReadonlySet<ts.SourceFile> = new Set()): Begun {
    forgetProjectModules();
    forgetVariables();
    forgetAbsent();
    forgetScripts();
    const project = openForPlugins(ref, kept);
    const { files, system } = project;
    prepareForPlugins(project, ref.packages["typescript-to-lua"]);
    files.writeAnew();
    const writeFile: ts.WriteFileCallback = (name, text, bom, _onError, sources) => {
        const script = sources?.length === 1 ? sources[0].fileName : undefined;
        files.write(path.resolve(files.currentDirectory, name), { text: bom ? `\uFEFF${text}` : text, binary: false, ...(script !== undefined && { script }) });
    };
    // Plugins read and write through it, by either name.
    system.writeFile = writeFile;
    setSys(system);
    return { project, writeFile, settings: JSON.stringify([RULES, wishOf(project), canonical(project.options)]) };
}

/** @param before what a build left that this one goes on from, maybe in another session */
function pluginCode({ settings }: Begun, before: Remembered | undefined): PluginCode {
    return { settings, modules: [...new Set([...projectModules(), ...(before?.modules ?? [])])].map(relativeToRoot).sort() };
}

function onWire(verdict: Verdict): PluginVerdict {
    return { lasting: false, ...verdict };
}

/** Only what an edit changed; nothing when all has to be made. */
function buildPart(ref: ProjectRef, before: Remembered, kept: ReadonlySet<ts.SourceFile>): WholeAnswer | undefined {
    if (before.verdict.kind !== "APART") return undefined;
    const begun = begin(ref, kept);
    const { project, writeFile } = begun;
    const part = buildChanged(project, before, writeFile);
    if (part === undefined || project.files.missing.size > 0) return undefined;
    remembered = part.remembered;
    unseen = unseenIn(project, part);
    return {
        built: answer(project, part.built),
        clean: true,
        changed: part.changed.map(relativeToRoot),
        plugins: pluginCode(begun, before),
        verdict: onWire(remembered.verdict),
        ...(remembered.row % ROWS_TO_LEAVE === 0 && { left: leave(remembered) }),
    };
}

/**
 * The scripts that a build by changes left alone: who gets one script and no checker has no way to the tree of another,
 * and TypeScript and TSTL change none that they do not transform. No Lua is made of a tree that stays: a script that is
 * transformed has changed, and is parsed for that. Whole builds parse all scripts.
 */
function unseenIn(project: Project, { built, remembered: { modules }, changed }: Part): ReadonlySet<ts.SourceFile> {
    const key = JSON.stringify(modules);
    const asks = built.shown || (asking.get(key) ?? asksChecker(project, modules));
    if (!built.shown) asking.set(key, asks);
    return new Set(asks ? [] : project.program.getSourceFiles().filter(({ fileName }) => !changed.includes(fileName)));
}

/** The same steps as tstl.ts, performCompilation. */
function buildAll(ref: ProjectRef, before: Remembered | undefined, all: boolean): WholeAnswer {
    const begun = begin(ref);
    const { project, writeFile } = begun;
    const { program, files, system } = project;
    const transpiler = new Transpiler({ emitHost: system });
    const internal = transpiler as unknown as InternalTranspiler;
    const getEmitPlan = internal.getEmitPlan;
    let plan: readonly Emitted[] = [];
    let scripts: readonly Script[] = [];
    let transforms: readonly ts.Diagnostic[] = [];
    internal.getEmitPlan = (...args) => {
        transforms = [...args[1]];
        const result = getEmitPlan.apply(transpiler as never, args);
        plan = result.emitPlan;
        scripts = args[2] as readonly Script[];
        return result;
    };
    const printing = new Printing(project, writeFile);
    let built: Built;
    let crashes: WireDiagnostic[] = [];
    let next: Omit<Remembered, "verdict"> | undefined;
    let checks: readonly ts.Diagnostic[] = [];
    try {
        checks = during("check", () => ts.getPreEmitDiagnostics(program));
        const isSplit = before?.verdict.kind !== "ALL_TOGETHER" && isOrdinary(project.options);
        const views = isSplit ? viewsOf(project) : new Map<string, never>();
        const structure = isSplit ? structureOf(project) : "";
        const emitted = transpiler.emit({ program, writeFile: printing.writeFile, plugins: [printing.plugin] });
        built = { diagnostics: [...checks, ...emitted.diagnostics], emitSkipped: emitted.emitSkipped, plan, scripts, shown: true };
        next = { digests: digestsOf(project), views, structure, printed: printing.printed, ...saidOf(project, checks, transforms), modules: projectModules(), row: 0 };
    } catch (error) {
        if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
        if (isTooDeep(error)) throw error; // an attempt's, not a fact of the project
        files.written!.clear();
        built = { diagnostics: [], emitSkipped: true, plan: [], scripts: [], shown: true };
        crashes = [crash(error)];
    }
    if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
    const answered = answer(project, built, crashes);
    const isUntouched = areCompilersUntouched();
    let verdict: Verdict = { kind: "OPEN" };
    if (!isUntouched) verdict = { kind: "ALL_TOGETHER", reason: "a plugin changes the compilers", lasting: true };
    else if (next !== undefined) verdict = verdictOn(begun, before, next, checks, answered, all);
    const clean = isUntouched && areCompilersUntouched();
    remembered = next && { ...next, modules: projectModules(), verdict };
    const goesOn = remembered !== undefined && clean && verdict.kind !== "ALL_TOGETHER" && remembered.views.size > 0;
    return { built: answered, clean, plugins: pluginCode(begun, before), verdict: onWire(verdict), ...(goesOn && { left: leave(remembered!) }) };
}

/**
 * Asked of the first build that goes on from another one, which is when somebody edits; it holds until something differs.
 * @param all whether somebody wanted all scripts to be made: then is the time to look again
 */
function verdictOn(
    { project, writeFile }: Begun,
    before: Remembered | undefined,
    now: Omit<Remembered, "verdict">,
    checks: readonly ts.Diagnostic[],
    answered: LinkAnswer,
    all: boolean,
): Verdict {
    const { printed, told } = now;
    const wish = wishOf(project);
    if (wish === "whole") return { kind: "ALL_TOGETHER", reason: "scriptfarm.json says so", lasting: true };
    if (before === undefined) return { kind: "OPEN" };
    if (before.verdict.kind === "ALL_TOGETHER") return before.verdict;
    if (before.verdict.kind === "APART") {
        const kept = keptWrongly(before, now);
        const script = kept && relativeToRoot(kept);
        if (script !== undefined) return { kind: "ALL_TOGETHER", reason: `${script} came out otherwise when ${namesOf(project)} saw all scripts than it was kept`, lasting: true, script };
        if (before.row === 0 && !all && now.modules.every(file => before.modules.includes(file))) return before.verdict;
    }
    if (told.size > 0) return before.verdict; // what is said of scripts is not compared
    if (printed.length < 2 || askedVariables().length > 0) return { kind: "OPEN" }; // one script is alone in any case
    const written = () => {
        project.files.writeAnew();
        const again = link(project, printed, writeFile);
        return JSON.stringify(answer(project, { ...again, diagnostics: [...checks, ...again.diagnostics] }));
    };
    return gatherEvidence(project, printed, JSON.stringify(answered), written, wish === "per-script");
}

/** What scriptfarm.json says of plugins. */
function wishOf({ ref, files }: Project): unknown {
    try {
        const settings = JSON.parse(files.readFile(`${path.dirname(`${MOUNT}/${ref.config}`)}/scriptfarm.json`) ?? "{}") as { plugins?: unknown } | null;
        return settings?.plugins;
    } catch {
        return undefined;
    }
}

/** What was written, and what is said. */
function answer({ program, files }: Project, { diagnostics: said, emitSkipped, plan, scripts }: Built, crashes: readonly WireDiagnostic[] = []): LinkAnswer {
    let diagnostics = [...sorted(said), ...crashes];
    const variables = askedVariables();
    if (variables.length > 0) diagnostics = [...diagnostics, readVariables(variables)];
    const lacked = absent();
    if (lacked !== undefined) diagnostics = [...diagnostics, ...lookedFor(lacked)];
    const written = [...files.written!].map(([file, { text, binary, script }]): Written => ({
        path: relativeToRoot(file),
        text,
        binary,
        ...(script !== undefined && { script: relativeToRoot(script) }),
    }));
    diagnostics = [...diagnostics, ...written.filter(({ text }) => text.includes(MOUNT)).map(showsPlace)];
    return { outputs: withMaps(written, program, plan, scripts), diagnostics, emitSkipped, checksOnly: false };
}

/** Whether any of it is on the author's disk, and was not sent, only the client knows. */
function lookedFor({ looked, listed }: Absent): WireDiagnostic[] {
    const said = (code: number, what: string, names: string[]): WireDiagnostic[] =>
        names.length === 0 ? [] : [{ category: "MESSAGE", code, source: "scriptfarm", message: `${what}: ${names.map(name => name || ".").join(", ")}`, names }];
    return [...said(LOOKED_FOR, "Plugins looked for what was not there", looked), ...said(LISTED, "Plugins listed folders", listed)];
}

function readVariables(names: readonly string[]): WireDiagnostic {
    return {
        category: "MESSAGE",
        code: VARIABLES_READ,
        source: "scriptfarm",
        message: `Plugins read environment variables that were not passed on: ${names.join(", ")}`,
        names: [...names],
    };
}

function showsPlace({ path }: Written): WireDiagnostic {
    return {
        category: "WARNING",
        code: PLACE_SHOWN,
        source: "scriptfarm",
        message: `A plugin wrote an absolute path into ${path}. It names a place on the farm, where tstl writes one of your machine: write paths relative to the project.`,
    };
}

/** The message and the frames of the project's own code, with paths as the project has them. */
function ownStack({ name, message, stack = "" }: Error): string {
    const frames = stack.split("\n").filter(line => /^\s+at /.test(line) && line.includes(`${MOUNT}/`));
    return [`${name}: ${message}`, ...frames].join("\n").replaceAll(`${MOUNT}/`, "");
}

/** Ready to travel: a plugin that threw may have spoiled what sorting needs. */
function crash(error: unknown): WireDiagnostic {
    const detail = error instanceof Error ? ownStack(error) : String(error);
    return toWire({
        category: ts.DiagnosticCategory.Error,
        code: PLUGIN_CRASH,
        source: "scriptfarm",
        file: undefined,
        start: undefined,
        length: undefined,
        messageText: `A plugin or transformer of this project threw, which ends the build as it does with tstl. ${detail}`,
    });
}
