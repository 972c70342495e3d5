// A build in one go, as `tstl` does it: for projects whose plugins or transformers may see the whole program.
import * as ts from "typescript";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { absent, askedVariables, areCompilersUntouched, ContentMissing, forgetAbsent, forgetProjectModules, forgetScripts, forgetVariables, MOUNT, path, type Absent } from "../runtime/api";
import { relativeToRoot, sorted, toWire } from "./diagnostics";
import type { InternalTranspiler } from "./link";
import { buildChanged, digestsOf, gatherEvidence, keptWrongly, link, Printing, saidOf, viewsOf, type Built, type Remembered, type Verdict } from "./per-script";
import { prepareForPlugins } from "./plugins";
import { openForPlugins, type Project } from "./project";
import type { LinkAnswer, ProjectRef, WholeAnswer, WireDiagnostic } from "./protocol";
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

/** To be called in a session that only this project's code runs in. */
export function buildWhole(ref: ProjectRef): WholeAnswer {
    const before = ref.since && remembered;
    remembered = undefined;
    return (before && buildPart(ref, before)) ?? buildAll(ref, before);
}

interface Begun {
    project: Project;
    writeFile: ts.WriteFileCallback;
}

/** Opens the project as in a session in which no plugin ever ran. */
function begin(ref: ProjectRef): Begun {
    forgetProjectModules();
    forgetVariables();
    forgetAbsent();
    forgetScripts();
    const project = openForPlugins(ref);
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
    return { project, writeFile };
}

/** Only what an edit changed; nothing when all has to be made. */
function buildPart(ref: ProjectRef, before: Remembered): WholeAnswer | undefined {
    if (before.verdict.kind !== "apart") return undefined;
    const { project, writeFile } = begin(ref);
    const part = buildChanged(project, before, writeFile);
    if (part === undefined || project.files.missing.size > 0) return undefined;
    remembered = part.remembered;
    return { built: answer(project, part.built), clean: true, compiled: part.compiled };
}

/** The same steps as tstl.ts, performCompilation. */
function buildAll(ref: ProjectRef, before: Remembered | undefined): WholeAnswer {
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
    const printing = new Printing(project);
    let built: Built;
    let crashes: WireDiagnostic[] = [];
    let next: Omit<Remembered, "verdict"> | undefined;
    let checks: readonly ts.Diagnostic[] = [];
    try {
        checks = ts.getPreEmitDiagnostics(program);
        // Nobody asks for them before there is evidence, and then of the build that gave it.
        const views = before === undefined || before.verdict.kind === "whole" ? new Map<string, never>() : viewsOf(project);
        const emitted = transpiler.emit({ program, writeFile, plugins: [printing.plugin] });
        built = { diagnostics: [...checks, ...emitted.diagnostics], emitSkipped: emitted.emitSkipped, plan, scripts };
        next = { digests: digestsOf(project), views, printed: printing.printed, ...saidOf(project, checks, transforms), row: 0 };
    } catch (error) {
        if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
        if (isTooDeep(error)) throw error; // an attempt's, not a fact of the project
        files.written!.clear();
        built = { diagnostics: [], emitSkipped: true, plan: [], scripts: [] };
        crashes = [crash(error)];
    }
    if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
    const answered = answer(project, built, crashes);
    if (next !== undefined) remembered = { ...next, verdict: verdictOn(begun, before, next, checks, answered) };
    const { verdict } = remembered ?? {};
    return {
        built: answered,
        clean: areCompilersUntouched(),
        compiled: scripts.length,
        ...(verdict?.kind === "whole" && { whole: verdict.reason }),
    };
}

/** Asked of the first build that goes on in the session, which is when somebody edits; it holds until something differs. */
function verdictOn(
    { project, writeFile }: Begun,
    before: Remembered | undefined,
    now: Omit<Remembered, "verdict">,
    checks: readonly ts.Diagnostic[],
    answered: LinkAnswer,
): Verdict {
    const { printed, told } = now;
    const wish = wishOf(project);
    if (wish === "whole") return { kind: "whole", reason: "scriptfarm.json says so" };
    if (before === undefined) return { kind: "open" };
    if (before.verdict.kind === "whole") return before.verdict;
    if (before.verdict.kind === "apart") {
        const script = keptWrongly(before, now);
        if (script !== undefined) return { kind: "whole", reason: `${relativeToRoot(script)} came out otherwise with all scripts than it was kept` };
        if (before.row === 0) return before.verdict;
    }
    if (told.size > 0) return before.verdict.kind === "apart" ? before.verdict : { kind: "open" }; // what is said of scripts is not compared
    if (askedVariables().length > 0) return { kind: "open" };
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
