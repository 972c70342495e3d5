// All that a build of a project reads, found out with TypeScript: slow and thorough. snapshot.ts remembers it.
import type ts from "typescript";
import { folderOf, isWithin, join, nameOf, resolvePath } from "../disk/paths.js";
import { DiskView, isSkipped, type Looked } from "../disk/view.js";
import { loadCompilers, noteOfFork, packageAbove, type Compilers } from "./compilers.js";
import { packageHolding, packageOf, takeCompilers, takeLua } from "./packages.js";
import { readForPlugins } from "./plugins.js";
import { SnapshotError } from "./errors.js";
import type { Invocation } from "./invocation.js";
import { pluginNames, rootOf, type Named } from "./root.js";
import { MOST_PARSED, readConfigurations, readProgram } from "./typescript.js";
import { isScript, wordsOf } from "./words.js";

/** Why a file is part of a snapshot. */
export type Why =
    | "configuration"
    | "script"
    | "declarations"
    | "package"
    | "compiler"
    | "library"
    | "Lua"
    | "plugin code"
    | "a plugin may read it"
    | "a plugin names it";

export interface ReadFile {
    /** Where on disk it is. */
    readonly disk: string;
    readonly why: Why;
    /** Which of its words TypeScript resolves; absent where any change of it makes TypeScript look again. */
    readonly words?: string;
}

/** What the configuration says of outputs, as absolute paths. */
export interface OutputsNamed {
    readonly folders: readonly string[];
    readonly files: readonly string[];
    readonly outDir: boolean;
    readonly extension: string;
    readonly noEmit: boolean;
}

export interface Reading {
    readonly root: string;
    /** By the path in the snapshot, absolute. */
    readonly files: ReadonlyMap<string, ReadFile>;
    /** By the path of the link, absolute; targets are as a link says them. */
    readonly links: ReadonlyMap<string, string>;
    /** The folders whose names matter, as they are on disk. */
    readonly folders: ReadonlyMap<string, Looked>;
    /** Real places outside of the root that links lead to. */
    readonly followed: readonly string[];
    readonly outputs: OutputsNamed;
    readonly plugins: boolean;
    /** Whether the folder that tstl is called in can matter: to plugins, and to the entry of a bundle. */
    readonly isCalledFrom: boolean;
    /** For people. */
    readonly notes: readonly string[];
    /** Configurations that were read, as they are on disk. */
    readonly configurations: readonly string[];
}

const MOST_FILES = 200_000; // as a snapshot has at most
const MOST_ROOTS = 16; // more folders above a project than any look-up visits

/**
 * @param file the tsconfig, in a folder without links
 * @param namedRoot the folder that was named as the root
 */
export function readProject(file: string, namedRoot: string | undefined, invocation: Invocation): Reading {
    const compilers = loadCompilers(folderOf(file));
    const named = readConfigurations(compilers, file, invocation);
    let root = namedRoot ?? rootOf(named);
    const tstl = namedRoot === undefined ? packageAbove(folderOf(file), "typescript-to-lua") : undefined;
    if (tstl !== undefined) {
        const holder = tstl.slice(0, tstl.lastIndexOf("/node_modules/"));
        if (isWithin(root, holder)) root = holder;
    }
    for (let i = 0; ; i++) {
        const view = new DiskView(root);
        const reading = readBelow(compilers, named, file, view, invocation);
        const above = [...view.above].sort((a, b) => a.length - b.length)[0];
        if (namedRoot !== undefined || above === undefined || i === MOST_ROOTS) return reading;
        root = above; // Node's look-up finds more further up
    }
}

