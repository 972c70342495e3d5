// What a build leaves for the next one, in a form that travels: the next one may be another session's.
import * as ts from "typescript";
import { readBlob } from "../runtime/api";
import type { Printed, Remembered, View } from "./per-script";
import type { Leaving, LeftBuild } from "./protocol";
import { relativeToRoot } from "./diagnostics";

/** All of `Remembered` but the verdict and what was printed. */
export interface LeftState {
    digests: Array<[file: string, digest: string]>;
    views: Array<[file: string, view: View]>;
    scripts: string[];
    checks: LeftDiagnostic[];
    told: Array<string | null>;
    modules: readonly string[];
    structure: string;
    row: number;
}

/** `messageText` is a text or a chain of them, which is plain data. */
type LeftDiagnostic = Pick<ts.Diagnostic, "start" | "length" | "code" | "category" | "messageText" | "source"> & { file: string };

/** What the store has of this session's builds. */
let stored = new Set<Printed>();

export function leave(now: Remembered): Leaving {
    const state: LeftState = {
        digests: [...now.digests],
        views: [...now.views],
        scripts: now.printed.map(({ fileName }) => fileName),
        checks: now.checks.map(({ file, start, length, code, category, messageText, source }) => ({ file: file!.fileName, start, length, code, category, messageText, source })),
        told: [...now.told].map(file => file ?? null),
        modules: now.modules,
        structure: now.structure,
        row: now.row,
    };
    const others = now.printed.filter(script => !stored.has(script));
    stored = new Set(now.printed);
    return { state, scripts: now.printed.map(nameOf), printed: Object.fromEntries(others.map(script => [nameOf(script), JSON.stringify(script)])) };
}

function nameOf({ fileName }: Printed): string {
    return relativeToRoot(fileName);
}

/** Nothing when the store has some of it no more. */
export function takeUp({ state, printed }: LeftBuild): Remembered | undefined {
    const { digests, views, scripts, checks, told, modules, structure, row } = state as LeftState;
    const texts = scripts.map(fileName => readBlob(printed[relativeToRoot(fileName)] ?? ""));
    if (texts.includes(null)) return undefined;
    const taken = texts.map(text => JSON.parse(text!) as Printed);
    stored = new Set(taken);
    return {
        digests: new Map(digests),
        views: new Map(views),
        printed: taken,
        checks: checks.map(({ file, ...check }) => ({ ...check, file: { fileName: file } as ts.SourceFile })),
        told: new Set(told.map(file => file ?? undefined)),
        modules,
        structure,
        verdict: { kind: "OPEN" },
        row,
    };
}
