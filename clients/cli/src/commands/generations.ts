import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { WORKSPACE_OPTION, workspaceOf } from "../workspace.js";

export const command: Command = {
    usage: "",
    description: ["List the generations of a workspace that the farm keeps, youngest first."],
    options: WORKSPACE_OPTION,
    words: 0,
    async run(call) {
        for (const { generation, created, scripts, rollbackOf, tags, servers } of await farmOf(call.settings, call.signal).generations(workspaceOf(call))) {
            const notes = [...(rollbackOf === undefined ? [] : [`back to ${rollbackOf}`]), ...tags.map(tag => `tag ${tag}`), ...servers.map(server => `runs on ${server}`)];
            call.console.out(`${String(generation).padStart(6)}  ${created}  ${scripts} files${notes.length === 0 ? "" : `  ${notes.join(", ")}`}\n`);
        }
        return ExitCode.success;
    },
};
