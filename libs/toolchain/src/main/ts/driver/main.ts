// The driver's entry points. Each takes and gives JSON, and is called by name from the JVM; protocol.ts lists them.
import "typescript-to-lua/dist/CompilerOptions"; // first: TSTL numbers its diagnostics as its modules load
import { readCommentsPerProgram } from "./doc-comments";
import { javaScript } from "./javascript";
import { link } from "./link";
import { plan } from "./plan";
import { isResident, open } from "./project";
import type { Calls, Missing, TooDeep } from "./protocol";
import { ContentMissing, SnapshotMissing } from "../runtime/api";
import { reads } from "./reads";
import { recheck } from "./recheck";
import { runnable } from "./runnable";
import { save } from "./save";
import { TooDeep as TooDeepError } from "./too-deep";
import { checkDeclarations, infer, transpile } from "./transpile";
import { warmUp } from "./warm-up";
import { buildWhole } from "./whole";
import { tellConversionsOnce } from "./self-conversions"; // last: it asks for the diagnostics themselves

const calls: Calls = {
    scriptfarmPlan: plan,
    scriptfarmOpen: open,
    scriptfarmIsResident: isResident,
    scriptfarmTranspile: transpile,
    scriptfarmSave: save,
    scriptfarmJavaScript: javaScript,
    scriptfarmRunnable: runnable,
    scriptfarmCheckDeclarations: checkDeclarations,
    scriptfarmLink: link,
    scriptfarmSelfConversions: tellConversionsOnce,
    scriptfarmInfer: infer,
    scriptfarmRecheck: recheck,
    scriptfarmBuildWhole: buildWhole,
    scriptfarmReads: reads,
    scriptfarmWarmUp: warmUp,
};

/** Runs a call; what the store lacks is an answer, everything else that is thrown is a defect. */
function answer(call: () => unknown): string {
    try {
        return JSON.stringify(call());
    } catch (error) {
        if (error instanceof ContentMissing) return missing(error.digests);
        if (error instanceof SnapshotMissing) return missing([error.message]);
        if (error instanceof TooDeepError) return JSON.stringify({ tooDeep: [...error.paths] } satisfies TooDeep);
        throw error;
    }
}

function missing(digests: string[]): string {
    return JSON.stringify({ missing: digests } satisfies Missing);
}

readCommentsPerProgram();

for (const [name, call] of Object.entries(calls) as Array<[string, (request: unknown) => unknown]>) {
    (globalThis as Record<string, unknown>)[name] = (request: string) => answer(() => call(JSON.parse(request)));
}
