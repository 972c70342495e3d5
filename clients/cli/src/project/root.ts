// Which folder a project's snapshot is taken of: the nearest one that holds the tsconfig's folder, all that the tsconfig
// names as code, and the farthest node_modules that Node's look-up would visit in the workspace. What a plugin's options
// name does not count: they are data.
import { readFileSync } from "node:fs";
import type ts from "typescript";
import { SnapshotError } from "./errors.js";
import { commonFolder, folderOf, isRoot, isWithin, join, resolvePath, upwards } from "../disk/paths.js";
import { statOf } from "../disk/stat.js";

/** A folder that has to be part of the snapshot, and why, for people. */
export interface Reason {
    readonly folder: string;
    readonly why: string;
}

/** What a configuration names, as TypeScript read it. */
export interface Named {
    readonly parsed: ts.ParsedCommandLine;
    /** The folder of the configuration. */
    readonly folder: string;
    /** The configurations that were read for it. */
    readonly configurations: readonly string[];
}

/** @param named the project's own configuration first, then those of the projects that it references */
export function rootOf(named: readonly Named[]): string {
    const [{ folder }] = named as [Named];
    const root = reasonsFor(named).reduce((root, reason) => commonFolder(root, reason.folder), folder);
    if (isRoot(root)) {
        throw new SnapshotError(
            `the project in ${folder} reaches files whose only common folder is ${root}, which is too much; name the folder that holds what the build reads with --root`,
        );
    }
    return root;
}

/** What the root has to hold, the folder of the tsconfig first. */
export function reasonsFor(named: readonly Named[]): Reason[] {
    const [{ folder }] = named as [Named];
    const reasons: Reason[] = [{ folder, why: "the folder of the tsconfig" }];
    const reach = (path: string, why: string) => {
        const modules = path.indexOf("/node_modules/");
        const holder = modules >= 0 ? path.slice(0, modules) : isFolder(path) ? path : folderOf(path);
        if (holder !== "" && !isWithin(holder, folder) && isFolder(holder)) reasons.push({ folder: holder, why });
    };
    for (const { parsed, folder: home, configurations } of named) {
        configurations.forEach(file => reach(file, `the configuration ${file} is read`));
        const { options } = parsed;
        parsed.fileNames.forEach(file => reach(file, `the configuration names ${file}`));
        Object.keys(parsed.wildcardDirectories ?? {}).forEach(path => reach(path, `the configuration includes ${path}`));
        (parsed.projectReferences ?? []).forEach(({ path }) => reach(path, `the configuration references ${path}`));
        const base = (options["pathsBasePath"] as string | undefined) ?? options.baseUrl ?? home;
        const mapped = Object.values(options.paths ?? {}).flat().map(path => resolvePath(options.baseUrl ?? base, withoutWildcard(path)));
        for (const path of [options.baseUrl, ...mapped, ...(options.rootDirs ?? []), ...(options.typeRoots ?? [])]) {
            if (path !== undefined) reach(path, `the configuration names ${path}`);
        }
        pluginFiles(parsed).forEach(name => reach(resolvePath(folder, name), `the configuration names the plugin ${name}`));
        if (home !== folder) {
            // A project that is referenced is read for what it has written.
            for (const path of [options.outDir, options.declarationDir]) if (path !== undefined) reach(path, `${home} writes to ${path}`);
        }
    }
    const modules = farthestModules(folder);
    if (modules !== undefined) reasons.push({ folder: modules, why: `holds ${join(modules, "node_modules")}` });
    return reasons;
}

/** Plugins that are named by a path. */
function pluginFiles(parsed: ts.ParsedCommandLine): string[] {
    return pluginNames(parsed).filter(name => /^\.{0,2}\/|^[A-Za-z]:/.test(name));
}

/** What takes part in the build, by the names of the configuration. */
export function pluginNames({ options }: ts.ParsedCommandLine): string[] {
    const names = [
        ...((options["luaPlugins"] ?? []) as ({ name?: unknown } | null)[]).map(entry => entry?.name),
        ...((options["plugins"] ?? []) as ({ transform?: unknown } | null)[]).map(entry => entry?.transform),
    ];
    return names.filter((name): name is string => typeof name === "string");
}

function farthestModules(folder: string): string | undefined {
    const folders = [...upwards(folder)];
    const end = Math.max(
        folders.findIndex(here => statOf(join(here, ".git")) !== undefined),
        folders.findIndex(isWorkspace),
    );
    const hasModules = (here: string) => isFolder(join(here, "node_modules"));
    return end < 0 ? folders.find(hasModules) : folders.slice(0, end + 1).reverse().find(hasModules);
}

function isWorkspace(folder: string): boolean {
    if (statOf(join(folder, "pnpm-workspace.yaml"))?.isFile()) return true;
    try {
        return "workspaces" in (JSON.parse(readFileSync(join(folder, "package.json"), "utf8").replace(/^\uFEFF/, "")) as object);
    } catch {
        return false; // Node would not take it for one either
    }
}

function withoutWildcard(path: string): string {
    const star = path.indexOf("*");
    return star < 0 ? path : path.slice(0, path.lastIndexOf("/", star) + 1) || ".";
}

function isFolder(path: string): boolean {
    return statOf(path)?.isDirectory() ?? false;
}
