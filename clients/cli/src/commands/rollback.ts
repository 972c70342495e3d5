import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { generationOf, WORKSPACE_OPTION, workspaceOf } from "../workspace.js";

export const command: Command = {
    usage: "GENERATION",
    description: ["Publish once more what an earlier generation held. It becomes a new generation; servers get it as any other."],
    options: WORKSPACE_OPTION,
    words: 1,
    async run(call) {
        const old = generationOf(call.args.positionals[0]);
        const workspace = workspaceOf(call);
        const { generation } = await farmOf(call.settings, call.signal).rollBack(workspace, old);
        call.console.out(`generation ${generation} of ${workspace} holds what ${old} held\n`);
        return ExitCode.success;
    },
};
