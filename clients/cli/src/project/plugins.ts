// What a build with plugins can read besides what TypeScript reads: the plugins' code, the packages that it needs, and
// files of any kind near them.
import type ts from "typescript";
import { isRelevant, isSkipped, type DiskView } from "../disk/view.js";
import { folderOf, inOrder, isWithin, nameOf, resolvePath } from "../disk/paths.js";
import { linkStats } from "../disk/stamp.js";
import { namedIn, packageFolder, packageHolding, takeCode } from "./packages.js";
import { pluginNames } from "./root.js";
import { ignoredByGit, isNamed, isSecret, namesIn } from "./secrets.js";
import { packageName } from "./words.js";

const LARGEST_OTHER = 1 << 20; // tables, texts and templates are smaller; pictures and sounds mostly larger
const MOST_OTHER = 20_000;
const OTHER_BYTES = 128 * 1024 * 1024; // read once to know their digests: about a second
const CODE = /\.(?:[cm]?[tj]s|[tj]sx)$/;

/** What was found for plugins, by path, and what the build has to say about it. */
export interface PluginReading {
    /** Why a file is part of the snapshot. */
    readonly reasons: Map<string, "plugin code" | "a plugin may read it" | "a plugin names it">;
    readonly notes: string[];
}

/** Besides what was found before. */
export function readForPlugins(view: DiskView, folder: string, parsed: ts.ParsedCommandLine): PluginReading {
    const found = new Set(view.found.keys());
    const reading: PluginReading = { reasons: new Map(), notes: [] };
    const names = pluginNames(parsed);
    const local = names.filter(name => /^\.{0,2}\/|^[A-Za-z]:/.test(name)).map(name => resolvePath(folder, name));
    const areas = areasOf(view, [folder, ...local.map(path => packageHolding(view, folderOf(path)) ?? folderOf(path))]);
    const all = [...new Set(areas.flatMap(area => [...view.below(area, name => name !== "node_modules" && !isSkipped(name))]))].filter(path => !found.has(path));

    const code = all.filter(path => CODE.test(path) && !isSecret(path));
    const ignored = ignoredByGit(view.root, all);
    const shownCode = code.filter(path => !ignored.has(path) || local.some(plugin => path === plugin || path.startsWith(`${plugin}.`) || isWithin(path, plugin)));
    const literals = new Set(shownCode.flatMap(path => [...namesIn(view.read(path) ?? "")]));
    for (const name of namesIn(JSON.stringify([parsed.options["luaPlugins"] ?? [], parsed.options["plugins"] ?? []]))) literals.add(name);

    const packages = new Set<string>();
    const visit = (from: string, name: string) => {
        const found = packageFolder(view, from, name);
        if (found !== undefined) packages.add(found);
    };
    names.filter(name => !/^\.{0,2}\/|^[A-Za-z]:/.test(name)).forEach(name => visit(folder, packageName(name)));
    for (const path of shownCode) {
        reading.reasons.set(path, "plugin code");
        view.fileExists(path);
        namedIn(view, path).forEach(name => visit(folderOf(path), name));
    }
    if (local.concat(shownCode).some(path => /\.[cm]?tsx?$/.test(path))) visit(folder, "ts-node");
    takeCode(view, packages);
    takeOthers(view, all.filter(path => !CODE.test(path) || ignored.has(path) || isSecret(path)), ignored, literals, reading);
    noteOutside(view, folder, parsed, reading);
    return reading;
}

function takeOthers(view: DiskView, paths: readonly string[], ignored: ReadonlySet<string>, literals: ReadonlySet<string>, { reasons, notes }: PluginReading): void {
    const others: { path: string; size: number }[] = [];
    let held = 0;
    for (const path of paths) {
        if (reasons.has(path)) continue;
        const hidden = ignored.has(path) || isSecret(path) || /\/\./.test(path.slice(view.root.length));
        if (hidden) {
            if (isNamed(path, literals)) {
                reasons.set(path, "a plugin names it");
                view.fileExists(path);
                notes.push(`${path.slice(view.root.length + 1)} is sent if a plugin reads it: its code names this file, though ${ignored.has(path) ? "git ignores it" : "its name says that it is private"}`);
            } else if (!isRelevant(nameOf(path)) || isSecret(path)) {
                held++;
            }
            continue;
        }
        const size = Number(linkStats(view.diskPath(path) ?? path)?.size ?? 0n);
        if (isRelevant(nameOf(path)) || size <= LARGEST_OTHER) others.push({ path, size });
    }
    others.sort((a, b) => a.size - b.size || inOrder(a.path, b.path));
    let bytes = 0;
    for (const [i, { path, size }] of others.entries()) {
        bytes += size;
        if (i === MOST_OTHER || bytes > OTHER_BYTES) {
            notes.push(`left out, too many files for plugins to read: the ${others.length - i} largest, from ${path.slice(view.root.length + 1)} on`);
            break;
        }
        reasons.set(path, "a plugin may read it");
        view.fileExists(path);
    }
    if (held > 0) notes.push(`${held} private or ignored ${held === 1 ? "file is" : "files are"} kept from plugins, because none names ${held === 1 ? "it" : "them"}`);
}

/** Options that lead out of what may travel are said, because the plugin will not find what they name. */
function noteOutside(view: DiskView, folder: string, { options }: ts.ParsedCommandLine, { notes }: PluginReading): void {
    const entries = [...((options["luaPlugins"] ?? []) as object[]), ...((options["plugins"] ?? []) as object[])];
    const visit = (value: unknown) => {
        if (typeof value === "string" && /^\.\.?[\\/]/.test(value)) {
            const path = resolvePath(folder, value.replaceAll("\\", "/"));
            if (!isWithin(path, view.root) && linkStats(path) !== undefined) {
                notes.push(`a plugin's option names ${value}, which is above what is sent; --root ${folderOf(path)} sends it`);
            }
        } else if (typeof value === "object" && value !== null) {
            Object.values(value).forEach(visit);
        }
    };
    entries.forEach(visit);
}

/** Without those that lie in others, or outside of the root. */
function areasOf(view: DiskView, folders: readonly string[]): string[] {
    const inside = [...new Set(folders)].filter(folder => isWithin(folder, view.root) && !folder.includes("/node_modules/"));
    return inside.filter(folder => !inside.some(other => other !== folder && isWithin(folder, other)));
}
