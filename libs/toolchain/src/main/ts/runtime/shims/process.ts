// Node's `process`, twice: what the compilers look at, and what plugins do.
import { environment, replaceVariables } from "../environment";
import { currentFiles } from "../snapshot-files";
import { refused } from "./unavailable";

const common = {
    platform: "linux",
    arch: "x64",
    env: {},
    argv: ["node", "tstl"],
    execArgv: [],
    version: "v20.0.0",
    versions: { node: "20.0.0" },
    cwd: () => currentFiles().currentDirectory,
};

/** Without `nextTick` at hand TypeScript does not take the engine for Node. */
export const compilerProcess = { ...common, browser: true };

const ignored = { write: () => true, isTTY: false, columns: 80 };

let words: string[] = [];

export const pluginProcess = {
    ...common,
    // By getters: what they give is another build's from build to build.
    get env(): Record<string, string> {
        return environment;
    },
    set env(values) {
        replaceVariables(values);
    },
    get argv(): string[] {
        return words;
    },
    set argv(others) {
        words = others;
    },
    ...refused("process", "abort binding chdir dlopen exit kill setuid setgid umask"),
    pid: 1,
    title: "node",
    release: { name: "node" },
    stdout: ignored,
    stderr: ignored,
    exitCode: undefined as number | undefined,
    hrtime: Object.assign(() => [0, 0], { bigint: () => 0n }),
    uptime: () => 0,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    nextTick: (call: (...args: unknown[]) => void, ...args: unknown[]) => void Promise.resolve().then(() => call(...args)),
    emitWarning() {},
    on() {},
    once() {},
    off() {},
    removeListener() {},
};

/** Plugins see the words that tstl was called with. */
export function callPluginsAs(tstl: string, after: readonly string[]): void {
    words = ["node", tstl, ...after];
}
