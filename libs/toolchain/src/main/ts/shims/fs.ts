// Node's `fs`, read-only, over the snapshot that is being compiled: what TSTL's module resolution
// (enhanced-resolve) needs.
import { currentFiles, type SnapshotFiles } from "../snapshot-files";

type Callback = (error: Error | null, result?: unknown) => void;

function missing(call: string, path: string): Error {
    return Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path}'`), { code: "ENOENT" });
}

function status(files: SnapshotFiles, path: string) {
    const file = files.fileExists(path);
    if (!file && !files.directoryExists(path)) throw missing("stat", path);
    return { isFile: () => file, isDirectory: () => !file, isSymbolicLink: () => false, isFIFO: () => false };
}

export function statSync(path: string) {
    return status(currentFiles(), path);
}

export const lstatSync = statSync;

export function readFileSync(path: string): string {
    const text = currentFiles().readFile(path);
    if (text === undefined) throw missing("open", path);
    return text;
}

export function readdirSync(path: string): string[] {
    const files = currentFiles();
    if (!files.directoryExists(path)) throw missing("scandir", path);
    const { files: names, directories } = files.entries(path);
    return [...names, ...directories].sort();
}

export function readlinkSync(path: string): never {
    throw Object.assign(new Error(`EINVAL: invalid argument, readlink '${path}'`), { code: "EINVAL" });
}

export const existsSync = (path: string) => currentFiles().fileExists(path) || currentFiles().directoryExists(path);

function late<A extends unknown[]>(call: (...args: A) => unknown) {
    return (...args: [...A, Callback]) => {
        const done = args.pop() as Callback;
        let result: unknown;
        try {
            result = call(...(args as unknown as A));
        } catch (error) {
            return done(error as Error);
        }
        done(null, result);
    };
}

export const stat = late(statSync);
export const lstat = late(lstatSync);
export const readFile = late(readFileSync);
export const readdir = late(readdirSync);
export const readlink = late(readlinkSync);
