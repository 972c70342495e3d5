// Node's `fs` over the snapshot that is being compiled. Reading is what there is; the rest is an error that
// says so.
import { Buffer } from "buffer/";
import { currentFiles } from "../snapshot-files";
import { refused, unavailable } from "./unavailable";

type Callback = (error: Error | null, result?: unknown) => void;
type Encoding = string | { encoding?: string | null; withFileTypes?: boolean } | null | undefined;

function missing(call: string, path: string): Error {
    return Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path}'`), {
        code: "ENOENT",
        errno: -2,
        syscall: call,
        path,
    });
}

/** Paths below the current folder, URLs and buffers are paths too. */
function absolute(path: unknown): string {
    const text = typeof path === "object" && path !== null && "pathname" in path ? String(path.pathname) : String(path);
    return text.startsWith("/") ? text : `${currentFiles().currentDirectory}/${text}`;
}

function kind(file: boolean) {
    return {
        isFile: () => file,
        isDirectory: () => !file,
        isSymbolicLink: () => false,
        isFIFO: () => false,
        isSocket: () => false,
        isBlockDevice: () => false,
        isCharacterDevice: () => false,
    };
}

const EPOCH = new Date(0);

function statSync(path: unknown, options?: { throwIfNoEntry?: boolean }) {
    const files = currentFiles();
    const place = absolute(path);
    const file = files.fileExists(place);
    if (!file && !files.directoryExists(place)) {
        if (options?.throwIfNoEntry === false) return undefined;
        throw missing("stat", place);
    }
    // Times would differ from clone to clone.
    const size = file ? files.sizeOf(place) : 0;
    return { ...kind(file), size, mode: file ? 0o100644 : 0o40755, mtimeMs: 0, ctimeMs: 0, mtime: EPOCH, ctime: EPOCH };
}

function readFileSync(path: unknown, options?: Encoding): unknown {
    const place = absolute(path);
    const text = currentFiles().readFile(place);
    if (text === undefined) throw missing("open", place);
    const encoding = typeof options === "string" ? options : options?.encoding;
    return encoding ? text : Buffer.from(text, "utf8");
}

function readdirSync(path: unknown, options?: Encoding): unknown[] {
    const files = currentFiles();
    const place = absolute(path);
    if (!files.directoryExists(place)) throw missing("scandir", place);
    const { files: names, directories } = files.entries(place);
    const all = [...names, ...directories].sort();
    if (typeof options !== "object" || !options?.withFileTypes) return all;
    const folders = new Set(directories);
    return all.map(name => ({ name, path: place, parentPath: place, ...kind(!folders.has(name)) }));
}

function readlinkSync(path: unknown): never {
    throw Object.assign(new Error(`EINVAL: invalid argument, readlink '${String(path)}'`), { code: "EINVAL" });
}

const existsSync = (path: unknown) => currentFiles().fileExists(absolute(path)) || currentFiles().directoryExists(absolute(path));

function accessSync(path: unknown): void {
    if (!existsSync(path)) throw missing("access", absolute(path));
}

const realpathSync = Object.assign(
    (path: unknown) => {
        accessSync(path);
        return currentFiles().realpath(absolute(path));
    },
    { native: (path: unknown): string => realpathSync(path) },
);

/** A call with a callback, which it has called when it returns. */
function called<A extends unknown[]>(call: (...args: A) => unknown) {
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

const fs = {
    ...refused(
        "fs",
        `appendFile appendFileSync chmod chmodSync chown chownSync close closeSync copyFile copyFileSync cp cpSync
        createReadStream createWriteStream fsync fsyncSync ftruncate ftruncateSync futimes futimesSync link linkSync
        mkdir mkdirSync mkdtemp mkdtempSync open openSync opendir opendirSync read readSync rename renameSync rm rmSync
        rmdir rmdirSync symlink symlinkSync truncate truncateSync unlink unlinkSync unwatchFile utimes utimesSync watch
        watchFile write writeSync writeFile writeFileSync`,
    ),
    statSync,
    lstatSync: statSync,
    readFileSync,
    readdirSync,
    readlinkSync,
    existsSync,
    accessSync,
    realpathSync,
    stat: called(statSync),
    lstat: called(statSync),
    readFile: called(readFileSync),
    readdir: called(readdirSync),
    readlink: called(readlinkSync),
    access: called(accessSync),
    realpath: called(realpathSync),
    exists: (path: unknown, done: (exists: boolean) => void) => done(existsSync(path)),
    constants: { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 },
    promises: unavailable("fs.promises"),
};

export default fs;
// For the packages inside the runtime.
export { statSync, readFileSync, readdirSync, readlinkSync };
export const { lstat, stat, readFile, readdir, readlink, lstatSync } = fs;
