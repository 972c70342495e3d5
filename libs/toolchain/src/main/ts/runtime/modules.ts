// CommonJS as Node has it, over the snapshot that is being compiled. The compilers' own modules come with the
// session's script, as functions; whoever asks for them gets those, wherever the project has its copy.
import { Buffer } from "./shims/buffer";
import { ResolverFactory } from "enhanced-resolve";
import { builtin, given, isRefused } from "./builtins";
import fs from "./shims/fs";
import path from "./shims/path";
import { performance } from "./shims/perf-hooks";
import { compilerProcess, pluginProcess } from "./shims/process";
import { TextDecoder, TextEncoder } from "./shims/text";
import { refused } from "./shims/unavailable";
import * as url from "./shims/url";
import { ContentMissing, currentFiles, TOOLCHAIN } from "./snapshot-files";
import { Untouched } from "./untouched";

/** Stands for `import.meta` in an ES module that became CommonJS. */
export const IMPORT_META = "__importMeta";

/** The parameters of Node's module wrapper, and those globals of Node that the engine does not have. */
const WRAPPER = ["exports", "require", "module", "__filename", "__dirname", "process", "Buffer", "global", IMPORT_META] as const;
/** Globals that plugins have besides; the compilers take what they do not find for absent. */
const GLOBALS = { TextDecoder, TextEncoder, URL: url.URL, performance, ...refused("timers", "clearImmediate clearInterval clearTimeout setImmediate setInterval setTimeout") };

type Factory = (this: unknown, ...args: unknown[]) => void;

interface Require {
    (request: string): unknown;
    resolve: ((request: string, options?: { paths?: string[] }) => string) & { paths(request: string): null };
    cache: Record<string, Module>;
    extensions: Record<string, unknown>;
    main: undefined;
}

interface Module {
    id: string;
    filename: string;
    path: string;
    exports: unknown;
    loaded: boolean;
    children: Module[];
    paths: string[];
    parent: Module | null;
    require: (request: string) => unknown;
}

/** How the driver asks for the runtime. */
const RUNTIME = "scriptfarm:runtime";
const DRIVER = `${TOOLCHAIN}/typescript-to-lua/dist/scriptfarm-driver.js`;
// Compilers of which there is one in a session, whatever copies plugins bring.
const SHARED = /^(typescript|typescript-to-lua)(\/|$)/;
// More modules than any plugin was seen to have; keeps a scan of sources from running away.
const MAX_TRACED = 5_000;

const factories = new Map<string, Factory>();
const loaded: Record<string, Module> = Object.create(null) as Record<string, Module>;
const extensions: Record<string, unknown> = { ".js": load, ".json": load };

/** Takes the compilers' modules; the keys are absolute paths below TOOLCHAIN. */
export function define(modules: Record<string, Factory>): void {
    for (const file in modules) factories.set(file, modules[file]);
}

/** What the driver and the compilers get for RUNTIME. */
let runtime: unknown;

/** Runs the driver, which lives beside TSTL's own modules; `api` is what it uses of the runtime. */
export function boot(driver: (require: Require) => void, api: object): void {
    runtime = api;
    driver(requireOf(newModule(DRIVER, null)));
}

/** What tells and changes what a module is. */
export interface ModuleCompiler {
    isEsModule(text: string): boolean;
    /** `import.meta` becomes IMPORT_META. */
    toCommonJs(text: string, file: string): string;
}

/**
 * How ES modules, and TypeScript if `typeScript` says so, become CommonJS. Where TypeScript is not allowed, TSTL
 * says what is needed.
 */
export function setTranspiler(transpiler: ModuleCompiler, typeScript: boolean): void {
    for (const extension of [".ts", ".tsx"]) {
        if (typeScript) extensions[extension] = load;
        else delete extensions[extension];
    }
    modules = transpiler;
}
let modules: ModuleCompiler = { isEsModule: () => false, toCommonJs: text => text };

const resolver = ResolverFactory.createResolver({
    fileSystem: fs as never,
    useSyncFileSystemCalls: true,
    extensions: [".js", ".json", ".ts", ".tsx"],
    mainFields: ["main"],
    conditionNames: ["node", "require"],
    symlinks: false, // the snapshot knows better
});

