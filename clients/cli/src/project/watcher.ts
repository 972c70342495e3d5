// Hears from the operating system which files of a project change. Of installed packages it hears only that one comes
// or goes: nobody edits their files, and they are many.
import { fstatSync, statSync, watch, type FSWatcher } from "node:fs";
import { folderOf, join } from "../disk/paths.js";
import { isRelevant, isTemporary } from "../disk/view.js";
import type { Reading } from "./reading.js";

// Editors save with a handful of operations one right after the other.
const QUIET = 2;
// Many begin by emptying the file; what an empty one gets comes this soon, if it gets any.
const EMPTIED = 50;
// What goes on for longer is not waited for to the end; the rest is another change. All in milliseconds.
const AT_MOST = 200;

export class ProjectWatcher {
    private readonly watchers = new Map<string, FSWatcher>();
    private files = new Map<string, string>();
    private folders: ReadonlySet<string> = new Set();
    private heard = new Set<string>();
    private since = 0;
    private wake: (() => void) | undefined;
    private readonly own = [1, 2].map(inodeOf);

    /** Listens to all that a project is made of; what it has heard and nobody took yet stays. */
    listenTo(reading: Reading): void {
        this.files = new Map([...reading.files].map(([path, { disk }]) => [disk, path]));
        const folders = new Set<string>();
        for (const folder of [...reading.folders.keys(), ...[...reading.files.values()].map(({ disk }) => folderOf(disk))]) {
            if (!folder.includes("/node_modules/")) folders.add(folder);
        }
        this.folders = new Set(reading.folders.keys());
        for (const [folder, watcher] of this.watchers) {
            if (!folders.has(folder)) {
                watcher.close();
                this.watchers.delete(folder);
            }
        }
        for (const folder of folders) if (!this.watchers.has(folder)) this.open(folder);
    }

    /**
     * Waits until something happens, and then until it is over. What it was, a look at the project says: more may happen
     * until then.
     *
     * @returns when it began, by `performance.now()`
     */
    async next(signal: AbortSignal): Promise<number> {
        while (this.heard.size === 0) await this.sleep(undefined, signal);
        const { since } = this;
        let count: number;
        do {
            count = this.heard.size;
            await this.sleep([...this.heard].some(isEmpty) ? EMPTIED : QUIET, signal);
        } while (this.heard.size !== count && performance.now() - since < AT_MOST);
        this.heard = new Set();
        return since;
    }

    close(): void {
        this.watchers.forEach(watcher => watcher.close());
        this.watchers.clear();
    }

    private open(folder: string): void {
        try {
            const watcher = watch(folder, (_event, name) => this.hear(folder, name));
            watcher.on("error", () => {
                // The folder is gone, of which the one above it tells.
                watcher.close();
                this.watchers.delete(folder);
            });
            this.watchers.set(folder, watcher);
        } catch (cause) {
            const { code } = cause as NodeJS.ErrnoException;
            if (code === "ENOSPC" || code === "EMFILE") {
                throw new Error(`cannot watch ${folder}: ${(cause as Error).message}; on Linux, sysctl fs.inotify.max_user_watches may have to be raised`, { cause });
            }
        }
    }

    private hear(folder: string, name: string | null): void {
        const path = name === null ? folder : join(folder, name);
        if (name !== null && !this.concerns(folder, path, name)) return;
        if (this.heard.size === 0) this.since = performance.now();
        this.heard.add(path);
        this.wake?.();
    }

    private concerns(folder: string, path: string, name: string): boolean {
        if (isTemporary(name) || this.own.includes(inodeOf(path))) return false; // such as the log that it writes itself
        if (this.files.has(path)) return true;
        if (!this.folders.has(folder)) return false;
        return isRelevant(name) || !name.includes(".") || this.watchers.has(path) || isFolder(path);
    }

    private sleep(millis: number | undefined, signal: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            signal.throwIfAborted();
            const done = () => {
                clearTimeout(timer);
                signal.removeEventListener("abort", stop);
                this.wake = undefined;
                resolve();
            };
            const stop = () => {
                clearTimeout(timer);
                this.wake = undefined;
                reject(signal.reason as Error);
            };
            const timer = millis === undefined ? undefined : setTimeout(done, millis);
            if (millis === undefined) this.wake = done;
            signal.addEventListener("abort", stop, { once: true });
        });
    }
}

function inodeOf(what: string | number): string | undefined {
    try {
        const stats = typeof what === "number" ? fstatSync(what, { bigint: true }) : statSync(what, { bigint: true });
        return stats.isFile() ? `${stats.dev} ${stats.ino}` : typeof what === "number" ? undefined : "";
    } catch {
        return typeof what === "number" ? undefined : "";
    }
}

function isEmpty(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.size === 0;
}

function isFolder(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
