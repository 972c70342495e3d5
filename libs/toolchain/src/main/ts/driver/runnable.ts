// A script with all that it imports, as Lua and as JavaScript that can be run beside each other.
import * as ts from "typescript";
import { LuaLibImportKind } from "typescript-to-lua/dist/CompilerOptions";
import { path, MOUNT } from "../runtime/api";
import { relativeToRoot } from "./diagnostics";
import { emit } from "./javascript";
import { linkTogether } from "./link";
import { references } from "./plan";
import { closeProject, openProject, withOptions, type Project } from "./project";
import type { JsModule, LuaModule, RunnableScript, ScriptRequest } from "./protocol";
import { unlessTooDeep } from "./too-deep";
import { forgetUnchecked, transpileUnchecked } from "./transpile";

// What is run is plain modules, whatever the project ships.
const AS_MODULES = {
    luaBundle: undefined,
    luaBundleEntry: undefined,
    luaLibImport: LuaLibImportKind.Require,
    sourceMap: true,
    inlineSourceMap: false,
    sourceMapTraceback: false,
    extension: undefined,
    outDir: undefined,
    noEmit: false,
    noEmitOnError: false,
    emitDeclarationOnly: false,
    declaration: false,
    composite: false,
};

export function runnable({ project: ref, path: script }: ScriptRequest): RunnableScript {
    const project = openProject(ref);
    const { program, options } = project;
    const luaTarget = String(options.luaTarget ?? "universal");
    const entry = program.getSourceFile(`${MOUNT}/${script}`);
    if (entry === undefined) return { lua: [], js: [], entry: "", luaTarget, crash: `${script} is no script of the project` };
    try {
        const scripts = imported(project, entry);
        const js = scripts.map(file => javaScript(project, file));
        const lua = withOptions(options, AS_MODULES, () => luaModules(project, scripts));
        forgetUnchecked(project);
        return { lua, js, entry: lua.find(module => module.script === script)?.name ?? "", luaTarget };
    } catch (error) {
        unlessTooDeep(error, program, entry);
        closeProject(ref);
        return { lua: [], js: [], entry: "", luaTarget, crash: error instanceof Error ? error.message : String(error) };
    }
}

/** The script and all scripts that it imports, itself or through others. */
function imported({ program }: Project, entry: ts.SourceFile): ts.SourceFile[] {
    const found = new Set([entry]);
    for (const file of found) {
        for (const [, target] of references(file, program)) {
            if (target !== undefined && !target.isDeclarationFile) found.add(target);
        }
    }
    return [...found];
}

function javaScript(project: Project, file: ts.SourceFile): JsModule {
    const imports: Record<string, string> = {};
    for (const [words, target] of references(file, project.program)) {
        if (words.startsWith("import ") && target !== undefined && !target.isDeclarationFile) imports[words.slice("import ".length)] = relativeToRoot(target.fileName);
    }
    const script = relativeToRoot(file.fileName);
    const outputs = emit(project, file, { module: ts.ModuleKind.CommonJS });
    const map = outputs.find(output => output.path.endsWith(".map"))?.text;
    const text = outputs.find(output => !output.path.endsWith(".map"))?.text ?? "";
    return { name: script, text: script.endsWith(".json") ? `module.exports = ${text.trim()};` : text, map, imports };
}

function luaModules(project: Project, scripts: ts.SourceFile[]): LuaModule[] {
    const texts = scripts.map(file => ({ path: relativeToRoot(file.fileName), ...transpileUnchecked(project, file) }));
    const root = path.dirname(`${MOUNT}/${project.ref.config}`);
    return linkTogether(project, texts.map(({ path, text }) => ({ ...text, path })))
        .filter(output => output.lua)
        .map(({ path: output, script, text }) => ({
            name: path.relative(root, `${MOUNT}/${output}`).replace(/\.lua$/, "").replace(/\//g, "."),
            script,
            text,
            map: texts.find(({ path }) => path === script)?.map,
        }));
}