/** What was loaded before any code of a project ran, and how that was then. */
let compilers: { modules: ReadonlyArray<readonly [file: string, module: Module, exports: unknown]>; untouched: Untouched } | undefined;
/** A module of one of the two, and not of what they depend on: other packages load their parts when they are asked for. */
const COMPILER = new RegExp(`^${TOOLCHAIN}/typescript(-to-lua)?/(?!.*/node_modules/)`);
/** What compiling itself changes: the view of the files, and assertions that are switched off as they are met. */
const SET_BY_BUILDS = new Set(["sys", "Debug"]);

/** Makes the code of a project run as in a session that never saw it. To be called before any does. */
export function forgetProjectModules(): void {
    if (compilers === undefined) {
        const modules = Object.entries(loaded).map(([file, module]) => [file, module, module.exports] as const);
        const exported = modules.flatMap(([file, , exports]) => (COMPILER.test(file) && typeof exports === "object" && exports !== null ? [exports] : []));
        compilers = { modules, untouched: new Untouched([globalThis, given, ...exported], SET_BY_BUILDS) };
    }
    const kept = new Set(compilers.modules.map(([file]) => file));
    for (const file in loaded) if (!kept.has(file)) delete loaded[file];
    for (const extension in extensions) if (extensions[extension] !== load) delete extensions[extension];
}

const projectCode = new Set<string>();

/** The files of a project's own code that ran in this session. */
export function projectModules(): string[] {
    return [...projectCode];
}

/** Whether no code of a project changed the compilers, or what is built into the engine and the runtime. */
export function areCompilersUntouched(): boolean {
    return compilers !== undefined && compilers.modules.every(([file, module, exports]) => loaded[file] === module && module.exports === exports) && compilers.untouched.holds();
}

/** The file that `require(request)` in a file of this folder loads. */
export function locate(request: string, folder: string): string {
    const home = folder.startsWith(`${TOOLCHAIN}/`) ? folder : SHARED.test(request) ? path.dirname(DRIVER) : undefined;
    const found = (home && resolveWithin(request, home)) ?? resolve(request, folder);
    if (found === undefined) {
        throw Object.assign(new Error(`Cannot find module '${request}'\nRequire stack:\n- ${folder}`), { code: "MODULE_NOT_FOUND" });
    }
    return found;
}

/** One of the compilers' own modules, without asking for files: the driver is run before there are any. */
function resolveWithin(request: string, folder: string): string | undefined {
    if (/^[./]/.test(request)) return own(path.resolve(folder, request));
    for (let here = folder; here.length >= TOOLCHAIN.length; here = path.dirname(here)) {
        const found = own(`${here === TOOLCHAIN ? here : `${here}/node_modules`}/${request}`);
        if (found !== undefined) return found;
    }
    return undefined;
}

function own(place: string): string | undefined {
    const file = ["", ".js", ".json", "/index.js"].map(suffix => place + suffix).find(file => factories.has(file));
    if (!factories.has(`${place}/package.json`)) return file;
    const { main = "index.js" } = load(`${place}/package.json`, null).exports as { main?: string };
    const target = path.join(place, main);
    return target === place ? file : own(target);
}

