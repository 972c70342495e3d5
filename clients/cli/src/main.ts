// farm COMMAND: each command's code is loaded when it is called.
import { readArguments, UsageError, type Option } from "./arguments.js";
import type { Command } from "./command.js";
import { processConsole } from "./console.js";
import { ExitCode } from "./exit-codes.js";
import { ProjectError } from "./project/errors.js";
import { Settings } from "./settings.js";
import { VERSION } from "./version.js";

interface Entry {
    readonly summary: string;
    load(): Promise<{ command: Command }>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
    build: { summary: "build a TypeScriptToLua project on the farm", load: () => import("./commands/build.js") },
    watch: { summary: "build it, and again at each save: its Lua first, then the rest", load: () => import("./commands/watch.js") },
    doctor: { summary: "say what the farm sees of a project, and what is in its way", load: () => import("./commands/doctor.js") },
    trace: { summary: "turn a Lua traceback on stdin into TypeScript", load: () => import("./commands/trace.js") },
    parity: { summary: "run scripts as TypeScript and as Lua, and compare", load: () => import("./commands/parity.js") },
    generations: { summary: "list what was published (farm build --publish)", load: () => import("./commands/generations.js") },
    diff: { summary: "list the files in which two generations differ", load: () => import("./commands/diff.js") },
    rollback: { summary: "publish once more what a generation held", load: () => import("./commands/rollback.js") },
    servers: { summary: "show which game server runs which generation", load: () => import("./commands/servers.js") },
    pull: { summary: "write the files of a generation to a folder", load: () => import("./commands/pull.js") },
    export: { summary: "write what game clients may see for any static server", load: () => import("./commands/export.js") },
    keys: { summary: "print the public keys that verify manifests", load: () => import("./commands/keys.js") },
    quarantine: { summary: "list the work that killed its workers; have it tried again", load: () => import("./commands/quarantine.js") },
    init: { summary: "write scriptfarm.json, and scripts into package.json", load: () => import("./commands/init.js") },
    completion: { summary: "print a script that completes farm's words in a shell", load: () => import("./commands/completion.js") },
    status: { summary: "show workers, queue, cache and the last builds", load: () => import("./commands/status.js") },
};

const HELP: Readonly<Record<string, Option>> = { help: { short: "h", help: "Show this." } };

/** @returns the exit code */
export async function main(words: readonly string[]): Promise<number> {
    const console = processConsole(process.env);
    const [name = "help", ...rest] = words;
    if (name === "--version" || name === "-v") {
        console.out(`${VERSION}\n`);
        return ExitCode.success;
    }
    if (name === "help" || name === "--help" || name === "-h") {
        console.out(usage());
        return ExitCode.success;
    }
    const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (entry === undefined) {
        console.err(`farm: there is no command '${name}'; farm help lists them\n`);
        return ExitCode.usage;
    }
    const { command } = await entry.load();
    const end = rest.indexOf("--");
    const own = end < 0 ? rest : rest.slice(0, end);
    const interrupt = new AbortController();
    const stop = () => {
        if (interrupt.signal.aborted) process.exit(ExitCode.interrupted); // asked twice
        interrupt.abort(new Error("interrupted"));
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    try {
        const args = readArguments(own, { ...command.options, ...HELP }, command.words);
        if (args.flag("help")) {
            console.out(help(name, command));
            return ExitCode.success;
        }
        return await command.run({ args, console, settings: new Settings(process.env, process.cwd()), signal: interrupt.signal, passed: end < 0 ? [] : rest.slice(end + 1) });
    } catch (cause) {
        if (interrupt.signal.aborted) return ExitCode.interrupted;
        if (cause instanceof UsageError) {
            console.err(`farm: ${cause.message}\nusage: farm ${name} ${command.usage}; farm ${name} --help says more\n`);
            return ExitCode.usage;
        }
        // Known by their names: the client of the farm is not loaded for commands that do without.
        const { name: kind, message, stack } = cause as Error;
        const isExpected = ["FarmError", "UnreachableError", "RefusedError"].includes(kind) || cause instanceof ProjectError;
        console.err(`${message.startsWith("error TS") ? "" : "farm: "}${isExpected ? message : `this is a bug: ${stack}`}\n`);
        return cause instanceof ProjectError ? ExitCode.usage : ExitCode.farm;
    }
}

/** The words that may follow those of a command line, for completion. */
export async function wordsAfter([name, ...rest]: readonly string[]): Promise<string[]> {
    if (name === undefined) return [...Object.keys(COMMANDS), "help"];
    const { command } = (await (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined)?.load()) ?? {};
    return Object.keys({ ...command?.options, ...HELP }).map(option => `--${option}`).filter(option => !rest.includes(option));
}

function usage(): string {
    const width = Math.max(...Object.keys(COMMANDS).map(name => name.length));
    const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
    return `usage: farm COMMAND [OPTIONS]

${lines.join("\n")}

farm COMMAND --help shows a command's options.

  FARM_URL     the gateway of the farm (default: the one on this machine, port FARM_PORT or 8080)
  FARM_TOKEN   what the farm is shown to be let in, where it asks
  FARM_FALLBACK  none: no build by the project's own tstl when no farm answers
`;
}

function help(name: string, command: Command): string {
    const options = Object.entries({ ...command.options, ...HELP }).map(([option, { short, value, help }]) => {
        const form = `${short === undefined ? "    " : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`;
        return form.length > 24 ? `  ${form}\n${" ".repeat(28)}${help}` : `  ${form.padEnd(26)}${help}`;
    });
    return `usage: farm ${name} ${command.usage}\n\n${command.description.join("\n")}\n\n${options.join("\n")}\n`;
}
