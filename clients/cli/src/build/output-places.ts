// Where a build may write, so that no farm and no plugin replaces what it should not. `OutputPlaces` in libs/contract
// says the same in Java.
//
// - A folder that the tsconfig sends outputs to and that holds no sources is for outputs: any name may be in it.
// - In a folder that holds sources too, and below the tsconfig where there is no outDir, names are free that TSTL or
//   TypeScript gives to the output of a source. Other names must be free, and lie neither in node_modules nor in a
//   folder or file whose name begins with a dot.
// - Nothing goes into a folder of version control, and nothing becomes a tsconfig.json.
const VERSION_CONTROL = new Set([".git", "git~1", ".hg", ".svn", ".bzr", ".jj", ".pijul", "_darcs", "cvs"]);
const TYPESCRIPT = /^(?!.*\.d\.[cm]?ts$).*\.(?:[cm]?ts|tsx)$/;
const DECLARED = /\.d\.[cm]?ts$/;
const SOURCE = /^(?!.*\.d\.[cm]?ts$).*\.(?:[cm]?[tj]s|[tj]sx|json)$/;

/** What is at a path already: nothing, the same content, or something that no build is known to have written. */
export type Found = "nothing" | "the same" | "ours" | "something else";

/** What a configuration says of its outputs, as paths relative to the snapshot's root that may begin with `..`. */
export interface NamedOutputs {
    readonly folders: readonly string[];
    readonly files: readonly string[];
    readonly outDir: boolean;
    readonly extension: string;
    readonly plugins: boolean;
}

export class OutputPlaces {
    private readonly sources: ReadonlySet<string>;
    private readonly files: ReadonlySet<string>;
    private readonly extension: string;
    private readonly apart: readonly string[];
    private readonly shared: readonly string[];
    private readonly stems: ReadonlySet<string>;