function resolve(request: string, folder: string): string | undefined {
    let found: string | false;
    try {
        found = resolver.resolveSync({}, folder, request);
    } catch {
        return undefined;
    }
    if (found === false) return undefined;
    const files = currentFiles();
    const real = files.realpath(found.replace(/\0#/g, "#"));
    const shared = files.toToolchain(real);
    return shared !== undefined && factories.has(shared) ? shared : real;
}

function newModule(id: string, parent: Module | null): Module {
    const module: Module = {
        id,
        filename: id,
        path: path.dirname(id),
        exports: {},
        loaded: false,
        children: [],
        paths: [],
        parent,
        require: request => requireFrom(module, request),
    };
    parent?.children.push(module);
    return module;
}

function requireOf(module: Module): Require {
    const resolveFor = (request: string, options?: { paths?: string[] }) => {
        if (builtin(request)) return request;
        for (const folder of options?.paths ?? []) {
            const found = resolve(request, folder);
            if (found !== undefined) return found;
        }
        return locate(request, module.path);
    };
    return Object.assign((request: string) => requireFrom(module, request), {
        resolve: Object.assign(resolveFor, { paths: () => null }),
        cache: loaded,
        extensions,
        main: undefined,
    });
}

function requireFrom(module: Module, request: string): unknown {
    if (request === RUNTIME && module.id.startsWith(`${TOOLCHAIN}/`)) return runtime;
    if (request === "module" || request === "node:module") return { createRequire };
    return builtin(request)?.exports ?? load(locate(request, module.path), module).exports;
}

function createRequire(file: string): Require {
    return requireOf(newModule(file.startsWith("file://") ? file.slice("file://".length) : file, null));
}

function load(file: string, parent: Module | null): Module {
    const known = loaded[file];
    if (known !== undefined) return known;
    const module = newModule(file, parent);
    loaded[file] = module;
    try {
        run(module);
    } catch (error) {
        delete loaded[file];
        throw error;
    }
    module.loaded = true;
    return module;
}

function run(module: Module): void {
    const file = module.filename;
    const own = factories.get(file);
    if (own === undefined && file.endsWith(".json")) {
        module.exports = JSON.parse(read(file)) as unknown;
        return;
    }
    const factory = own ?? compile(file);
    factory.call(
        module.exports,
        module.exports,
        requireOf(module),
        module,
        file,
        module.path,
        own ? compilerProcess : pluginProcess,
        Buffer,
        globalThis,
        { url: url.pathToFileURL(file).href, filename: file, dirname: module.path, resolve: (request: string) => url.pathToFileURL(requireOf(module).resolve(request)).href },
        ...(own ? [] : Object.values(GLOBALS)),
    );
}

function compile(file: string): Factory {
    currentFiles().announceCode(file);
    projectCode.add(file);
    const text = read(file).replace(/^#!.*/, "");
    const esModule = /\.[cm]?tsx?$/.test(file) || isEsModule(file);
    if (esModule === true) return wrapped(modules.toCommonJs(text, file), file);
    try {
        return wrapped(text, file);
    } catch (error) {
        // As Node does it: what nobody called a module is one if it can be nothing else.
        if (esModule === undefined && error instanceof SyntaxError && modules.isEsModule(text)) return wrapped(modules.toCommonJs(text, file), file);
        throw error;
    }
}

/** Line n of the text is line n in stacks. */
function wrapped(text: string, file: string): Factory {
    return globalEval(`(function (${[...WRAPPER, ...Object.keys(GLOBALS)].join()}) {${text}\n})\n//# sourceURL=${file}`) as Factory;
}
const globalEval = eval; // called by another name it sees no variables of this module

/** Whether Node takes a JavaScript file for an ES module; undefined where its text decides. */
function isEsModule(file: string): boolean | undefined {
    if (!file.endsWith(".js")) return file.endsWith(".mjs");
    for (let folder = path.dirname(file); folder !== "/"; folder = path.dirname(folder)) {
        if (path.basename(folder) === "node_modules") break;
        const manifest = `${folder}/package.json`;
        if (!currentFiles().fileExists(manifest)) continue;
        const { type } = JSON.parse(read(manifest)) as { type?: unknown };
        return type === "module" || (type === "commonjs" ? false : undefined);
    }
    return undefined;
}

function read(file: string): string {
    const files = currentFiles();
    const text = files.readFile(file);
    if (text === undefined) throw Object.assign(new Error(`Cannot find module '${file}'`), { code: "MODULE_NOT_FOUND" });
    if (files.missing.size > 0) throw new ContentMissing([...files.missing]);
    return text;
}

/**
 * Reads the modules that these files load, and what those load, by the look of their sources: so what the store
 * lacks of them becomes known at once, without running anything. Gives the built-in modules that they name and that
 * plugins are refused, each with the first file that names it.
 */
export function trace(roots: readonly string[]): Map<string, string> {
    const files = currentFiles();
    const seen = new Set(roots);
    const refused = new Map<string, string>();
    for (const file of seen) {
        if (seen.size > MAX_TRACED) break;
        if (factories.has(file)) continue;
        const text = files.readFile(file);
        if (text === undefined || file.endsWith(".json")) continue;
        for (const [, , request] of text.matchAll(/(?:\brequire(?:\.resolve)?\s*\(|\bfrom|\bimport)\s*(["'])([^"'\n]+)\1/g)) {
            if (isRefused(request) && !refused.has(request)) refused.set(request, file);
            if (builtin(request) || request === "module" || SHARED.test(request)) continue;
            const found = resolve(request, path.dirname(file));
            if (found !== undefined && !factories.has(found)) seen.add(found);
        }
    }
    return refused;
}
