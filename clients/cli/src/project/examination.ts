// What is in the way of building a project, as far as one can tell without running its code.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import type ts from "typescript";
import { commonFolder, folderOf, isWithin, join, relativePath, resolvePath, slashed } from "../disk/paths.js";
import { statOf } from "../disk/stat.js";
import { decode, DiskView } from "../disk/view.js";
import { loadCompilers, manifestOf, packageAbove, type TypeScript } from "./compilers.js";
import type { Invocation } from "./invocation.js";
import { packageFolder } from "./packages.js";
import { pluginNames, reasonsFor, type Reason } from "./root.js";
import { readConfigurations, readProgram } from "./typescript.js";
import { packageName } from "./words.js";

/** Something to know: an error is in the way, a note is not. `cure` may be empty. */
export interface Problem {
    readonly error: boolean;
    readonly what: string;
    readonly cure: string;
}

export interface Examined {
    readonly root: readonly Reason[];
    readonly typescript: string;
    /** Of the project; undefined where the farm's own pair compiles it. */
    readonly typescriptToLua: string | undefined;
    readonly plugins: readonly string[];
    /** What scriptfarm.json says of how plugins see scripts. */
    readonly perScript: PerScript;
    readonly scripts: number;
    readonly problems: readonly Problem[];
}

export type PerScript = "auto" | "per-script" | "whole";

const OLDEST_TSTL = [1, 25];
const IGNORED_OPTIONS = ["tstlVerbose", "measurePerformance", "pretty"];
// What plugins get of Node on the farm.
const NODE_MODULES = new Set(["path", "url", "util", "assert", "events", "buffer", "os", "module", "fs", "perf_hooks", "string_decoder"]);
const SHOWN = 10;

function perScriptOf(folder: string): PerScript {
    try {
        const { plugins } = JSON.parse(decode(readFileSync(join(folder, "scriptfarm.json")))) as { plugins?: unknown };
        return plugins === "per-script" || plugins === "whole" ? plugins : "auto";
    } catch {
        return "auto";
    }
}

/** @param root the folder that the snapshot is taken of */
export function examine(file: string, root: string, invocation: Invocation): Examined {
    const folder = folderOf(file);
    const compilers = loadCompilers(folder);
    const named = readConfigurations(compilers, file, invocation);
    const view = new DiskView(root);
    const { parsed, sources, program } = readProgram(compilers, file, view, invocation);
    const tstl = packageAbove(folder, "typescript-to-lua");
    const { ts } = compilers;
    return {
        root: reasonsFor(named),
        typescript: ts.version,
        typescriptToLua: tstl === undefined ? undefined : versionOf(tstl),
        plugins: pluginNames(parsed),
        perScript: perScriptOf(folder),
        scripts: sources.filter(path => !/\.d\.[cm]?ts$/.test(path)).length,
        problems: [
            ...judgeCompilers(folder, tstl, ts.version),
            ...parsed.errors.map(({ messageText }) => ({ error: true, what: ts.flattenDiagnosticMessageText(messageText, "\n"), cure: "" })),
            ...pluginNames(parsed).flatMap(name => judgePlugin(view, folder, name, tstl)),
            ...IGNORED_OPTIONS.filter(name => parsed.options[name] !== undefined).map(name => ({ error: false, what: `the farm ignores ${name}`, cure: "" })),
            ...judgeImports(ts, program, parsed.options, view),
        ],
    };
}

function judgeCompilers(folder: string, tstl: string | undefined, typescript: string): Problem[] {
    if (tstl === undefined) return wantedCompilers(folder);
    const problems: Problem[] = [];
    const version = versionOf(tstl);
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major < OLDEST_TSTL[0]! || (major === OLDEST_TSTL[0] && minor < OLDEST_TSTL[1]!)) {
        problems.push({ error: true, what: `typescript-to-lua is ${version}, and the farm drives ${OLDEST_TSTL.join(".")} and later`, cure: "update it, or build with farm build --local" });
    }
    if (packageAbove(slashed(realpathSync.native(tstl)), "typescript") === undefined) {
        problems.push({ error: true, what: "typescript-to-lua is installed, but typescript is not", cure: "npm install" });
    }
    const { name, peerDependencies } = manifestOf(tstl) as { name?: string; peerDependencies?: Record<string, string> };
    if (name !== undefined && name !== "typescript-to-lua") {
        problems.push({ error: false, what: `${tstl} is ${name}, a package of another name`, cure: "it compiles the project, as it would with its own command" });
    }
    const wanted = peerDependencies?.["typescript"];
    if (wanted !== undefined && /^\d/.test(wanted) && wanted !== typescript) {
        problems.push({ error: false, what: `typescript-to-lua ${version} asks for TypeScript ${wanted}, and ${typescript} is installed`, cure: `npm install -D typescript@${wanted}` });
    }
    return problems;
}

