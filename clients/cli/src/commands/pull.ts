// The files of a generation, as a build writes them.
import type { Generation } from "@scriptfarm/api";
import { UsageError } from "../arguments.js";
import type { Call, Command } from "../command.js";
import { resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { GENERATION_OPTIONS, trustedKeys, wantedGeneration } from "../published/options.js";
import { pullInto, UnknownKind } from "../published/pulled-files.js";
import { WORKSPACE_OPTION, workspaceOf } from "../workspace.js";

export const command: Command = {
    usage: "DIR",
    description: [
        "Write the files of a generation below a folder, as a build would write them below its outDir. What an earlier pull",
        "wrote there and the generation does not have goes; nothing else is touched.",
        "Exit codes: 0 done; 3 the farm could not do it, or the files cannot be written; 64 wrong use.",
    ],
    options: {
        ...WORKSPACE_OPTION,
        ...GENERATION_OPTIONS,
        kind: { value: "KIND", help: "What is written of each: lua, map, or bytecode, such as lua54. Default: lua." },
        follow: { help: "Go on with each generation that is published, until Ctrl-C." },
    },
    words: 1,
    run,
};

async function run(call: Call): Promise<number> {
    const { args, console, settings, signal } = call;
    const [directory] = args.positionals;
    if (directory === undefined) throw new UsageError("which folder?");
    if (args.flag("follow") && args.text("generation") !== undefined) throw new UsageError("--follow goes on to others than --generation names");
    const folder = resolvePath(settings.current, directory);
    const workspace = workspaceOf(call);
    const farm = farmOf(settings, signal, line => console.err(`${line}\n`));
    const keys = await trustedKeys(call, farm);
    const published = farm.published((await farm.info()).cache, workspace, keys, "FULL");
    const take = async (generation: Generation) => {
        const { manifest } = generation;
        const { files, written, removed, without } = await pullInto(folder, args.text("kind") ?? "lua", manifest, (digests, taker) => published.read(generation, digests, taker));
        console.out(`generation ${manifest.generation} of ${workspace}: ${files} files, ${written} written, ${removed} removed${without === 0 ? "" : `, ${without} are not of this kind`}\n`);
    };
    if (!args.flag("follow")) {
        const generation = await wantedGeneration(call, published);
        try {
            await take(generation);
        } catch (cause) {
            throw cause instanceof UnknownKind ? new UsageError(cause.message, { cause }) : cause;
        }
        return ExitCode.success;
    }
    let said = "";
    return await published.follow(
        async generation => {
            await take(generation);
            said = "";
        },
        ({ message }) => {
            if (message !== said) console.err(`farm: ${message}\n`);
            said = message;
        },
    );
}
