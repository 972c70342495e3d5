// A Lua traceback, or a log with some, as TypeScript.
import { readFileSync, statSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import type { Traceback, TracebackRequest } from "@scriptfarm/api";
import { UsageError } from "../arguments.js";
import { PROJECT_OPTIONS, type Call, type Command } from "../command.js";
import { sha256 } from "../disk/digests.js";
import { below, resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { ProjectError } from "../project/errors.js";
import { invocationOf } from "../project/invocation.js";
import { locate } from "../project/locate.js";
import { memoryFile, memoryFolder, readMemory } from "../project/memory.js";
import { VERSION } from "../version.js";

// As many characters as a gateway takes at once; a longer log goes in parts.
const PART = 250_000;

export const command: Command = {
    usage: "[DIR]",
    description: [
        "Turn a Lua traceback into TypeScript: files and lines. Reads stdin, or a file.",
        "The game ran what the last build of the project made, unless --build or --artifact says otherwise.",
    ],
    options: {
        ...PROJECT_OPTIONS,
        file: { value: "FILE", help: "Where the traceback is. Default: stdin." },
        build: { value: "ID", help: "The build that the game ran." },
        artifact: { value: "[NAME=]FILE", multiple: true, help: "A Lua or bytecode file that the game ran, or its SHA-256; with NAME, the chunk's name in the traceback." },
        json: { help: "What the gateway says, as it says it." },
    },
    words: 1,
    run,
};

async function run(call: Call): Promise<number> {
    const { args, console, settings, signal } = call;
    const farm = farmOf(settings, signal, line => console.err(`${line}\n`));
    const ran = whatRan(call, farm.gateway);
    const file = args.text("file");
    const log = decodeLog(file === undefined ? await buffer(process.stdin) : readFileSync(resolvePath(settings.current, file)));
    const answers: Traceback[] = [];
    for (const part of partsOf(log, PART)) answers.push(await farm.traceback({ ...ran, traceback: part }));
    if (args.flag("json")) {
        const unresolved = new Map(answers.flatMap(answer => answer.unresolved.map(one => [one.name, one])));
        console.out(`${JSON.stringify({ text: answers.map(({ text }) => text).join(""), frames: answers.flatMap(({ frames }) => frames), unresolved: [...unresolved.values()] })}\n`);
        return ExitCode.success;
    }
    answers.forEach(({ text }) => console.out(text));
    const said = new Set(answers.flatMap(({ unresolved }) => unresolved.map(({ name, reason }) => `farm: ${name}: ${reason}\n`)));
    said.forEach(line => console.err(line));
    return ExitCode.success;
}

function whatRan(call: Call, gateway: string): Omit<TracebackRequest, "traceback"> {
    const { args, settings } = call;
    const build = args.text("build");
    if (build !== undefined) return { build };
    const named = args.texts("artifact");
    if (named.length > 0) {
        const artifacts: string[] = [];
        const chunks: Record<string, string> = {};
        for (const one of named) {
            const equals = one.indexOf("=");
            const digest = digestOf(settings.current, one.slice(equals + 1));
            if (equals < 0) artifacts.push(digest);
            else chunks[one.slice(0, equals)] = digest;
        }
        return { artifacts, chunks };
    }
    const place = locate(settings.current, args.positionals[0], args.text("project"));
    const memory = readMemory(memoryFile(memoryFolder(settings.environment, settings.current), place.file, invocationOf(call)), VERSION);
    if (memory === undefined || memory.farm !== gateway) {
        throw new ProjectError(`${place.file} was not built on ${gateway} from here; build it, or name what the game ran with --build or --artifact`);
    }
    return { snapshot: memory.snapshot, config: below(memory.reading.root, place.file), ...memory.called };
}

function digestOf(current: string, artifact: string): string {
    if (/^[0-9a-f]{64}$/.test(artifact)) return artifact;
    const file = resolvePath(current, artifact);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`there is no file ${artifact}`);
    return sha256(readFileSync(file));
}

/** A log's text: with a byte order mark as that says, else as UTF-8; what is none is taken for Windows-1252. */
export function decodeLog(bytes: Buffer): string {
    const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
    if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return new TextDecoder("windows-1252").decode(bytes);
    }
}

/** A text in parts of at most `most` characters, each of whole lines where lines are that short. */
export function* partsOf(text: string, most: number): Generator<string> {
    for (let from = 0; from < text.length; ) {
        let to = Math.min(text.length, from + most);
        if (to < text.length) {
            const line = text.lastIndexOf("\n", to - 1);
            if (line >= from) to = line + 1;
        }
        yield text.slice(from, to);
        from = to;
    }
}
