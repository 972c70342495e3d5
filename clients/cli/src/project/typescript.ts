// What TypeScript says a project is: its configuration, and the files that its program consists of.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import type ts from "typescript";
import { decode, look, type DiskView } from "../disk/view.js";
import { folderOf, isWithin, join, nameOf, slashed } from "../disk/paths.js";
import { statOf } from "../disk/stat.js";
import type { Compilers, TypeScript } from "./compilers.js";
import { optionsOf, type Invocation } from "./invocation.js";
import type { Named } from "./root.js";

/** What TypeScript has at run time, but does not declare. */
interface Internal {
    matchFiles(
        path: string,
        extensions: readonly string[] | undefined,
        excludes: readonly string[] | undefined,
        includes: readonly string[] | undefined,
        useCaseSensitiveFileNames: boolean,
        currentDirectory: string,
        depth: number | undefined,
        getFileSystemEntries: (path: string) => { files: readonly string[]; directories: readonly string[] },
        realpath: (path: string) => string,
    ): string[];
}

/** What a file system is to TypeScript. */
interface Files {
    readonly read: (path: string) => string | undefined;
    readonly fileExists: (path: string) => boolean;
    readonly folderExists: (path: string) => boolean;
    readonly entries: (path: string) => { files: string[]; directories: string[] };
    readonly realPath: (path: string) => string;
}

/** What the view of a snapshot is to TypeScript. */
function filesOf(view: DiskView): Files {
    return {
        read: path => view.read(path),
        fileExists: path => view.fileExists(path),
        folderExists: path => view.folderExists(path),
        entries: path => view.entries(path),
        realPath: path => view.realPath(path),
    };
}

const DISK: Files = {
    read: path => {
        try {
            return decode(readFileSync(path));
        } catch {
            return undefined;
        }
    },
    fileExists: path => statOf(path)?.isFile() ?? false,
    folderExists: path => statOf(path)?.isDirectory() ?? false,
    entries: path => {
        const files: string[] = [];
        const directories: string[] = [];
        for (const [name, kind] of look(path)?.listing ?? []) {
            const real = kind === "link" ? statOf(join(path, name)) : undefined;
            if (kind === "file" || real?.isFile()) files.push(name);
            else if (kind === "folder" || real?.isDirectory()) directories.push(name);
        }
        return { files: files.sort(), directories: directories.sort() };
    },
    realPath: path => (existsSync(path) ? slashed(realpathSync.native(path)) : path),
};

function systemOf(ts: TypeScript, files: Files, current: string): ts.System {
    const internal = ts as unknown as Internal;
    return {
        ...ts.sys,
        useCaseSensitiveFileNames: true,
        readFile: path => files.read(path),
        fileExists: path => files.fileExists(path),
        directoryExists: path => files.folderExists(path),
        getDirectories: path => files.entries(path).directories,
        readDirectory: (path, extensions, exclude, include, depth) =>
            internal.matchFiles(path, extensions, exclude, include, true, current, depth, folder => files.entries(folder), folder => files.realPath(folder)),
        realpath: path => files.realPath(path),
        getCurrentDirectory: () => current,
    };
}

function parse(compilers: Compilers, file: string, files: Files, invocation: Invocation): ts.ParsedCommandLine {
    const { ts, tstl } = compilers;
    const system = systemOf(ts, files, invocation.folder);
    const options = optionsOf(compilers, invocation);
    if (tstl !== undefined) return tstl.parseConfigFileWithSystem(file, options, system);
    const parsed = ts.parseJsonSourceFileConfigFileContent(ts.readJsonConfigFile(file, path => system.readFile(path)), system, folderOf(file), options, file);
    Object.assign(parsed.options, (parsed.raw as { tstl?: object } | undefined)?.tstl);
    return parsed;
}

/** The configuration of a project as it is on disk, and those of the projects that it references. */
export function readConfigurations(compilers: Compilers, file: string, invocation: Invocation): Named[] {
    const named: Named[] = [];
    const seen = new Set<string>();
    const visit = (config: string) => {
        if (seen.has(config) || (config !== file && !DISK.fileExists(config))) return; // TypeScript says what is not there
        seen.add(config);
        const configurations = new Set<string>();
        const files: Files = {
            ...DISK,
            read: path => {
                const text = DISK.read(path);
                if (text !== undefined && path.endsWith(".json") && nameOf(path) !== "package.json") configurations.add(path);
                return text;
            },
        };
        const parsed = parse(compilers, config, files, invocation);
        named.push({ parsed, folder: folderOf(config), configurations: [...configurations] });
        for (const { path } of parsed.projectReferences ?? []) {
            visit(DISK.folderExists(path) ? join(path, "tsconfig.json") : path);
        }
    };
    visit(file);
    return named;
}

