// TypeScript's view of a snapshot.
import * as ts from "typescript";
import { TOOLCHAIN, type SnapshotFiles } from "../runtime/api";

/** Exported by TypeScript at run time, but not declared. */
const internal = ts as unknown as {
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
};

/** TypeScript has it at run time, but does not declare it. */
type InternalSystem = ts.System & { getEnvironmentVariable(name: string): string };

export function createSystem(files: SnapshotFiles): InternalSystem {
    const refuse = (what: string) => () => {
        throw new Error(`the compiler may not ${what}`);
    };
    return {
        args: [],
        newLine: "\n",
        useCaseSensitiveFileNames: true,
        write() {},
        readFile: path => files.readFile(path),
        writeFile: refuse("write files"),
        resolvePath: path => path,
        fileExists: path => files.fileExists(path),
        directoryExists: path => files.directoryExists(path),
        createDirectory: refuse("create directories"),
        getExecutingFilePath: () => `${TOOLCHAIN}/typescript/lib/typescript.js`,
        getCurrentDirectory: () => files.currentDirectory,
        getDirectories: path => files.entries(path, []).directories,
        readDirectory: (path, extensions, exclude, include, depth) =>
            internal.matchFiles(
                path,
                extensions,
                exclude,
                include,
                true,
                files.currentDirectory,
                depth,
                directory => files.entries(directory, extensions),
                directory => files.realpath(directory),
            ),
        exit: refuse("end the process"),
        getEnvironmentVariable: () => "",
        realpath: path => files.realpath(path),
    };
}