function readBelow(compilers: Compilers, named: readonly Named[], file: string, view: DiskView, invocation: Invocation): Reading {
    const folder = folderOf(file);
    const { parsed, sources } = readProgram(compilers, file, view, invocation);
    view.fileExists(file);
    const configurations = [...new Set(named.flatMap(one => one.configurations))];
    configurations.forEach(path => view.fileExists(path));
    view.fileExists(join(folder, "scriptfarm.json"));
    const program = new Set(sources.map(path => view.realPath(path)));
    const packages = new Set([...view.found.keys()].map(packageOf).filter(found => found !== undefined));
    packages.forEach(found => view.fileExists(join(found, "package.json")));
    // Packages of a workspace lie elsewhere than in node_modules.
    for (const holder of new Set([file, ...program].filter(path => packageOf(path) === undefined).map(folderOf))) {
        const found = packageHolding(view, holder);
        if (found !== undefined) packages.add(found);
    }
    takeLua(view, packages);
    const outputs = outputsOf(parsed, folder, invocation.folder);
    takeOwnLua(view, [folder, ...sources.filter(path => packageOf(path) === undefined).map(folderOf)], outputs);
    takeCompilers(view, folder);
    const plugins = pluginNames(parsed).length > 0;
    const forPlugins = plugins ? readForPlugins(view, folder, parsed) : undefined;
    if (view.found.size + view.links.size > MOST_FILES) {
        throw new SnapshotError(`the build of ${file} reads more than ${MOST_FILES} files; exclude some in the tsconfig`);
    }
    const files = new Map<string, ReadFile>();
    for (const [path, disk] of view.found) {
        const why = forPlugins?.reasons.get(path) ?? whyOf(path, program, configurations);
        const isWatched = program.has(path) && packageOf(path) === undefined && isScript(path);
        const text = isWatched ? (view.read(path) ?? "") : "";
        files.set(path, { disk, why, ...(isWatched && text.length <= MOST_PARSED && { words: wordsOf(text) }) });
    }
    return {
        root: view.root,
        files,
        links: view.links,
        folders: view.folders,
        followed: [...view.followed],
        outputs,
        plugins,
        isCalledFrom: plugins || typeof parsed.options["luaBundle"] === "string",
        notes: [noteOfFork(folder) ?? [], forPlugins?.notes ?? [], outsideNotes(view)].flat(),
        configurations,
    };
}

/** Lua beside the project's sources: a script may import it, and it may require more. */
function takeOwnLua(view: DiskView, folders: readonly string[], { folders: written }: OutputsNamed): void {
    const seen = new Set<string>();
    const apart = new Set(written.filter(output => !folders.some(folder => isWithin(folder, output))));
    for (const folder of new Set(folders)) {
        for (const path of view.below(folder, (name, inside) => {
            if (name === "node_modules" || isSkipped(name) || apart.has(inside) || seen.has(inside)) return false;
            seen.add(inside);
            return true;
        })) {
            if (path.endsWith(".lua")) view.fileExists(path);
        }
    }
}

/** Relative paths, which are of options of the command line, TSTL takes from `folder`, TypeScript from `current`. */
function outputsOf({ options }: ts.ParsedCommandLine, folder: string, current: string): OutputsNamed {
    const text = (name: string) => (typeof options[name] === "string" && options[name] !== "" ? options[name] : undefined);
    const from = folder === current ? [folder] : [folder, current];
    const folders = ["outDir", "declarationDir"].flatMap(name => text(name) ?? []).flatMap(path => [...new Set(from.map(base => resolvePath(base, path)))]);
    const bases = [...from, ...(text("outDir") === undefined ? [] : [resolvePath(folder, text("outDir")!)])];
    const files = ["luaBundle", "outFile", "tsBuildInfoFile"].flatMap(name => text(name) ?? []).flatMap(path => [...new Set(bases.map(base => resolvePath(base, path)))]);
    return {
        folders,
        files,
        outDir: text("outDir") !== undefined,
        extension: text("extension") ?? "lua",
        noEmit: options.noEmit === true,
    };
}

function whyOf(path: string, program: ReadonlySet<string>, configurations: readonly string[]): Why {
    if (configurations.includes(path) || nameOf(path) === "scriptfarm.json") return "configuration";
    if (/\/node_modules\/typescript\/lib\/lib\..*d\.ts$/.test(path)) return "library";
    if (path.endsWith(".lua") && !/\/node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?typescript-to-lua\//.test(path)) return "Lua";
    if (nameOf(path) === "package.json") return "package";
    if (/\.d\.(?:[cm]?ts|.+\.ts)$/.test(path)) return "declarations";
    if (program.has(path)) return "script";
    return packageOf(path) === undefined ? "script" : "compiler";
}

function outsideNotes(view: DiskView): string[] {
    return [...view.outside].slice(0, 3).map(path => `${path} is above what is sent, and nothing but an import names it; --root ${folderOf(path)} sends it`);
}
