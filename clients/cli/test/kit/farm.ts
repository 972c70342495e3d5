// The command line as its users call it, in a process of its own.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "@scriptfarm/api";
import { FakeFarm, type Told } from "@scriptfarm/testkit";
import { folderWith } from "./project.js";

const FARM = fileURLToPath(new URL("../../../bin/farm.js", import.meta.url));

/** Where projects are remembered: outside of them. */
const MEMORY = folderWith({});

export interface Ran {
    readonly code: number;
    readonly out: string;
    readonly err: string;
}

/** Runs `farm` with these words in a folder. */
export async function farm(folder: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}, input = ""): Promise<Ran> {
    return await started(folder, words, environment, input).ended;
}

/** A command that goes on. */
export function started(folder: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}, input = "") {
    const child = spawn(process.execPath, [FARM, ...words], {
        cwd: folder,
        env: { PATH: process.env["PATH"], HOME: MEMORY, XDG_CACHE_HOME: MEMORY, LOCALAPPDATA: MEMORY, ...environment },
    });
    const ran = { code: -1, out: "", err: "" };
    const heard: { pattern: RegExp; resolve: () => void }[] = [];
    const hear = (where: "out" | "err") => (chunk: Buffer) => {
        ran[where] += chunk.toString();
        look();
    };
    const look = () => heard.filter(({ pattern }) => pattern.test(ran.out + ran.err)).forEach(({ resolve }) => resolve());
    child.stdout.on("data", hear("out"));
    child.stderr.on("data", hear("err"));
    child.stdin.end(input);
    const ended = new Promise<Ran>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", code => resolve({ ...ran, code: code ?? -1 }));
    });
    /** Waits until what it printed matches. */
    const says = (pattern: RegExp) =>
        new Promise<void>((resolve, reject) => {
            heard.push({ pattern, resolve });
            look();
            void ended.then(({ out, err }) => reject(new Error(`it ended without a word of ${pattern}: ${out}${err}`)));
        });
    return { child, ended, says, ran };
}

/** The last line of stdout, which is JSON. */
export function lastJson({ out }: Ran): Record<string, unknown> {
    return JSON.parse(out.trimEnd().split("\n").at(-1)!) as Record<string, unknown>;
}

/** A farm that asks for all that a project lists, and makes of each script below `src` a Lua file below `out`. */
export class CopyingFarm extends FakeFarm {
    /** What a script becomes; undefined for nothing. */
    lua: (script: string, text: string) => string | undefined = (script, text) => `-- ${script}: ${text.length}\n`;
    /** The path of an output. */
    path: (script: string) => string = script => script.replace(/^src\//, "out/").replace(/\.ts$/, ".lua");
    /** Which files of a snapshot the build reads. */
    reads: (path: string) => boolean = path => !path.includes("node_modules/");

    /** Files that plugins look for. */
    looked: readonly string[] = [];

    constructor() {
        super();
        this.compile = ({ snapshot }) => {
            const { files } = JSON.parse(Buffer.from(this.blobs.get(snapshot)!).toString()) as { files: Record<string, [string, number]> };
            const lacking = Object.entries(files).filter(([path, [digest]]) => this.reads(path) && !this.blobs.has(digest));
            if (lacking.length > 0) {
                const summary = { scripts: 0, compiled: 0, cached: 0, failed: 0, took: 1 };
                return [{ type: "finished", conclusion: { type: "content-missing", missing: lacking.map(([, [digest]]) => digest) }, summary }];
            }
            const scripts = Object.keys(files).filter(path => /^src\/.*\.ts$/.test(path) && !path.endsWith(".d.ts"));
            const outputs = scripts.flatMap((script): Told[] => {
                const text = this.lua(script, Buffer.from(this.blobs.get(files[script]![0])!).toString());
                if (text === undefined) return [];
                return [{ type: "output-ready", output: { path: this.path(script), script, digest: this.put(text), size: text.length, lua: true }, bytecode: [] }];
            });
            return [...outputs, { type: "finished", conclusion: { type: "delivered", diagnostics: this.lookedFor(files), emitSkipped: false }, summary: { scripts: scripts.length, compiled: 0, cached: scripts.length, failed: 0, took: 1 } }];
        };
    }

    private lookedFor(files: object): Diagnostic[] {
        const looked = this.looked.filter(path => !(path in files));
        return looked.length === 0 ? [] : [{ category: "MESSAGE", code: 9, source: "scriptfarm", message: "Plugins looked for what was not there", names: looked }];
    }

    /** The paths of the snapshot that was submitted last. */
    listed(): string[] {
        const { snapshot } = this.submitted.at(-1)!;
        const { files, links } = JSON.parse(Buffer.from(this.blobs.get(snapshot)!).toString()) as { files: object; links: object };
        return [...Object.keys(files), ...Object.keys(links)];
    }
}
