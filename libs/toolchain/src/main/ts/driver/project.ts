// A project that is being compiled: its configuration, its program and its type checker. The latest few
// stay resident, because the jobs of one build come to the same worker one after the other.
import * as ts from "typescript";
import { parseCommandLine } from "typescript-to-lua/dist/cli/parse";
import { parseConfigFileWithSystem } from "typescript-to-lua/dist/cli/tsconfig";
import type { CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { crashOn, relativeToRoot } from "./diagnostics";
import { callPluginsAs, ContentMissing, during, MOUNT, path, setCurrentFiles, SnapshotFiles, TOOLCHAIN } from "../runtime/api";
import type { ProjectRef } from "./protocol";
import { forgetSourceFiles, forgetTrees, getSourceFile, settingsKey } from "./source-files";
import { createSystem } from "./system";
import { isTooDeep, TooDeep } from "./too-deep";

export interface Project {
    ref: ProjectRef;
    config: ts.ParsedCommandLine;
    files: SnapshotFiles;
    system: ts.System;
    program: ts.Program;
    options: CompilerOptions;
    /** What other parts of the driver remember of it, by slot. */
    slots: Map<object, unknown>;
    /** The slots, as they were when it was read, of a state of the project that differs in contents of scripts only. */
    previousSlots: ReadonlyMap<object, unknown>;
}

/** What a part of the driver remembers of each project while that is resident. */
export class ProjectSlot<T> {
    get({ slots }: Project): T | undefined {
        return slots.get(this) as T | undefined;
    }

    set({ slots }: Project, value: T | undefined): void {
        slots.set(this, value);
    }

    /** What was remembered of the state that the project was made from; that state's contents of scripts are others. */
    previous({ previousSlots }: Project): T | undefined {
        return previousSlots.get(this) as T | undefined;
    }
}

// One that is being built and one that an editor saves into; a program with its checker can take 200 MB.
const MAX_RESIDENT = 2;
const resident = new Map<string, Project>();

export function isResident(ref: ProjectRef): boolean {
    return resident.has(ref.id);
}

/** Reads and binds a project for the calls that follow. */
export function open(ref: ProjectRef): boolean {
    openProject(ref).program.getTypeChecker();
    return true;
}

export function openProject(ref: ProjectRef): Project {
    return openedAs(ref, false);
}

/**
 * Opens a project in which code of its own is going to run. Such code can change options and trees: both are made anew,
 * and of the state before only declarations are taken, and where modules are.
 * @param unseen trees that such code did not get at
 */
export function openForPlugins(ref: ProjectRef, unseen: ReadonlySet<ts.SourceFile>): Project {
    forgetTrees(unseen);
    const project = openedAs(ref, true);
    const config = path.relative(project.files.currentDirectory, `${MOUNT}/${ref.config}`);
    callPluginsAs(project.files.toProject(`${TOOLCHAIN}/typescript-to-lua/dist/tstl.js`), ["-p", config, ...(ref.invocation?.options ?? [])]);
    for (const id of resident.keys()) {
        if (id !== ref.id) resident.delete(id); // with its program and its checker
    }
    return project;
}

function openedAs(ref: ProjectRef, forPlugins: boolean): Project {
    let project = forPlugins ? undefined : resident.get(ref.id);
    if (project === undefined) {
        project = during("program", () => loadProject(ref, forPlugins));
    } else {
        project.files.missing.clear(); // what was missing may have come
        setCurrentFiles(project.files);
    }
    resident.delete(ref.id);
    resident.set(ref.id, project);
    for (const id of resident.keys()) {
        if (resident.size <= MAX_RESIDENT) break;
        resident.delete(id);
    }
    return project;
}

/** Forgets the program and its checker, which a crash may have left inconsistent. */
export function closeProject(ref: ProjectRef): void {
    resident.delete(ref.id);
}

function loadProject(ref: ProjectRef, forPlugins: boolean): Project {
    const configFile = `${MOUNT}/${ref.config}`;
    const base = ref.since && resident.get(ref.since.id);
    const files = base?.files.with(ref.since!.changed) ?? SnapshotFiles.read(ref.snapshot, currentDirectory(ref), ref.packages);
    setCurrentFiles(files);
    const system = createSystem(files);
    const previous = base ?? predecessor(ref, files);
    if (previous !== undefined) files.log.include(previous.files.log); // it is not asked again what was found out for it
    // The same steps as TSTL's command line: tstl.ts, executeCommandLine and performCompilation.
    const called = parseCommandLine(ref.invocation?.options ?? []);
    const config = (forPlugins ? undefined : previous?.config) ?? readConfiguration(configFile, called.options, system);
    const tooDeep: string[] = [];
    const program = ts.createProgram({
        rootNames: config.fileNames,
        options: config.options,
        projectReferences: config.projectReferences,
        configFileParsingDiagnostics: [...called.errors, ...ts.getConfigFileParsingDiagnostics(config)],
        host: createHost(config.options, files, system, tooDeep),
        // A program without roots has no libraries, and TypeScript would add typings to its successor all the same.
        oldProgram: config.fileNames.length > 0 ? previous?.program : undefined,
    });
    if (files.missing.size > 0) {
        forgetSourceFiles(files.missing);
        throw new ContentMissing([...files.missing]);
    }
    if (tooDeep.length > 0) throw new TooDeep(tooDeep);
    return {
        ref,
        config,
        files,
        system,
        program,
        options: program.getCompilerOptions() as CompilerOptions,
        slots: new Map(),
        previousSlots: new Map(previous?.slots),
    };
}

function currentDirectory({ config, invocation }: ProjectRef): string {
    return path.join(MOUNT, invocation?.folder ?? path.dirname(config));
}

/**
 * A resident state of the project that differs in nothing but the contents of scripts, so that all that TypeScript
 * found out about the configuration and about where modules are is true of the new one.
 */
function predecessor(ref: ProjectRef, files: SnapshotFiles): Project | undefined {
    return [...resident.values()]
        .reverse()
        .find(({ ref: old, files: oldFiles }) => old.config === ref.config && isCalledAlike(old, ref) && samePackages(old, ref) && files.differsInScriptsOnly(oldFiles));
}

/** Whether a program has the same files with the same references as the one that it was made from. */
export function isSameStructure(program: ts.Program): boolean {
    return (program as ts.Program & { structureIsReused?: number }).structureIsReused === 2;
}

function isCalledAlike({ invocation: a }: ProjectRef, { invocation: b }: ProjectRef): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}