/** A project that names a TSTL in its manifest, or a fork of it, does not want any other. */
function wantedCompilers(folder: string): Problem[] {
    const holder = packageHolder(folder);
    const manifest = holder === undefined ? {} : manifestOf(holder);
    const dependencies = { ...(manifest["dependencies"] as object | undefined), ...(manifest["devDependencies"] as object | undefined) };
    const wanted = Object.entries(dependencies).filter(([name]) => /(?:^|\/)typescript-to-lua$/.test(name) || name === "tstl");
    return wanted.map(([name, range]) =>
        name === "typescript-to-lua"
            ? { error: false, what: `${holder}/package.json asks for ${name} ${String(range)}, which is not installed: the farm's own pair would compile`, cure: "install it (npm ci)" }
            : { error: false, what: `${holder}/package.json names ${name}, which the farm does not take for typescript-to-lua: the farm's own pair would compile`, cure: "install it as typescript-to-lua (npm:…), or build with its own command" },
    );
}

function judgePlugin(view: DiskView, folder: string, name: string, tstl: string | undefined): Problem[] {
    const file = pluginFile(view, folder, name);
    if (file === undefined) return [{ error: true, what: `the plugin ${name} is nowhere, seen from ${folder}`, cure: "check its name, or install it (npm ci)" }];
    const problems: Problem[] = [];
    if (/\.[cm]?tsx?$/.test(file) && tstl !== undefined && packageAbove(tstl, "ts-node") === undefined) {
        problems.push({ error: true, what: `the plugin ${name} is TypeScript, and there is no ts-node, with which typescript-to-lua would load it`, cure: "install ts-node, or transpile it to JavaScript" });
    }
    const text = view.read(file) ?? "";
    for (const [, module] of text.matchAll(/\b(?:require\s*\(|from|import)\s*["'](?:node:)?([a-z_]+)(?:\/[a-z]+)?["']/g)) {
        if (NODE_BUILTINS.has(module!) && !NODE_MODULES.has(module!)) {
            problems.push({ error: false, what: `the plugin ${name} names Node's '${module}', which plugins do not get on the farm`, cure: "nothing, unless it is called while it compiles: then the build fails and says so" });
        }
    }
    return problems;
}

const NODE_BUILTINS = new Set(["child_process", "cluster", "crypto", "dgram", "dns", "http", "https", "http2", "net", "readline", "stream", "timers", "tls", "tty", "worker_threads", "zlib", "v8", "vm"]);

function pluginFile(view: DiskView, folder: string, name: string): string | undefined {
    const isPath = /^\.{0,2}\/|^[A-Za-z]:/.test(name);
    if (!isPath) {
        const found = packageFolder(view, folder, packageName(name));
        return found === undefined ? undefined : join(found, "package.json");
    }
    const path = resolvePath(folder, name);
    return ["", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js", "/index.ts", "/package.json"].map(ending => path + ending).find(candidate => view.fileExists(candidate));
}

/** Imports that are found nowhere. What is imported for its effects alone is none of TypeScript's business. */
function judgeImports(ts: TypeScript, program: ts.Program, options: ts.CompilerOptions, view: DiskView): Problem[] {
    const host: ts.ModuleResolutionHost = { fileExists: path => view.fileExists(path), readFile: path => view.read(path), directoryExists: path => view.folderExists(path), realpath: path => view.realPath(path) };
    const files = program.getSourceFiles() as readonly (ts.SourceFile & { ambientModuleNames?: readonly string[] })[];
    const declared = files.flatMap(({ ambientModuleNames }) => ambientModuleNames ?? []).map(name => name.split("*", 2));
    const isDeclared = (name: string) => declared.some(([start = "", end]) => (end === undefined ? name === start : name.startsWith(start) && name.endsWith(end)));
    const problems: Problem[] = [];
    const packages = new Map<string, string>();
    for (const file of files) {
        if (file.isDeclarationFile) continue;
        const relative = relativePath(view.root, file.fileName);
        for (const statement of file.statements) {
            const specifier = (ts.isImportDeclaration(statement) && statement.importClause !== undefined) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
            if (specifier === undefined || !ts.isStringLiteral(specifier) || isDeclared(specifier.text)) continue;
            const name = specifier.text;
            if (ts.resolveModuleName(name, file.fileName, options, host).resolvedModule !== undefined) continue;
            if (!name.startsWith(".")) {
                if (!packages.has(name)) packages.set(name, relative);
                continue;
            }
            const target = resolvePath(folderOf(file.fileName), name);
            const outside = !isWithin(target, view.root);
            const there = ["", ".ts", ".tsx", ".d.ts", ".json", ".lua", "/index.ts"].map(ending => target + ending).find(path => statOf(path)?.isFile());
            problems.push({
                error: true,
                what: `${relative} imports ${name}, which ${outside ? `lies outside of the root ${view.root}` : "is not there"}`,
                cure: outside && there !== undefined ? `--root ${commonFolder(view.root, there)} holds both` : "check its name",
            });
        }
    }
    if (packages.size > 0) {
        const shown = [...packages].slice(0, SHOWN).map(([name, from]) => `${name} (${from})`);
        problems.push({ error: true, what: `imports that are found nowhere: ${shown.join(", ")}${packages.size > SHOWN ? `, … ${packages.size} in all` : ""}`, cure: "install what is missing (npm ci), or check paths in the tsconfig" });
    }
    return problems;
}

function packageHolder(folder: string): string | undefined {
    for (let here = folder; ; here = folderOf(here)) {
        if (existsSync(join(here, "package.json"))) return here;
        if (folderOf(here) === here) return undefined;
    }
}

function versionOf(folder: string): string {
    const { version } = manifestOf(folder);
    return typeof version === "string" ? version : "of an unknown version";
}
