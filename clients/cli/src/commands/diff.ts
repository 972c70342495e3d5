import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { generationOf, WORKSPACE_OPTION, workspaceOf } from "../workspace.js";

export const command: Command = {
    usage: "FROM TO",
    description: ["List the files in which two generations differ: A added, D deleted, M modified."],
    options: WORKSPACE_OPTION,
    words: 2,
    async run(call) {
        const [from, to] = [0, 1].map(i => generationOf(call.args.positionals[i]));
        const { added, removed, changed } = await farmOf(call.settings, call.signal).difference(workspaceOf(call), from!, to!);
        for (const [letter, paths] of [["A", added], ["D", removed], ["M", changed]] as const) {
            paths.forEach(path => call.console.out(`${letter} ${path}\n`));
        }
        return ExitCode.success;
    },
};
