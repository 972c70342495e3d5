import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";

export const command: Command = {
    usage: "",
    description: ["List the game servers that said lately which generation they run."],
    options: {},
    words: 0,
    async run({ settings, signal, console }) {
        const servers = await farmOf(settings, signal).servers();
        servers.forEach(({ server, workspace, generation, at }) => console.out(`${server}  ${workspace} ${generation}  since ${at}\n`));
        if (servers.length === 0) console.err("no game server has reported\n");
        return ExitCode.success;
    },
};