function samePackages({ packages: a }: ProjectRef, { packages: b }: ProjectRef): boolean {
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every(name => a[name] === b[name]);
}

/**
 * The configuration as TSTL reads it. TSTL throws where, for example, `extends` is a number, which TypeScript says of it
 * in a diagnostic. Such a configuration has that diagnostic, one of what TSTL threw, and no scripts.
 */
function readConfiguration(file: string, options: ts.CompilerOptions, system: ts.System): ts.ParsedCommandLine {
    try {
        return parseConfigFileWithSystem(file, options, system);
    } catch (error) {
        if (isTooDeep(error)) throw error;
        const source = ts.readJsonConfigFile(file, name => system.readFile(name));
        const read = ts.parseJsonSourceFileConfigFileContent(source, system, path.dirname(file), options, file);
        return { ...read, fileNames: [], errors: [...read.errors, crashOn(source, "The compiler crashed on this configuration.", error)] };
    }
}

/** @param tooDeep is told the paths of files that cannot be parsed for want of stack */
function createHost(options: ts.CompilerOptions, files: SnapshotFiles, system: ts.System, tooDeep: string[]): ts.CompilerHost {
    const { createCompilerHostWorker } = ts as unknown as {
        createCompilerHostWorker(options: ts.CompilerOptions, setParentNodes: undefined, system: ts.System): ts.CompilerHost;
    };
    const host = createCompilerHostWorker(options, undefined, system);
    const settings = settingsKey(options);
    host.getSourceFile = (fileName, languageVersionOrOptions) => {
        const digest = files.digestOf(fileName);
        if (digest === undefined) return undefined;
        files.read.add(digest);
        try {
            return getSourceFile(fileName, digest, settings, languageVersionOrOptions, () => files.readFile(fileName));
        } catch (error) {
            if (!isTooDeep(error)) throw error;
            tooDeep.push(relativeToRoot(fileName));
            return ts.createSourceFile(fileName, "", languageVersionOrOptions); // so that all such files are found
        }
    };
    return host;
}

/** Calls with other options, which the program itself does not look at; a second program would be a second check. */
export function withOptions<T>(options: CompilerOptions, others: CompilerOptions, call: () => T): T {
    const own = { ...options };
    Object.assign(options, others);
    try {
        return call();
    } finally {
        for (const name of Object.keys(others)) {
            if (name in own) options[name] = own[name];
            else delete options[name];
        }
    }
}
