// The driver's entry points: each takes and gives JSON, and is called by name from the JVM.
import "typescript-to-lua/dist/CompilerOptions"; // first: TSTL numbers its diagnostics as its modules load
import { readCommentsPerProgram } from "./doc-comments";
import { javaScript, type JavaScriptRequest } from "./javascript";
import { link, type LinkRequest } from "./link";
import { runnable } from "./parity";
import { plan } from "./plan";
import { isResident, open, type ProjectRef } from "./project";
import { ContentMissing, SnapshotMissing } from "../runtime/api";
import { save } from "./save";
import { checkDeclarations, infer, transpile, type InferRequest } from "./transpile";
import { warmUp } from "./warm-up";
import { buildWhole } from "./whole";
import { reword, type WordingRequest } from "./wording";
import { tellConversionsOnce, type ConversionsRequest } from "./conversions"; // last: it asks for the diagnostics themselves

/** Runs a call; what the store lacks is an answer that begins with `missing`, everything else that is thrown is a defect. */
function answer(call: () => unknown): string {
    try {
        return JSON.stringify(call());
    } catch (error) {
        if (error instanceof ContentMissing) return JSON.stringify({ missing: error.digests });
        if (error instanceof SnapshotMissing) return JSON.stringify({ missing: [error.message] });
        throw error;
    }
}

type Calls = Record<string, (request: string) => string>;

readCommentsPerProgram();

Object.assign(globalThis as unknown as Calls, {
    scriptfarmPlan: (request: string) => answer(() => plan(JSON.parse(request) as ProjectRef)),
    scriptfarmOpen: (request: string) => answer(() => open(JSON.parse(request) as ProjectRef)),
    scriptfarmIsResident: (request: string) => answer(() => isResident(JSON.parse(request) as ProjectRef)),
    scriptfarmTranspile: (request: string) =>
        answer(() => {
            const { project, path } = JSON.parse(request) as { project: ProjectRef; path: string };
            return transpile(project, path);
        }),
    scriptfarmSave: (request: string) =>
        answer(() => {
            const { project, path } = JSON.parse(request) as { project: ProjectRef; path: string };
            return save(project, path);
        }),
    scriptfarmJavaScript: (request: string) => answer(() => javaScript(JSON.parse(request) as JavaScriptRequest)),
    scriptfarmRunnable: (request: string) => answer(() => runnable(JSON.parse(request) as { project: ProjectRef; path: string })),
    scriptfarmCheckDeclarations: (request: string) =>
        answer(() => checkDeclarations(JSON.parse(request) as ProjectRef)),
    scriptfarmLink: (request: string) => answer(() => link(JSON.parse(request) as LinkRequest)),
    scriptfarmConversions: (request: string) => answer(() => tellConversionsOnce(JSON.parse(request) as ConversionsRequest)),
    scriptfarmInfer: (request: string) => answer(() => infer(JSON.parse(request) as InferRequest)),
    scriptfarmReword: (request: string) => answer(() => reword(JSON.parse(request) as WordingRequest)),
    scriptfarmBuildWhole: (request: string) => answer(() => buildWhole(JSON.parse(request) as ProjectRef)),
    scriptfarmWarmUp: (request: string) => answer(() => warmUp(JSON.parse(request) as ProjectRef)),
} satisfies Calls);
