// What the farm sees of a project, and what is in its way. Runs none of the project's code but its compilers.
import { FarmError, MAX_BLOB_BYTES, type PluginsRequest, type PluginsSeen } from "@scriptfarm/api";
import { Progress } from "../build/progress.js";
import { ProjectBuild } from "../build/project-build.js";
import { PROJECT_OPTIONS, type Call, type Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { examine, type Examined, type Problem } from "../project/examination.js";
import { invocationOf } from "../project/invocation.js";
import { locate } from "../project/locate.js";
import type { ProjectSnapshot } from "../project/snapshot.js";
import { namedRoot } from "./build.js";

export const command: Command = {
    usage: "[DIR]",
    description: [
        "Say what the farm sees of a project, and what is in its way: its root, its compilers, its plugins, imports that are",
        "found nowhere, and what would travel. Exit codes: 0 it would build; 1 something is in the way; 64 wrong use.",
    ],
    options: { ...PROJECT_OPTIONS, json: { help: "One JSON object on stdout." } },
    words: 1,
    run,
};

interface Answer {
    readonly gateway: string;
    /** What the farm lacks of the project; or why it does not say. */
    readonly lacks?: { readonly files: number; readonly bytes: number };
    readonly reason?: string;
    /** What the farm saw of the project's plugins, where it has any. */
    readonly plugins?: PluginsSeen;
}

async function run(call: Call): Promise<number> {
    const { args, settings, console, signal } = call;
    const place = locate(settings.current, args.positionals[0], args.text("project"));
    const build = new ProjectBuild(place, namedRoot(call, place.file), invocationOf(call), settings, new Progress(console, false));
    const project = await build.look();
    const examined = examine(place.file, project.root, invocationOf(call));
    const problems = [...project.reading.notes.map(what => ({ error: false, what, cure: "" })), ...tooLarge(project), ...examined.problems];
    const answer = await askFarm(call, project, examined.plugins.length > 0 ? build.named(project) : undefined, signal);
    const builds = problems.every(({ error }) => !error);
    if (args.flag("json")) {
        const { root: rootReasons, ...rest } = examined;
        const said = { config: build.config(project), root: project.root, rootReasons, snapshot: project.digest, files: project.size, ...rest, problems, farm: answer, wouldBuild: builds };
        console.out(`${JSON.stringify(said)}\n`);
    } else {
        console.out(`${textOf(project, place.shown, { ...examined, problems }, answer).join("\n")}\n`);
    }
    return builds ? ExitCode.success : ExitCode.outputsSkipped;
}

function tooLarge(project: ProjectSnapshot): Problem[] {
    const files = [...project.files()].filter(({ size }) => size > MAX_BLOB_BYTES);
    return files.map(({ disk, size }) => ({ error: true, what: `${disk} has ${size} bytes, and a farm takes ${MAX_BLOB_BYTES} at most`, cure: "exclude it in the tsconfig, or make it smaller" }));
}

async function askFarm({ settings }: Call, project: ProjectSnapshot, ofPlugins: PluginsRequest | undefined, signal: AbortSignal): Promise<Answer> {
    const farm = farmOf(settings, signal);
    try {
        const sizes = new Map([...project.files()].map(({ digest, size }) => [digest, size]));
        const missing = await farm.blobs((await farm.info()).cache).missing(sizes.keys());
        const lacks = { files: missing.size, bytes: [...missing].reduce((sum, digest) => sum + (sizes.get(digest) ?? 0), 0) };
        return { gateway: farm.gateway, lacks, ...(ofPlugins !== undefined && { plugins: await farm.plugins(ofPlugins) }) };
    } catch (cause) {
        if (!(cause instanceof FarmError)) throw cause;
        return { gateway: farm.gateway, reason: cause.message };
    }
}

const HOW_PLUGINS_COMPILE = {
    auto: "one worker compiles all scripts; then an edit compiles what it changed, where plugins see one script at a time",
    "per-script": "one worker compiles all scripts; then an edit compiles what it changed, as scriptfarm.json says",
    whole: "all scripts compile at once, on one worker, as scriptfarm.json says",
};

function seenOf({ seen, reason }: PluginsSeen): string {
    switch (seen) {
        case "NOT_BUILT":
            return "nothing yet: build the project as it is";
        case "OPEN":
            return "nothing yet that tells: edit a script and build";
        case "APART":
            return "they make each script alone as they make it with all others: an edit compiles what it changed";
        case "ALL_TOGETHER":
            return `they have to see all scripts, so each edit compiles all: ${reason}`;
    }
}

function textOf(project: ProjectSnapshot, shown: string, examined: Examined, { gateway, lacks, reason, plugins }: Answer): string[] {
    const bytes = [...project.files()].reduce((sum, { size }) => sum + size, 0);
    const pair = examined.typescriptToLua === undefined ? "the farm's own pair" : `typescript-to-lua ${examined.typescriptToLua} with typescript ${examined.typescript}, the project's own`;
    return [
        `project   ${shown}`,
        `root      ${project.root}`,
        ...examined.root.slice(0, 5).map(({ folder, why }) => `            ${folder}: ${why}`),
        `compilers ${pair}`,
        ...(examined.plugins.length > 0 ? [`plugins   ${examined.plugins.join(", ")}: ${HOW_PLUGINS_COMPILE[examined.perScript]}`] : []),
        ...(plugins === undefined ? [] : [`            seen: ${seenOf(plugins)}`]),
        `scripts   ${examined.scripts}`,
        `travels   ${project.size} files, ${Math.round(bytes / 1000)} kB, once; farm build --dry-run lists them`,
        `farm      ${gateway}: ${lacks === undefined ? reason : `lacks ${lacks.files} of these files, ${Math.round(lacks.bytes / 1000)} kB`}`,
        ...examined.problems.flatMap(({ error, what, cure }) => [`${error ? "error" : "note "}     ${what}`, ...(cure === "" ? [] : [`            ${cure}`])]),
        examined.problems.some(({ error }) => error) ? "Something is in the way." : "It would build.",
    ];
}
