import { writeFileSync } from "node:fs";
import { FarmError, UnreachableError, type BuildRequest } from "@scriptfarm/api";
import { UsageError } from "../arguments.js";
import { ChangedMeanwhile, type Built } from "../build/farm-build.js";
import { LostOutputs } from "../build/outputs.js";
import type { ClientTrace } from "../build/client-trace.js";
import type { Profile } from "../build/profile.js";
import { Progress } from "../build/progress.js";
import { ProjectBuild } from "../build/project-build.js";
import { errorsIn, publicationLines, summaryLine, tellDiagnostics, unreachable } from "../build/telling.js";
import { PROJECT_OPTIONS, type Call, type Command } from "../command.js";
import { allOnErr, type Console } from "../console.js";
import { isWithin, resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { cancelRunning, farmOf } from "../farms.js";
import { NoProject, ProjectError } from "../project/errors.js";
import { invocationOf } from "../project/invocation.js";
import { locate } from "../project/locate.js";
import type { ProjectSnapshot } from "../project/snapshot.js";

const ATTEMPTS = 3;
const SHOWN_NOTES = 10;

export const command: Command = {
    usage: "[DIR] [-- TSTL OPTIONS]",
    description: [
        "Build a TypeScriptToLua project on the farm, as tstl -p would: Lua where the tsconfig says, diagnostics, exit code.",
        "Exit codes: 0 no errors; 1 errors, nothing written; 2 errors, Lua written; 3 the farm could not do it; 64 wrong use.",
    ],
    options: {
        ...PROJECT_OPTIONS,
        json: { help: "The last line of stdout is one JSON object; all else goes to stderr." },
        verbose: { help: "Say more about what happens." },
        local: { help: "Build with the project's own tstl, without a farm." },
        fallback: { value: "HOW", help: "When no farm answers: local (the project's own tstl) or none. Default: FARM_FALLBACK, or local." },
        "dry-run": { help: "List what would travel to the farm, with sizes and why; build nothing." },
        emit: { value: "LANGUAGE", help: "lua, or js: JavaScript to preview, one file with a source map for each script." },
        out: { value: "DIR", help: "Where --emit js writes; the files lie there as the scripts do in the project." },
        publish: { help: "Publish it as a generation, when it has no errors: servers get it at once." },
        workspace: { value: "NAME", help: "With --publish: its name. Default: what the project's scriptfarm.json says." },
        lane: { value: "LANE", help: "How urgent: interactive, ci or bulk. Default: bulk." },
        "exact-diagnostics": { help: "Errors in tstl's very words. Takes longer while there are any: the whole program is checked once more." },
        profile: { value: "FILE", help: "Write where the time went, as a trace that Perfetto (ui.perfetto.dev) opens." },
        explain: { help: "Say of each script that was compiled what changed since the build before." },
        sarif: { value: "FILE", help: "Write the diagnostics as SARIF, for CI." },
        "code-quality": { value: "FILE", help: "Write them as GitLab's code quality report." },
        timeout: { value: "SECONDS", help: "Give up after so many seconds. Default: 1800." },
    },
    words: 1,
    run,
};

/** What is known of a build when it ends, however it ends. */
interface Report {
    project?: ProjectSnapshot;
    build?: ProjectBuild;
    built?: Built;
    profile?: Profile;
    trace?: ClientTrace;
    error?: string;
    written: number;
    removed: number;
}

async function run(call: Call): Promise<number> {
    const start = performance.now();
    const { args, settings } = call;
    const json = args.flag("json");
    const human = json ? allOnErr(call.console) : call.console;
    const progress = new Progress(human, args.flag("verbose"));
    const report: Report = { written: 0, removed: 0 };
    let code: number;
    try {
        check(call);
        code = await attempt(call, human, progress, report);
    } catch (cause) {
        progress.close();
        if (call.signal.aborted) throw cause;
        if (cause instanceof UnreachableError) {
            if (mayFallBack(call)) return await local(call, human, `no farm answers at ${settings.gateway}; building with the project's own tstl`);
            code = fail(human, report, unreachable(settings.gateway), ExitCode.farm);
        } else if (cause instanceof FarmError) {
            code = fail(human, report, cause.message, ExitCode.farm);
        } else if (cause instanceof ProjectError) {
            code = fail(human, report, cause.message, ExitCode.outputsSkipped);
        } else {
            throw cause;
        }
    }
    const seconds = (performance.now() - start) / 1000;
    if (!writeProfile(call, human, report) && code === ExitCode.success) code = ExitCode.farm;
    if (report.built !== undefined && report.project !== undefined) {
        human.err(`${[summaryLine(report.built, report, seconds, report.project.reading.outputs.noEmit), ...publicationLines(report.built)].join("\n")}\n`);
    }
    if (report.built !== undefined && args.flag("explain")) {
        const { explanationLines } = await import("../build/explanation.js");
        human.err(`${explanationLines(report.built.explained, report.built.summary.compiled).join("\n")}\n`);
    }
    await report.trace?.send(settings.environment, { code, build: report.built?.id, parts: report.build?.timings.spans ?? [] });
    if (json) call.console.out(`${JSON.stringify(asJson(report, code, seconds))}\n`);
    return code;
}

async function attempt(call: Call, human: Console, progress: Progress, report: Report): Promise<number> {
    const { args, settings } = call;
    if (args.flag("local")) return await local(call, human, undefined);
    const place = locate(settings.current, args.positionals[0], args.text("project"));
    if (args.text("profile") !== undefined) report.profile = new (await import("../build/profile.js")).Profile();
    const build = new ProjectBuild(place, namedRoot(call, place.file), invocationOf(call), settings, progress, report.profile);
    report.build = build;
    const timeout = AbortSignal.timeout((args.count("timeout") ?? 1800) * 1000);
    if (settings.isTraced) report.trace = new (await import("../build/client-trace.js")).ClientTrace(settings.traceParent);
    const farm = farmOf(settings, AbortSignal.any([call.signal, timeout]), line => progress.line(line), {
        given: settings.isGiven,
        ...(report.trace && { traceParent: report.trace.header }),
    });
    for (let attempt = 1; ; attempt++) {
        progress.phase("looking at files");
        const project = await build.look();
        report.project = project;
        if (attempt === 1) tellProject(progress, project);
        if (args.flag("dry-run")) {
            progress.close();
            const { dryRun } = await import("./dry-run.js");
            return dryRun(project, call.console, args.flag("json"));
        }
        try {
            const built = await build.onFarm(project, farm, requestOf(call, build, project));
            report.built = built;
            const out = args.text("out");
            Object.assign(report, out === undefined ? await build.deliver(project, built) : await build.deliverInto(resolvePath(settings.current, out), project, built));
            progress.close();
            const reasons = new Set(built.bytecode.flatMap(one => (one.type === "unavailable" ? [one.reason] : [])));
            reasons.forEach(reason => progress.detail(reason));
            const told = tellDiagnostics(human, built, project.root, settings.current);
            await annotateIfAsked(call, human, project, built);
            return told === ExitCode.success && built.publication?.type === "publication-refused" ? ExitCode.outputsGenerated : told;
        } catch (cause) {
            await cancelRunning(settings, build);
            if (timeout.aborted && cause === timeout.reason) {
                throw new FarmError(`the build did not end within ${args.count("timeout") ?? 1800} s; see farm status; --timeout allows more`, { cause });
            }
            if (!(cause instanceof ChangedMeanwhile || cause instanceof LostOutputs) || attempt === ATTEMPTS) throw cause;
            progress.detail(cause instanceof LostOutputs ? `${cause.message}; building again` : "the project changed meanwhile, looking again");
        }
    }
}

/** Whether the profile is where it is wanted, if it is wanted. */
function writeProfile({ args, settings }: Call, human: Console, { profile, build }: Report): boolean {
    const file = args.text("profile");
    if (file === undefined || profile === undefined || build === undefined) return true;
    try {
        writeFileSync(resolvePath(settings.current, file), profile.trace(build.timings.spans));
        human.err(`where the time went is in ${file}; open it in https://ui.perfetto.dev\n`);
        return true;
    } catch (cause) {
        human.err(`farm: cannot write the profile: ${(cause as Error).message}\n`);
        return false;
    }
}

async function annotateIfAsked({ args, settings }: Call, human: Console, project: ProjectSnapshot, built: Built): Promise<void> {
    const { environment, current } = settings;
    const wanted = { environment, current, sarif: args.text("sarif"), codeQuality: args.text("code-quality") };
    if (wanted.sarif === undefined && wanted.codeQuality === undefined && environment["GITHUB_ACTIONS"] !== "true") return;
    const [{ annotate }, { DiagnosticFormat }] = await Promise.all([import("../build/annotations.js"), import("../build/diagnostics.js")]);
    human.out(annotate(built.diagnostics, new DiagnosticFormat(project.root, current), wanted));
}

function tellProject(progress: Progress, project: ProjectSnapshot): void {
    const { notes } = project.reading;
    notes.slice(0, SHOWN_NOTES).forEach(note => progress.line(`note: ${note}`));
    if (notes.length > SHOWN_NOTES) progress.line(`note: … and ${notes.length - SHOWN_NOTES} more`);
    progress.detail(`root ${project.root}, ${project.size} files, ${project.digests.read} of them read${project.asked ? ", TypeScript asked" : ""}`);
}

function check({ args }: Call): void {
    const emit = args.text("emit") ?? "lua";
    if (emit !== "lua" && emit !== "js") throw new UsageError(`--emit is lua or js, not ${emit}`);
    if (emit === "js" && args.text("out") === undefined) throw new UsageError("--emit js needs --out DIR: a preview does not belong beside the Lua");
    if (emit === "lua" && args.text("out") !== undefined) throw new UsageError("--out is for --emit js; Lua goes where the tsconfig says");
    if (emit === "js" && args.flag("local")) throw new UsageError("--emit js needs a farm; --local compiles Lua");
    if (args.flag("publish") && (args.flag("local") || emit === "js")) throw new UsageError("--publish is for Lua that a farm builds");
    if (args.flag("local") && (args.text("profile") !== undefined || args.flag("explain"))) throw new UsageError("--profile and --explain are about builds on a farm; leave out --local");
    if (!["local", "none", undefined].includes(args.text("fallback"))) throw new UsageError(`--fallback is local or none, not ${args.text("fallback")}`);
    if (!["interactive", "ci", "bulk", undefined].includes(args.text("lane"))) throw new UsageError(`--lane is interactive, ci or bulk, not ${args.text("lane")}`);
}

/** @throws NoProject when the folder that was named does not hold the tsconfig */
export function namedRoot({ args, settings }: Call, file: string): string | undefined {
    const text = args.text("root");
    if (text === undefined) return undefined;
    const root = resolvePath(settings.current, text);
    if (!isWithin(file, root)) throw new NoProject(`the --root ${root} does not hold ${file}`);
    return root;
}

function requestOf({ args }: Call, build: ProjectBuild, project: ProjectSnapshot): BuildRequest {
    const before = build.memory;
    return {
        ...build.named(project),
        lane: args.text("lane") ?? "bulk",
        ...(args.text("emit") === "js" && { emit: "js" }),
        ...(args.flag("publish") && { publish: args.text("workspace") ?? "" }),
        ...(args.flag("exact-diagnostics") && { exactDiagnostics: true }),
        ...(args.text("profile") !== undefined && { profile: true }),
        ...(args.flag("explain") && before !== undefined && { since: before.snapshot, ...(before.toolchain !== undefined && { sinceToolchain: before.toolchain }) }),
    };
}

function mayFallBack({ args, settings }: Call): boolean {
    return (args.text("fallback") ?? (settings.environment["FARM_FALLBACK"] || "local")) === "local" && !args.flag("publish") && args.text("emit") !== "js" && !args.flag("dry-run") && args.text("profile") === undefined && !args.flag("explain");
}

async function local(call: Call, human: Console, why: string | undefined): Promise<number> {
    const { buildLocally } = await import("../build/local.js");
    if (why !== undefined) human.err(`farm: ${why}\n`);
    return await buildLocally(call, human);
}

function fail(human: Console, report: Report, message: string, code: number): number {
    report.error = message;
    human.err(`${message.startsWith("error ") ? message : `farm: ${message}`}\n`);
    return code;
}

function asJson({ project, build, built, error, written }: Report, exitCode: number, seconds: number): Record<string, unknown> {
    return {
        ...(built && {
            build: built.id,
            scripts: built.summary.scripts,
            compiled: built.summary.compiled,
            cached: built.summary.cached,
            failed: built.summary.failed,
            diagnostics: built.diagnostics.length,
            errors: errorsIn(built),
            outputs: built.outputs.length,
            written,
            bytecode: bytecodeSummary(built),
            uploaded: built.uploaded,
            emitSkipped: built.emitSkipped,
            ...(built.publication && { publication: built.publication }),
            ...(built.explained.size > 0 && { explained: Object.fromEntries(built.explained) }),
        }),
        ...(project && { snapshot: project.digest, root: project.root, files: project.size, hashed: project.digests.read }),
        ...(error !== undefined && { error }),
        exitCode,
        seconds: Math.round(seconds * 1000) / 1000,
        ...(build && { timings: build.timings.seconds() }),
    };
}

/** How many files there are of each format, how many outputs are not valid in it, and why the farm cannot make it. */
function bytecodeSummary({ bytecode }: Built): Record<string, { files: number; invalid: number; unavailable?: string }> {
    const formats: Record<string, { files: number; invalid: number; unavailable?: string }> = {};
    for (const one of bytecode) {
        const format = (formats[one.format] ??= { files: 0, invalid: 0 });
        if (one.type === "loadable") format.files++;
        else if (one.type === "invalid") format.invalid++;
        else format.unavailable = one.reason;
    }
    return Object.fromEntries(Object.entries(formats).sort(([a], [b]) => (a < b ? -1 : 1)));
}
