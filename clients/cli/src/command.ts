import type { Arguments, Option } from "./arguments.js";
import type { Console } from "./console.js";
import type { Settings } from "./settings.js";

/** What a command is given. */
export interface Call {
    readonly args: Arguments;
    readonly console: Console;
    readonly settings: Settings;
    /** Ends with Ctrl-C. */
    readonly signal: AbortSignal;
    /** What follows `--`, for the project's own tstl. */
    readonly passed: readonly string[];
}

/** A command of the command line. */
export interface Command {
    /** How it is called, without `farm` and its name. */
    readonly usage: string;
    readonly description: readonly string[];
    readonly options: Readonly<Record<string, Option>>;
    /** How many words it takes. */
    readonly words: number;
    /** @returns the exit code */
    run(call: Call): Promise<number>;
}

/** The options that say which project a command is about. */
export const PROJECT_OPTIONS = {
    project: { value: "FILE", short: "p", help: "The tsconfig, or the folder that holds it; relative to DIR." },
    root: { value: "DIR", help: "The folder that holds all that the build reads. Default: found by rule." },
} satisfies Record<string, Option>;
