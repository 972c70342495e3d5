// The files of a generation, as a build writes them.
import { Exported, FarmError, type Generation } from "@scriptfarm/api";
import { NodePlatform } from "@scriptfarm/api/node";
import { UsageError } from "../arguments.js";
import type { Contents } from "../build/outputs.js";
import type { Call, Command } from "../command.js";
import { resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { GENERATION_OPTIONS, givenKeys, trustedKeys, wantedGeneration } from "../published/options.js";
import { pullInto, UnknownKind } from "../published/pulled-files.js";
import { WORKSPACE_OPTION, workspaceOf } from "../workspace.js";

export const command: Command = {
    usage: "DIR",
    description: [
        "Write the files of a generation below a folder, as a build would write them below its outDir. What an earlier pull",
        "wrote there and the generation does not have goes; nothing else is touched. What game clients may see comes from",
        "the addresses that scriptfarm.json names under cdn, and the rest from the farm; with --cdn all comes from there.",
        "Exit codes: 0 done; 3 the farm could not do it, or the files cannot be written; 64 wrong use.",
    ],
    options: {
        ...WORKSPACE_OPTION,
        ...GENERATION_OPTIONS,
        kind: { value: "KIND", help: "What is written of each: lua, map, or bytecode, such as lua54. Default: lua." },
        cdn: { value: "URL", help: "Where farm export --cdn wrote to: what game clients may see of one generation, without a farm. Needs --keys or --key." },
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
    const into = async ({ manifest }: Generation, contents: Contents) => {
        const { files, written, removed, without } = await pullInto(folder, args.text("kind") ?? "lua", manifest, contents);
        console.out(`generation ${manifest.generation} of ${workspace}: ${files} files, ${written} written, ${removed} removed${without === 0 ? "" : `, ${without} are not of this kind`}\n`);
    };
    const cdn = args.text("cdn");
    if (cdn !== undefined) {
        await asked(pullFrom(call, cdn, workspace, into));
        return ExitCode.success;
    }
    const farm = farmOf(settings, signal, line => console.err(`${line}\n`));
    const keys = await trustedKeys(call, farm);
    const published = farm.published((await farm.info()).cache, workspace, keys, "FULL");
    const take = (generation: Generation) =>
        into(generation, async (digests, taker) => published.read(generation, await published.readElsewhere(generation, digests, taker), taker));
    if (!args.flag("follow")) {
        await asked(take(await wantedGeneration(call, published)));
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

/** Without a farm, from a static server. */
async function pullFrom(call: Call, url: string, workspace: string, into: (generation: Generation, contents: Contents) => Promise<void>): Promise<void> {
    const { args, signal } = call;
    if (!/^https?:\/\//.test(url)) throw new UsageError(`--cdn is like https://host/folder, not ${url}`);
    if (args.flag("follow") || args.text("generation") !== undefined) throw new UsageError("--cdn has one generation; --follow and --generation need a farm");
    const keys = await givenKeys(call);
    if (keys === undefined) throw new UsageError("--cdn needs --keys or --key: nobody says which keys to believe; farm keys prints them");
    const exported = new Exported([url], new NodePlatform(), signal);
    const generation = await exported.generation(workspace, keys);
    await into(generation, async (digests, taker) => {
        const gone = await exported.read(digests, taker);
        if (gone.size > 0) throw new FarmError(`${url} lacks ${gone.size} artifacts of generation ${generation.manifest.generation}, or has others in their place; run farm export again`);
        return gone;
    });
}

/** That a generation has nothing of the kind is about what was asked for. */
async function asked(done: Promise<void>): Promise<void> {
    try {
        await done;
    } catch (cause) {
        throw cause instanceof UnknownKind ? new UsageError(cause.message, { cause }) : cause;
    }
}
