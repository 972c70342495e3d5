// A project that is being compiled: its configuration, its program and its type checker. The latest few
// stay resident, because the jobs of one build come to the same worker one after the other.
import * as ts from "typescript";
import { parseConfigFileWithSystem } from "typescript-to-lua/dist/cli/tsconfig";
import type { CompilerOptions } from "typescript-to-lua/dist/CompilerOptions";
import { ContentMissing, MOUNT, path, setCurrentFiles, SnapshotFiles } from "../runtime/api";
import { forgetSourceFiles, getSourceFile, settingsKey } from "./source-files";
import { createSystem } from "./system";

/** What a job names; `id` is the key of the project's plan. */
export interface ProjectRef {
    id: string;
    snapshot: string;
    config: string;
    /** Folders that hold the compilers' packages, relative to the snapshot's root, by package; empty when the project has none. */
    packages: Record<string, string>;
}

export interface Project {
    files: SnapshotFiles;
    system: ts.System;
    program: ts.Program;
    options: CompilerOptions;
}

// One that is being built and one that an editor saves into; a program with its checker can take 200 MB.
const MAX_RESIDENT = 2;
const resident = new Map<string, Project>();

export function isResident(ref: ProjectRef): boolean {
    return resident.has(ref.id);
}

export function openProject(ref: ProjectRef): Project {
    let project = resident.get(ref.id);
    if (project === undefined) {
        project = loadProject(ref);
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

function loadProject(ref: ProjectRef): Project {
    const configFile = `${MOUNT}/${ref.config}`;
    const files = new SnapshotFiles(ref.snapshot, path.dirname(configFile), ref.packages);
    setCurrentFiles(files);
    const system = createSystem(files);
    // The same steps as TSTL's command line: tstl.ts, executeCommandLine and performCompilation.
    const config = parseConfigFileWithSystem(configFile, {}, system);
    const program = ts.createProgram({
        rootNames: config.fileNames,
        options: config.options,
        projectReferences: config.projectReferences,
        configFileParsingDiagnostics: ts.getConfigFileParsingDiagnostics(config),
        host: createHost(config.options, files, system),
    });
    if (files.missing.size > 0) {
        forgetSourceFiles(files.missing);
        throw new ContentMissing([...files.missing]);
    }
    return { files, system, program, options: program.getCompilerOptions() as CompilerOptions };
}

function createHost(options: ts.CompilerOptions, files: SnapshotFiles, system: ts.System): ts.CompilerHost {
    const { createCompilerHostWorker } = ts as unknown as {
        createCompilerHostWorker(options: ts.CompilerOptions, setParentNodes: undefined, system: ts.System): ts.CompilerHost;
    };
    const host = createCompilerHostWorker(options, undefined, system);
    const settings = settingsKey(options);
    host.getSourceFile = (fileName, languageVersionOrOptions) => {
        const digest = files.digestOf(fileName);
        if (digest === undefined) return undefined;
        files.read.add(digest);
        return getSourceFile(fileName, digest, settings, languageVersionOrOptions, () => files.readFile(fileName));
    };
    return host;
}
