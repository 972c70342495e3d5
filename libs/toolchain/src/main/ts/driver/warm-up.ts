// A build of a small project whose outcome nobody needs: afterwards the libraries are parsed and most of the compilers'
// functions are compiled. Nothing of the project itself stays.
import * as ts from "typescript";
import { Transpiler } from "typescript-to-lua/dist/transpilation/transpiler";
import { forgetScripts } from "../runtime/api";
import { plan } from "./plan";
import { closeProject, openProject } from "./project";
import type { ProjectRef } from "./protocol";
import { forgetSourceFiles } from "./source-files";
import { checkDeclarations, transpile } from "./transpile";

export function warmUp(ref: ProjectRef): number {
    const { scripts, files } = plan(ref);
    for (const script of scripts) transpile({ project: ref, path: files[script].path });
    checkDeclarations(ref);
    const { program, system, files: snapshot } = openProject(ref);
    ts.getPreEmitDiagnostics(program);
    new Transpiler({ emitHost: system }).emit({ program, writeFile() {} });
    closeProject(ref);
    forgetScripts();
    // The libraries, which the compilers bring, are known by their paths.
    forgetSourceFiles(new Set([...snapshot.read].filter(digest => !digest.startsWith("/"))));
    return scripts.length;
}
