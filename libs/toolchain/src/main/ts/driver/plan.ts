// What a project consists of: the graph from which the farm computes keys.
import * as ts from "typescript";
import { validateOptions } from "typescript-to-lua/dist/CompilerOptions";
import { relativeToRoot, sorted } from "./diagnostics";
import { globalsOf } from "./globals";
import { ContentMissing, MOUNT, path, TOOLCHAIN, trace } from "../runtime/api";
import { isSeen, outlineOf } from "./outline";
import { pluginsOf } from "./plugins";
import { isSameStructure, openProject, ProjectSlot, type Project } from "./project";
import { isTooDeep, TooDeep } from "./too-deep";
import type { GraphFile, PluginRef, ProjectGraph, ProjectRef, WireDiagnostic } from "./protocol";

/** What TypeScript has at run time, but does not declare. */
interface InternalSourceFile extends ts.SourceFile {
    imports: readonly ts.StringLiteralLike[];
    moduleAugmentations: readonly ts.Node[];
    ambientModuleNames: readonly string[];
}
type InternalProgram = ts.Program & {
    getCommonSourceDirectory(): string;
    getResolvedModule(
        file: ts.SourceFile,
        name: string,
        mode: ts.ResolutionMode,
    ): { resolvedModule?: { resolvedFileName: string }; alternateResult?: string } | undefined;
    getModeForUsageLocation(file: ts.SourceFile, specifier: ts.StringLiteralLike): ts.ResolutionMode;
    /** From TypeScript 5.5 on. */
    getResolvedTypeReferenceDirectiveFromTypeReferenceDirective?(
        reference: ts.FileReference,
        file: ts.SourceFile,
    ): ResolvedTypeReference | undefined;
    getResolvedTypeReferenceDirective(file: ts.SourceFile, name: string, mode: ts.ResolutionMode): ResolvedTypeReference | undefined;
};
interface ResolvedTypeReference {
    resolvedTypeReferenceDirective?: { resolvedFileName?: string };
}
const { optionDeclarations, sourceFileMayBeEmitted, resolveTripleslashReference } = ts as unknown as {
    optionDeclarations: ReadonlyArray<{ name: string; type: unknown }>;
    sourceFileMayBeEmitted(file: ts.SourceFile, program: ts.Program): boolean;
    resolveTripleslashReference(name: string, containing: string): string;
};

const graphs = new ProjectSlot<ProjectGraph>();

export function plan(ref: ProjectRef): ProjectGraph {
    const project = openProject(ref);
    const { files } = project;
    const plugins = pluginsOf(project, ref.packages["typescript-to-lua"]);
    const refused = trace(plugins.flatMap(({ file }) => file ?? []));
    const settings = files.readFile(`${path.dirname(`${MOUNT}/${ref.config}`)}/scriptfarm.json`);
    if (files.missing.size > 0) throw new ContentMissing([...files.missing]);

    const previous = isSameStructure(project.program) ? graphs.previous(project) : undefined;
    const planned = previous ? succeed(previous, project) : graph(project, plugins, refused, settings);
    graphs.set(project, planned);
    return planned;
}

/** The graph after changes of nothing but what scripts say. */
function succeed(graph: ProjectGraph, project: Project): ProjectGraph {
    const read = new Set(graph.read);
    const files = graph.files.map(old => {
        const path = `${MOUNT}/${old.path}`;
        const digest = project.files.digestOf(path)!;
        if (old.digest === digest) return old;
        read.delete(old.digest);
        read.add(digest);
        return { ...old, ...described(project.program.getSourceFile(path)!), digest };
    });
    return { ...graph, files, diagnostics: ofConfiguration(project), read: [...read] };
}

function ofConfiguration({ program, options }: Project): WireDiagnostic[] {
    return sorted([
        ...program.getConfigFileParsingDiagnostics(),
        ...program.getOptionsDiagnostics(),
        ...validateOptions(options),
    ]);
}

