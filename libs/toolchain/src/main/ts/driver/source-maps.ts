// Source maps of the Lua that a build writes; the farm keeps them whether or not the project ships any.
import type * as ts from "typescript";
import { isBundleEnabled, type CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { escapeString } from "typescript-to-lua/dist/LuaPrinter";
import { getEmitPathRelativeToOutDir } from "typescript-to-lua/dist/transpilation/transpiler";
import { formatPathToLuaPath, trimExtension } from "typescript-to-lua/dist/utils";
import { relativeToRoot } from "./diagnostics";
import type { WrittenFile } from "./protocol";
import { path } from "../runtime/api";

/** A file that TSTL is about to write, as its emit plan has it. */
export interface Emitted {
    outputPath: string;
    code: string;
    sourceMap?: string;
}

/** A script after phase one. */
export interface Script {
    fileName: string;
    sourceMap?: string;
}

/** A file that TSTL writes, before it is known what it is. */
export type Written = Omit<WrittenFile, "lua" | "map">;

/** Says of each output what it is, once the plan is carried out. */
export function withMaps(outputs: Written[], program: ts.Program, plan: readonly Emitted[], scripts: readonly Script[]): WrittenFile[] {
    const bundled = isBundleEnabled(program.getCompilerOptions() as CompilerOptions);
    const maps = new Map(plan.map(file => [relativeToRoot(file.outputPath), bundled ? bundleMap(program, file, scripts) : file.sourceMap]));
    const extension = `.${((program.getCompilerOptions() as CompilerOptions).extension ?? "lua").trim().replace(/^\./, "")}`;
    const isLua = (file: string) => maps.has(file) && (file.endsWith(extension) || file.endsWith(".lua"));
    return outputs.map(output => ({ ...output, lua: isLua(output.path), map: maps.get(output.path) }));
}

const NOTHING = { version: 3, sources: [], names: [], mappings: "" };

/**
 * A bundle's map in sections (ECMA-426, "index map"), one for each module. The one that TSTL makes names each source
 * as seen from where the script's own file would be, so that in a bundle it leads elsewhere, and one name can mean several
 * scripts.
 */
function bundleMap(program: ts.Program, bundle: Emitted, scripts: readonly Script[]): string {
    const modules = new Map(scripts.map(script => [moduleName(script.fileName, program), script]));
    const folder = path.dirname(bundle.outputPath);
    const sections: Array<{ offset: { line: number; column: number }; map: object }> = [];
    // As bundle.ts writes it. TSTL indents by four, so no line of a script looks like these.
    bundle.code.split("\n").forEach((line, number) => {
        const head = line.startsWith("[") ? /^\[(".*")\] = function\(\.\.\.\) $/.exec(line) : null;
        if (head === null && line !== " end,") return;
        const script = head === null ? undefined : modules.get(head[1]);
        const map =
            script?.sourceMap === undefined
                ? NOTHING
                : { ...(JSON.parse(script.sourceMap) as object), sources: [path.relative(folder, script.fileName)], sourceRoot: undefined };
        sections.push({ offset: { line: number + 1, column: 0 }, map });
    });
    return JSON.stringify({ version: 3, file: path.basename(bundle.outputPath), sections });
}

function moduleName(fileName: string, program: ts.Program): string {
    return escapeString(formatPathToLuaPath(trimExtension(getEmitPathRelativeToOutDir(fileName, program))));
}
