// Installed packages that a build needs as a whole: the compilers, and those whose Lua or code takes part.
import type { DiskView } from "../disk/view.js";
import { isRelevant, isSkipped } from "../disk/view.js";
import { below, folderOf, isWithin, join } from "../disk/paths.js";
import { packagesNamedIn } from "./words.js";

const TYPESCRIPT = /^(?:package\.json|lib\/typescript\.js|lib\/lib\.(?:.*\.)?d\.ts)$/;
const TSTL = /^(?:package\.json|dist\/.*\.(?:js|lua|json))$/;
const OTHER = /^(?!(?:.*\/)?(?:tests?|examples?|bench(?:mark)?s?|node_modules)\/).*\.(?:c?js|json)$/;
const COMPILERS = new Set(["typescript", "typescript-to-lua"]);
const LARGEST_SCANNED = 1 << 20;

/** The real folder of a package, as the farm finds it from a folder upwards: the nearest that has a `package.json`. */
export function packageFolder(view: DiskView, from: string, name: string): string | undefined {
    for (let folder = from; ; folder = folderOf(folder)) {
        const candidate = join(folder, `node_modules/${name}`);
        if (!folder.endsWith("/node_modules") && view.fileExists(join(candidate, "package.json"))) return view.realPath(candidate);
        if (folder === view.root || folder.length <= view.root.length) return undefined;
    }
}

/** The package that a path is in, if it is in one. */
export function packageOf(path: string): string | undefined {
    const modules = path.lastIndexOf("/node_modules/");
    if (modules < 0) return undefined;
    const [first, second] = path.slice(modules + 14).split("/");
    return second === undefined ? undefined : `${path.slice(0, modules + 14)}${first!.startsWith("@") ? `${first}/${second}` : first}`;
}

/** The nearest folder from `folder` upwards that has a `package.json`. */
export function packageHolding(view: DiskView, folder: string): string | undefined {
    for (let here = folder; isWithin(here, view.root); here = folderOf(here)) {
        if (view.fileExists(join(here, "package.json"))) return here;
        if (here === view.root) break;
    }
    return undefined;
}

/** Makes the files of the project's own compilers part of the snapshot: what the farm drives them by. */
export function takeCompilers(view: DiskView, folder: string): void {
    const tstl = packageFolder(view, folder, "typescript-to-lua");
    if (tstl === undefined) return;
    const typescript = packageFolder(view, tstl, "typescript");
    if (typescript === undefined) return; // the farm says what is amiss
    takeFiles(view, typescript, path => TYPESCRIPT.test(path), folder => folder === "lib");
    takeFiles(view, tstl, path => TSTL.test(path), folder => /^dist\b/.test(folder));
    const seen = new Set([tstl, typescript]);
    const pending = [tstl];
    for (let from; (from = pending.pop()) !== undefined; ) {
        for (const name of dependenciesOf(view, from, ["dependencies"])) {
            const found = packageFolder(view, from, name);
            if (found === undefined || seen.has(found)) continue;
            seen.add(found);
            takeFiles(view, found, path => OTHER.test(path), folder => !/(?:^|\/)(?:tests?|examples?|bench(?:mark)?s?|node_modules)$/.test(folder));
            pending.push(found);
        }
    }
}

/** Makes the Lua of packages part of the snapshot, and of those that they depend on: Lua requires Lua. */
export function takeLua(view: DiskView, packages: Iterable<string>): void {
    for (const folder of closure(view, packages, false)) {
        takeFiles(view, folder, path => path.endsWith(".lua"), notModules);
    }
}

/** Makes packages part of the snapshot whose code runs in the build, with all that they depend on or name. */
export function takeCode(view: DiskView, packages: Iterable<string>): void {
    for (const folder of closure(view, packages, true)) {
        takeFiles(view, folder, path => isRelevant(path), notModules);
    }
}

function* closure(view: DiskView, packages: Iterable<string>, code: boolean): Generator<string> {
    const seen = new Set<string>();
    const pending = [...packages];
    for (let folder; (folder = pending.pop()) !== undefined; ) {
        if (seen.has(folder)) continue;
        seen.add(folder);
        yield folder;
        const names = new Set(dependenciesOf(view, folder, ["dependencies", "peerDependencies", "optionalDependencies"]));
        if (code) {
            for (const path of view.below(folder, (_name, inside) => notModules(below(folder, inside)))) {
                if (/\.[cm]?js$/.test(path)) namedIn(view, path).forEach(name => names.add(name));
            }
        }
        for (const name of names) {
            if (COMPILERS.has(name)) continue;
            const found = packageFolder(view, folder, name);
            if (found !== undefined) pending.push(found);
        }
    }
}

/** The packages that a file names. */
export function namedIn(view: DiskView, path: string): Set<string> {
    const text = view.read(path);
    return text === undefined || text.length > LARGEST_SCANNED ? new Set() : packagesNamedIn(text);
}

function notModules(folder: string): boolean {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    return name !== "node_modules" && !isSkipped(name);
}

function takeFiles(view: DiskView, folder: string, wanted: (path: string) => boolean, into: (folder: string) => boolean): void {
    for (const path of view.below(folder, (_name, inside) => into(below(folder, inside)))) {
        if (wanted(below(folder, path))) view.fileExists(path);
    }
}

function dependenciesOf(view: DiskView, folder: string, kinds: readonly string[]): string[] {
    try {
        const manifest = JSON.parse(view.read(join(folder, "package.json")) ?? "{}") as Record<string, Record<string, string> | undefined>;
        return kinds.flatMap(kind => Object.keys(manifest[kind] ?? {}));
    } catch {
        return []; // Node would not take it for a package
    }
}