function graph(project: Project, plugins: PluginRef[], refused: ReadonlyMap<string, string>, settings: string | undefined): ProjectGraph {
    const { program } = project;
    const isToolchain = (file: ts.SourceFile) => file.fileName.startsWith(`${TOOLCHAIN}/`);
    const sources = program.getSourceFiles().filter(file => !isToolchain(file)) as InternalSourceFile[];
    const indices = new Map(sources.map((file, index) => [file as ts.SourceFile, index]));
    return {
        environment: environment(project),
        files: sources.map(file => ({
            ...described(file),
            path: relativeToRoot(file.fileName),
            digest: project.files.digestOf(file.fileName)!,
            format: file.impliedNodeFormat ?? 0,
            declaration: file.isDeclarationFile,
            references: [...references(file, program)].map(([words, target]) => [
                words,
                (target && indices.get(target)) ?? -1,
            ]),
        })),
        scripts: scripts(program).map(file => indices.get(file)!),
        plugins: plugins.map(({ file, ...plugin }) => ({ ...plugin, ...(file !== undefined && { file: relativeToRoot(file) }) })),
        refused: [...refused].map(([module, file]) => ({ module, file: relativeToRoot(file) })),
        options: optionsForPeople(project),
        unresolved: unresolved(sources, program as InternalProgram),
        settings,
        diagnostics: ofConfiguration(project),
        read: [...project.files.read].filter(digest => !digest.startsWith("/")),
    };
}

/** What follows from a file's text alone. */
export function described(file: ts.SourceFile): ReturnType<typeof describedByTree> {
    try {
        return describedByTree(file as InternalSourceFile);
    } catch (error) {
        throw isTooDeep(error) ? new TooDeep([relativeToRoot(file.fileName)]) : error;
    }
}

function describedByTree(file: InternalSourceFile): Pick<GraphFile, "outline" | "open" | "own" | "size" | "pragma" | "ambient" | "globals"> {
    const outline = outlineOf(file);
    return {
        outline: outline?.digest,
        open: (outline?.gaps.length ?? 0) > 0,
        own: file.imports.flatMap((specifier, index) => (isSeen(specifier, outline) ? [] : [index])),
        ...globalsOf(file),
        size: file.text.length,
        pragma: pragmaOf(file.text),
    };
}

/** `runContext=Client` of a comment `// @scriptfarm runContext=Client` before the first statement. */
export function pragmaOf(text: string): string | undefined {
    if (!text.includes("@scriptfarm")) return undefined;
    return (ts.getLeadingCommentRanges(text, 0) ?? [])
        .map(({ pos, end }) => /@scriptfarm[ \t]+([^\r\n*]+)/.exec(text.slice(pos, end))?.[1].trim())
        .find(said => said !== undefined);
}

/** The files that become Lua, in the order of TSTL's getProgramTranspileResult: JSON that TypeScript itself would not emit comes last. */
function scripts(program: ts.Program): ts.SourceFile[] {
    const emitted = program.getSourceFiles().filter(file => sourceFileMayBeEmitted(file, program));
    if (program.getCompilerOptions().emitDeclarationOnly) return emitted.filter(file => !isJson(file));
    const json = program
        .getSourceFiles()
        .filter(file => isJson(file) && !program.isSourceFileFromExternalLibrary(file));
    return [...new Set([...emitted, ...json])];
}

function isJson(file: ts.SourceFile): boolean {
    return (file.flags & ts.NodeFlags.JsonFile) !== 0;
}

