// A build in one go, as `tstl` does it: for projects whose plugins or transformers may see the whole program.
import * as ts from "typescript";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { absent, askedVariables, areCompilersUntouched, ContentMissing, forgetAbsent, forgetProjectModules, forgetScripts, forgetVariables, MOUNT, path, type Absent } from "../runtime/api";
import { relativeToRoot, sorted, toWire } from "./diagnostics";
import type { InternalTranspiler } from "./link";
import { prepareForPlugins } from "./plugins";
import { openForPlugins } from "./project";
import type { ProjectRef, WholeAnswer, WireDiagnostic } from "./protocol";
import { withMaps, type Emitted, type Script, type Written } from "./source-maps";
import { isTooDeep } from "./too-deep";

/** Exported by TypeScript at run time, but not declared. */
const { setSys } = ts as unknown as { setSys(system: ts.System): void };

/** The code of the farm's own diagnostic for a plugin, or a compiler beside it, that threw. */
const PLUGIN_CRASH = 2;

/** The code of what is said of environment variables; `names` has them for the client. */
const VARIABLES_READ = 7;

/** The code of what is said of files that were not there; the client reads it after the colon. */
const NOT_THERE = 9;

/** The code of the warning that an output names a place of the farm's. */
const PLACE_SHOWN = 8;

/** To be called in a session that only this project's code runs in. */
export function buildWhole(ref: ProjectRef): WholeAnswer {
    forgetProjectModules();
    forgetVariables();
    forgetAbsent();
    forgetScripts();
    const project = openForPlugins(ref);
    const { program, files, system } = project;
    prepareForPlugins(project, ref.packages["typescript-to-lua"]);
    const outputs = (files.written = new Map());
    const writeFile: ts.WriteFileCallback = (name, text, bom, _onError, sources) => {
        const script = sources?.length === 1 ? sources[0].fileName : undefined;
        files.write(path.resolve(files.currentDirectory, name), { text: bom ? `\uFEFF${text}` : text, binary: false, ...(script !== undefined && { script }) });
    };
    // Plugins read and write through it, by either name.
    system.writeFile = writeFile;
    setSys(system);

    // The same steps as tstl.ts, performCompilation.
    let diagnostics: WireDiagnostic[];
    let emitSkipped: boolean;
    let plan: readonly Emitted[] = [];
    let scripts: readonly Script[] = [];
    const transpiler = new Transpiler({ emitHost: system });
    const internal = transpiler as unknown as InternalTranspiler;
    const getEmitPlan = internal.getEmitPlan;
    internal.getEmitPlan = (...args) => {
        const result = getEmitPlan.apply(transpiler as never, args);
        plan = result.emitPlan;
        scripts = args[2] as readonly Script[];
        return result;
    };
    try {
        const checks = ts.getPreEmitDiagnostics(program);
        const emitted = transpiler.emit({ program, writeFile });
        diagnostics = sorted([...checks, ...emitted.diagnostics]);
        emitSkipped = emitted.emitSkipped;
    } catch (error) {
        if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
        if (isTooDeep(error)) throw error; // an attempt's, not a fact of the project
        outputs.clear();
        diagnostics = [crash(error)];
        emitSkipped = true;
    }
    if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
    const variables = askedVariables();
    if (variables.length > 0) diagnostics = [...diagnostics, readVariables(variables)];
    const lacked = absent();
    if (lacked !== undefined) diagnostics = [...diagnostics, lookedFor(lacked)];
    const written = [...outputs].map(([file, { text, binary, script }]): Written => ({
        path: relativeToRoot(file),
        text,
        binary,
        ...(script !== undefined && { script: relativeToRoot(script) }),
    }));
    diagnostics = [...diagnostics, ...written.filter(({ text }) => text.includes(MOUNT)).map(showsPlace)];
    const built = { outputs: withMaps(written, program, plan, scripts), diagnostics, emitSkipped, checksOnly: false };
    return { built, clean: areCompilersUntouched() };
}

function lookedFor(lacked: Absent): WireDiagnostic {
    return { category: "MESSAGE", code: NOT_THERE, source: "scriptfarm", message: `Plugins looked for what was not there, and listed folders: ${JSON.stringify(lacked)}` };
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
