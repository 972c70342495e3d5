// Conversions between functions with a self parameter and without: TSTL tells each pair of types once, at the first
// script that converts one into the other. A script that is transpiled by itself tells all of its own.
import * as messages from "typescript-to-lua/dist/transformation/utils/diagnostics";
import { openProject } from "./project";
import type { ConvertingScript, SelfConversionsRequest } from "./protocol";
import { transformAfterOthers } from "./transpile";
import { forgetScripts, MOUNT } from "../runtime/api";

/** What TSTL says of the scripts that convert functions, when it sees one after the other. */
export function tellConversionsOnce({ project: ref, scripts }: SelfConversionsRequest): ConvertingScript[] {
    const { unsupportedNoSelfFunctionConversion, unsupportedSelfFunctionConversion, unsupportedOverloadAssignment } = messages;
    const converting = new Set([unsupportedNoSelfFunctionConversion.code, unsupportedSelfFunctionConversion.code, unsupportedOverloadAssignment.code]);
    const paths = scripts.filter(({ codes }) => codes.some(code => converting.has(code))).map(({ path }) => path);
    if (paths.length < 2) return [];
    const project = openProject(ref);
    forgetScripts();
    return paths.map(path => ({ path, transforms: transformAfterOthers(project, project.program.getSourceFile(`${MOUNT}/${path}`)!).transforms }));
}