/** Options in an order that follows from them, without the tree of their file. */
export function canonical(options: ts.CompilerOptions): object {
    const { configFile, ...plain } = options as ts.CompilerOptions & { configFile?: unknown };
    return Object.fromEntries(Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function environment({ program, options }: Project): string {
    const libraries = program.getSourceFiles().map(file => file.fileName).filter(name => name.startsWith(`${TOOLCHAIN}/`));
    return JSON.stringify([canonical(options), (program as InternalProgram).getCommonSourceDirectory(), program.getCurrentDirectory(), libraries]);
}

function optionsForPeople({ ref, files, options }: Project): Record<string, string> {
    const { configFilePath, pathsBasePath, ...said } = { ...options, ...placesOfOptions(options, path.dirname(`${MOUNT}/${ref.config}`), files.currentDirectory) };
    const names = new Map(optionDeclarations.map(({ name, type }) => [name, type]));
    const inWords = (name: string, value: unknown): string | undefined => {
        if (Array.isArray(value)) {
            const words = value.map(element => inWords(name, element));
            return words.includes(undefined) ? undefined : words.join(", ");
        }
        const values = names.get(name);
        if (values instanceof Map) return ([...values].find(([, meaning]) => meaning === value)?.[0] as string | undefined) ?? String(value);
        if (typeof value === "string") return value.startsWith("/") ? relativeToRoot(value) || "." : value;
        return typeof value === "boolean" || typeof value === "number" ? String(value) : undefined;
    };
    return Object.fromEntries(
        Object.entries(said)
            .map(([name, value]) => [name, inWords(name, value)] as const)
            .filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
}

/**
 * Where outputs go that options of a command line name: relative ones, which a configuration has none of. To TSTL they
 * are relative to the configuration, to TypeScript to the working directory.
 */
function placesOfOptions({ outDir, declarationDir, tsBuildInfoFile, outFile }: ts.CompilerOptions, config: string, current: string): ts.CompilerOptions {
    const isGiven = (place: string | undefined): place is string => place !== undefined && !path.isAbsolute(place);
    return {
        ...(isGiven(outDir) && { outDir: path.resolve(config, outDir), declarationDir: path.resolve(current, declarationDir ?? outDir) }),
        ...(isGiven(declarationDir) && { declarationDir: path.resolve(current, declarationDir) }),
        ...(isGiven(tsBuildInfoFile) && { tsBuildInfoFile: path.resolve(current, tsBuildInfoFile) }),
        ...(isGiven(outFile) && { outFile: path.resolve(current, outFile) }),
    };
}

function unresolved(sources: readonly InternalSourceFile[], program: InternalProgram): ProjectGraph["unresolved"] {
    const declared = [...new Set(sources.flatMap(file => file.ambientModuleNames))].map(name => name.split("*", 2));
    const isDeclared = (name: string) =>
        declared.some(([start, end]) => (end === undefined ? name === start : name.startsWith(start) && name.endsWith(end)));
    const found = new Map<string, { name: string; from: string }>();
    for (const file of sources) {
        if (file.isDeclarationFile) continue;
        for (const specifier of file.imports) {
            const name = specifier.text;
            const mode = program.getModeForUsageLocation(file, specifier);
            if (isDeclared(name) || program.getResolvedModule(file, name, mode)?.resolvedModule !== undefined) continue;
            const from = relativeToRoot(file.fileName);
            const key = ts.isExternalModuleNameRelative(name) ? `${from}\0${name}` : name;
            if (!found.has(key)) found.set(key, { name, from });
        }
    }
    return [...found.values()];
}

/** What a file refers to, by which words; its imports come first. */
export function* references(source: ts.SourceFile, of: ts.Program): Generator<[string, ts.SourceFile | undefined]> {
    const file = source as InternalSourceFile;
    const program = of as InternalProgram;
    const target = (name: string | undefined) => (name === undefined ? undefined : program.getSourceFile(name));
    for (const specifier of [...file.imports, ...file.moduleAugmentations]) {
        if (!ts.isStringLiteralLike(specifier)) continue;
        const mode = program.getModeForUsageLocation(file, specifier);
        const { resolvedModule, alternateResult } = program.getResolvedModule(file, specifier.text, mode) ?? {};
        const found = target(resolvedModule?.resolvedFileName);
        // What is there, and cannot be part of the program, is named in the diagnostic.
        const outside = found === undefined ? (resolvedModule?.resolvedFileName ?? alternateResult) : undefined;
        yield [`import ${specifier.text}${outside === undefined ? "" : ` at ${outside}`}`, found];
    }
    for (const reference of file.referencedFiles) {
        yield [`path ${reference.fileName}`, target(resolveTripleslashReference(reference.fileName, file.fileName))];
    }
    for (const reference of file.typeReferenceDirectives) {
        const resolved =
            program.getResolvedTypeReferenceDirectiveFromTypeReferenceDirective?.(reference, file) ??
            program.getResolvedTypeReferenceDirective(file, reference.fileName, reference.resolutionMode ?? file.impliedNodeFormat);
        yield [`types ${reference.fileName}`, target(resolved?.resolvedTypeReferenceDirective?.resolvedFileName)];
    }
}