// In characters. The syntax tree of what is larger would take more memory than the machine may have.
export const MOST_PARSED = 4 * 1024 * 1024;

/** What a program reads. */
export interface ProgramReading {
    readonly parsed: ts.ParsedCommandLine;
    /** Sources and declarations, by their paths, without TypeScript's own library. */
    readonly sources: readonly string[];
    readonly program: ts.Program;
}

/**
 * Reads a project through `view`, which remembers what was looked at. Its library need not be parsed: only its
 * references matter.
 */
export function readProgram(compilers: Compilers, file: string, view: DiskView, invocation: Invocation): ProgramReading {
    const { ts, typescript } = compilers;
    const current = invocation.folder;
    const files = filesOf(view);
    const system = systemOf(ts, files, current);
    const parsed = parse(compilers, file, files, invocation);
    const host = ts.createCompilerHost(parsed.options);
    const library = join(typescript, "lib");
    const isLibrary = (path: string) => isWithin(path, library);
    const read = (path: string): string | undefined => view.read(path) ?? (isLibrary(path) ? DISK.read(path) : undefined);
    Object.assign(host, {
        getSourceFile: (fileName: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions) => {
            const text = read(fileName);
            if (text === undefined) return undefined;
            return isLibrary(fileName) ? ts.createSourceFile(fileName, referencesOf(text), version) : sourceOf(ts, fileName, text, version);
        },
        getDefaultLibLocation: () => library,
        getDefaultLibFileName: (options: ts.CompilerOptions) => join(library, ts.getDefaultLibFileName(options)),
        getCurrentDirectory: () => current,
        useCaseSensitiveFileNames: () => true,
        getCanonicalFileName: (path: string) => path,
        fileExists: (path: string) => view.fileExists(path),
        readFile: read,
        directoryExists: files.folderExists,
        getDirectories: (path: string) => files.entries(path).directories,
        readDirectory: (path: string, extensions: readonly string[], exclude: readonly string[] | undefined, include: readonly string[], depth?: number) =>
            system.readDirectory(path, extensions, exclude, include, depth),
        realpath: (path: string) => view.realPath(path),
        writeFile() {},
        trace() {},
    } satisfies Partial<ts.CompilerHost>);
    const program = ts.createProgram({
        rootNames: parsed.fileNames,
        options: parsed.options,
        ...(parsed.projectReferences && { projectReferences: parsed.projectReferences }),
        host,
    });
    return { parsed, sources: program.getSourceFiles().map(source => source.fileName).filter(path => !isLibrary(path)), program };
}

/** A source; one that is too large or nested too deep to be parsed here, with nothing but what it names. */
function sourceOf(ts: TypeScript, file: string, text: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile {
    if (text.length <= MOST_PARSED) {
        try {
            return ts.createSourceFile(file, text, version);
        } catch (cause) {
            if (!(cause instanceof RangeError)) throw cause; // out of stack
        }
    }
    return ts.createSourceFile(file, namesIn(ts, text), version);
}

/** What a source names of other files, as a source that does nothing else. */
function namesIn(ts: TypeScript, text: string): string {
    const { referencedFiles, typeReferenceDirectives, libReferenceDirectives, importedFiles, ambientExternalModules } = ts.preProcessFile(text, true, true);
    const directives = (kind: string, named: readonly ts.FileReference[]) => named.map(({ fileName }) => `/// <reference ${kind}="${fileName}" />`);
    return [
        ...directives("path", referencedFiles),
        ...directives("types", typeReferenceDirectives),
        ...directives("lib", libReferenceDirectives),
        ...importedFiles.map(({ fileName }) => `import ${JSON.stringify(fileName)};`),
        ...(ambientExternalModules ?? []).map(name => `declare module ${JSON.stringify(name)} {}`),
    ].join("\n");
}

/** The lines of a library's file that name others. */
function referencesOf(text: string): string {
    return text.match(/^\/\/\/.*$/gm)?.join("\n") ?? "";
}
