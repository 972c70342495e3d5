// Node's `fs` over the snapshot that is being compiled. Files are read; in a build with plugins they are written too,
// as outputs of it, and what the build wrote is removed. The rest is an error that says so.
import { noteAbsent, noteListed } from "../absent";
import { Buffer } from "./buffer";
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
    const encoding = encodingOf(options);
    if (encoding !== undefined && /^utf-?8$/i.test(encoding)) {
        const text = currentFiles().readUtf8(place);
        if (text === undefined) throw missing("open", place);
        return text;
    }
    const bytes = bytesOf(place);
    return encoding === undefined ? bytes : bytes.toString(encoding as "hex");
}

function encodingOf(options: Encoding): string | undefined {
    return (typeof options === "string" ? options : options?.encoding) ?? undefined;
}

function bytesOf(place: string): Buffer {
    const content = currentFiles().readBytes(place);
    if (content === undefined) throw missing("open", place);
    return Buffer.from(content.text, content.binary ? "latin1" : "utf8");
}

/** What is written is an output of the build, and is held against the places of outputs like any other. */
function writeFileSync(path: unknown, data: unknown, options?: Encoding): void {
    currentFiles().write(absolute(path), contentOf(data, options));
}

function contentOf(data: unknown, options: Encoding): { text: string; binary: boolean } {
    if (typeof data === "string") {
        const encoding = encodingOf(options) ?? "utf8";
        return /^utf-?8$/i.test(encoding) ? { text: data, binary: false } : { text: Buffer.from(data, encoding as "hex").toString("latin1"), binary: true };
    }
    if (!ArrayBuffer.isView(data)) throw Object.assign(new TypeError('The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.'), { code: "ERR_INVALID_ARG_TYPE" });
    return { text: Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).toString("latin1"), binary: true };
}

function appendFileSync(path: unknown, data: unknown, options?: Encoding): void {
    const place = absolute(path);
    const added = contentOf(data, options);
    const before = currentFiles().fileExists(place) ? bytesOf(place) : Buffer.alloc(0);
    const text = Buffer.concat([before, Buffer.from(added.text, added.binary ? "latin1" : "utf8")]).toString("latin1");
    currentFiles().write(place, { text, binary: true });
}

function copyFileSync(from: unknown, to: unknown): void {
    writeFileSync(to, bytesOf(absolute(from)));
}

function renameSync(from: unknown, to: unknown): void {
    copyFileSync(from, to);
    unlinkSync(from);
}

function unlinkSync(path: unknown): void {
    const place = absolute(path);
    if (!currentFiles().fileExists(place)) throw missing("unlink", place);
    currentFiles().remove(place);
}

function rmSync(path: unknown, options?: { force?: boolean; recursive?: boolean }): void {
    const place = absolute(path);
    const files = currentFiles();
    if (!existsSync(place)) {
        if (options?.force) return;
        throw missing("rm", place);
    }
    if (files.directoryExists(place) && !options?.recursive) {
        throw Object.assign(new Error(`Path is a directory: rm returned EISDIR (is a directory) ${place}`), { code: "ERR_FS_EISDIR" });
    }
    files.remove(place);
}

function mkdirSync(path: unknown, options?: { recursive?: boolean }): void {
    const place = absolute(path);
    if (!options?.recursive && existsSync(place)) throw Object.assign(new Error(`EEXIST: file already exists, mkdir '${place}'`), { code: "EEXIST" });
    currentFiles().makeFolder(place);
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
        `chmod chmodSync chown chownSync close closeSync cp cpSync createReadStream createWriteStream fsync fsyncSync
        ftruncate ftruncateSync futimes futimesSync link linkSync mkdtemp mkdtempSync open openSync opendir opendirSync
        read readSync rmdir rmdirSync symlink symlinkSync truncate truncateSync unwatchFile utimes utimesSync watch
        watchFile write writeSync`,
    ),
    statSync,
    lstatSync: statSync,
    readFileSync,
    readdirSync,
    readlinkSync,
    existsSync,
    accessSync,
    realpathSync,
    appendFileSync,
    copyFileSync,
    mkdirSync,
    renameSync,
    rmSync,
    unlinkSync,
    writeFileSync,
    appendFile: called(appendFileSync),
    copyFile: called(copyFileSync),
    mkdir: called(mkdirSync),
    rename: called(renameSync),
    rm: called(rmSync),
    unlink: called(unlinkSync),
    writeFile: called(writeFileSync),
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

/** A call that tells of a path where nothing is, before it says so itself. */
function noting<A extends unknown[], R>(call: (path: unknown, ...rest: A) => R) {
    return (path: unknown, ...rest: A): R => {
        if (!existsSync(path)) noteAbsent(absolute(path));
        return call(path, ...rest);
    };
}

function notingList<A extends unknown[], R>(call: (path: unknown, ...rest: A) => R) {
    return noting((path: unknown, ...rest: A): R => {
        if (existsSync(path)) noteListed(currentFiles().realpath(absolute(path)));
        return call(path, ...rest);
    });
}

/** As plugins get it. */
export const notingFs = {
    ...fs,
    statSync: noting(statSync),
    lstatSync: noting(statSync),
    readFileSync: noting(readFileSync),
    existsSync: noting(existsSync),
    accessSync: noting(accessSync),
    copyFileSync: noting(copyFileSync),
    readdirSync: notingList(readdirSync),
    realpathSync: Object.assign(noting(realpathSync), { native: noting(realpathSync) }),
    stat: noting(fs.stat),
    lstat: noting(fs.lstat),
    readFile: noting(fs.readFile),
    access: noting(fs.access),
    copyFile: noting(fs.copyFile),
    readdir: notingList(fs.readdir),
    realpath: noting(fs.realpath),
    exists: noting(fs.exists),
};

export default fs;
// For the packages inside the runtime.
export { statSync, readFileSync, readdirSync, readlinkSync };
export const { lstat, stat, readFile, readdir, readlink, lstatSync } = fs;