    /**
     * @param paths of the snapshot's files
     * @param config the path of the tsconfig
     * @param there what an output would replace
     */
    constructor(
        paths: Iterable<string>,
        private readonly config: string,
        named: NamedOutputs,
        private readonly there: (path: string) => Found,
    ) {
        const sources = new Set([...paths].filter(path => !/(?:^|\/)node_modules\//.test(path) && (SOURCE.test(path) || DECLARED.test(path))));
        const scripts = [...sources].filter(path => TYPESCRIPT.test(path));
        const folders = new Set([...named.folders, ...named.files.map(folderOf)]);
        const holdsSources = (folder: string) => isBelow(config, folder) || scripts.some(path => isBelow(path, folder));
        this.sources = sources;
        this.files = new Set(named.files.flatMap(file => [file, file.replace(/\.\w+$/, ".d.ts")]));
        this.extension = `.${named.extension.trim().replace(/^\./, "")}`;
        this.apart = [...folders].filter(folder => !holdsSources(folder));
        this.shared = [...[...folders].filter(holdsSources), ...(named.outDir ? [] : [folderOf(config)])];
        this.stems = this.shared.length === 0 ? new Set() : stemsOf(sources, named.plugins);
    }

    /** Why an output may not be written; undefined when it may. */
    refusal(path: string): string | undefined {
        if (!isProper(path)) return "it is no path of a project";
        const control = versionControl(path);
        if (control !== undefined) return control;
        if (path === this.config || nameOf(path).toLowerCase() === "tsconfig.json") return "it is a configuration";
        if (this.apart.some(folder => isBelow(path, folder))) return undefined;
        const found = this.there(path);
        const overSource = found === "something else" && SOURCE.test(path);
        if (found === "the same" || (this.isUsual(path) && !overSource)) return undefined;
        const folder = this.shared.find(shared => isBelow(path, shared));
        if (folder === undefined) {
            const places = [...new Set([...this.apart, ...this.shared].map(place => place || "."))].sort();
            return `it lies outside the folders that the tsconfig names for outputs (${places.join(", ")})`;
        }
        if (found === "something else") return "a file that no build is known to have written is there";
        const name = path.slice(prefix(folder).length).split("/").find(name => name === "node_modules" || /^\.(?!\.$)/.test(name));
        return name === undefined ? undefined : `${name} is no place for outputs beside sources`;
    }

    /** Whether the compilers themselves give this name to an output that goes beside sources. */
    isUsual(path: string): boolean {
        const plain = path.endsWith(".map") ? path.slice(0, -4) : path;
        if (this.files.has(plain)) return true;
        const declaration = /^(.*)\.d\.[cm]?ts(?:\.map)?$/.exec(path);
        if (declaration) return [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"].some(end => this.sources.has(declaration[1]! + end));
        if (path.endsWith(".tsbuildinfo")) {
            return nameOf(path) === `${nameOf(this.config).replace(/\.json$/, "")}.tsbuildinfo` && !path.startsWith("..");
        }
        return (
            plain.endsWith(this.extension) &&
            this.shared
                .filter(folder => isBelow(path, folder))
                .map(folder => plain.slice(prefix(folder).length))
                .some(
                    lua =>
                        lua.startsWith("lua_modules/") ||
                        lua === `lualib_bundle${this.extension}` ||
                        this.stems.has(underscored(lua.slice(0, -this.extension.length))),
                )
        );
    }
}

/**
 * The paths of sources without extensions, from each of their folders on: TSTL lets a Lua file's path begin at
 * `rootDir`, and puts underscores for dots. A Lua file beside its declarations goes through TSTL too, but a plugin does
 * not get to replace it.
 */
function stemsOf(sources: ReadonlySet<string>, plugins: boolean): Set<string> {
    const stems = new Set<string>();
    for (const source of sources) {
        if (plugins && DECLARED.test(source)) continue;
        const stem = underscored(source.replace(/(\.d)?\.\w+$/, ""));
        stems.add(stem);
        for (let slash = stem.indexOf("/"); slash >= 0; slash = stem.indexOf("/", slash + 1)) stems.add(stem.slice(slash + 1));
    }
    return stems;
}

function underscored(path: string): string {
    return path.replaceAll(".", "_");
}

/** Why an output may not be written to a folder that somebody named for outputs alone. */
export function refusalInFolder(path: string): string | undefined {
    return !isProper(path) || path.startsWith("../") ? "it leaves the folder" : versionControl(path);
}

function versionControl(path: string): string | undefined {
    const control = path.split("/").find(isVersionControl);
    return control === undefined ? undefined : `${control} is a folder of version control`;
}

/** However a file system may spell it: some ignore case, dots and blanks at the end, and characters that cannot be seen. */
function isVersionControl(name: string): boolean {
    return VERSION_CONTROL.has(
        name
            .replaceAll(/\p{Cf}|:.*$/gu, "")
            .replace(/[. ]+$/, "")
            .toLowerCase(),
    );
}

/** Whether a path is relative, and goes up at its begin only. */
export function isProper(path: string): boolean {
    let begun = false;
    for (const segment of path.split("/")) {
        if (segment === "" || segment === "." || (segment === ".." && begun) || /[\\\0-\x1f\x7f]/.test(segment)) return false;
        begun ||= segment !== "..";
    }
    return begun && !/^[A-Za-z]:/.test(path);
}

/** Whether a path lies below a folder; the root is the empty one, and a folder may be above it. */
function isBelow(path: string, folder: string): boolean {
    if (folder === "" || isAbove(folder)) return stepsUp(path) <= stepsUp(folder); // `../..` is above what goes up at most twice
    return path.startsWith(`${folder}/`);
}

function isAbove(folder: string): boolean {
    return folder === ".." || folder.endsWith("/..");
}

function stepsUp(path: string): number {
    const steps = path.split("/");
    const first = steps.findIndex(step => step !== "..");
    return first < 0 ? steps.length : first;
}

function prefix(folder: string): string {
    return folder === "" || isAbove(folder) ? "" : `${folder}/`;
}

function folderOf(path: string): string {
    return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function nameOf(path: string): string {
    return path.slice(path.lastIndexOf("/") + 1);
}
