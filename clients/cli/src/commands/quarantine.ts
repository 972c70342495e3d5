import { FarmError, type Farm } from "@scriptfarm/api";
import { UsageError } from "../arguments.js";
import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";

const DIGITS = 12;

export const command: Command = {
    usage: "[retry KEY]",
    description: [
        "List the work that compile workers failed or died at, and that none tries any more: its key, when, what it is, and why.",
        "With retry, builds may try it again. KEY may be cut to the digits that name one piece of work.",
    ],
    options: {},
    words: 2,
    async run({ args, settings, signal, console }) {
        const [verb, key, ...more] = args.positionals;
        const farm = farmOf(settings, signal);
        if (verb !== undefined) {
            if (verb !== "retry" || key === undefined || more.length > 0) throw new UsageError("quarantine takes nothing, or retry and a key");
            const { work, config } = await farm.retry(await whole(key, farm));
            console.out(`${work} of ${config} is tried again by the next build\n`);
            return ExitCode.success;
        }
        const all = await farm.quarantine();
        for (const { key, since, work, config, reason } of all) console.out(`${key.slice(0, DIGITS)}  ${since}  ${work} of ${config}: ${reason}\n`);
        if (all.length === 0) console.err("nothing is in quarantine\n");
        return ExitCode.success;
    },
};

/** The key that begins so. */
async function whole(digits: string, farm: Farm): Promise<string> {
    const all = (await farm.quarantine()).filter(({ key }) => key.startsWith(digits.toLowerCase()));
    if (all.length === 1) return all[0]!.key;
    throw new FarmError(all.length === 0 ? `nothing in quarantine has a key that begins with ${digits}; farm quarantine lists them` : `${all.length} keys begin with ${digits}; give more digits`);
}
