// What game clients may see of a generation, for any static server. What is asked for is the clients' manifest, so that
// nothing else can get into the folder.
import { mkdirSync, readFileSync } from "node:fs";
import { FarmError, type Published } from "@scriptfarm/api";
import { UsageError } from "../arguments.js";
import { guarded, replace } from "../build/outputs.js";
import type { Call, Command } from "../command.js";
import { join, resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { GENERATION_OPTIONS, trustedKeys, wantedGeneration } from "../published/options.js";
import { WORKSPACE_OPTION, workspaceOf } from "../workspace.js";

export const command: Command = {
    usage: "--cdn DIR",
    description: [
        "Write what game clients may see of a generation as files that any static server can host: each artifact as",
        "DIR/DIGEST, a zstd frame, and the signed manifest as DIR/manifest.json. What is there stays, so that one folder",
        "serves many generations.",
        "Exit codes: 0 done; 3 the farm could not do it, or the files cannot be written; 64 wrong use.",
    ],
    options: {
        ...WORKSPACE_OPTION,
        ...GENERATION_OPTIONS,
        cdn: { value: "DIR", help: "The folder; made if it is not there." },
    },
    words: 0,
    run,
};

async function run(call: Call): Promise<number> {
    const { args, console, settings, signal } = call;
    const directory = args.text("cdn");
    if (directory === undefined) throw new UsageError("which folder? --cdn DIR");
    const folder = resolvePath(settings.current, directory);
    const workspace = workspaceOf(call);
    const farm = farmOf(settings, signal, line => console.err(`${line}\n`));
    const keys = await trustedKeys(call, farm);
    const published = farm.published((await farm.info()).cache, workspace, keys, "REPLICATED");
    const generation = await wantedGeneration(call, published);
    const { manifest, signed } = generation;
    const blobs = new Set(manifest.entries.flatMap(({ artifacts }) => Object.values(artifacts).map(({ digest }) => digest)));
    await guarded(async () => {
        mkdirSync(folder, { recursive: true });
        const missing = await missingIn(folder, blobs, published);
        const gone = await published.read(generation, missing, (digest, _, frame) => replace(join(folder, digest), frame));
        if (gone.size > 0) throw new FarmError(`the farm lacks ${gone.size} artifacts of generation ${manifest.generation}; publish it again (farm build --publish)`);
        const { keyId, payload, signature } = signed;
        replace(join(folder, "manifest.json"), Buffer.from(JSON.stringify({ keyId, payload, signature }))); // last, so that all that it names is there
        console.out(`generation ${manifest.generation} of ${workspace}: ${blobs.size} artifacts for clients, ${missing.size} written\n`);
    });
    return ExitCode.success;
}

async function missingIn(folder: string, wanted: ReadonlySet<string>, published: Published): Promise<Set<string>> {
    const missing = new Set<string>();
    for (const digest of wanted) {
        let frame: Buffer | undefined;
        try {
            frame = readFileSync(join(folder, digest));
        } catch (cause) {
            if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
        }
        if (frame === undefined || !(await published.holds(digest, frame))) missing.add(digest);
    }
    return missing;
}
