// What commands about generations have in common: which one, and whose manifests are believed.
import { readFileSync } from "node:fs";
import { FarmError, TrustedKeys, type Farm, type Generation, type Published } from "@scriptfarm/api";
import { NodePlatform } from "@scriptfarm/api/node";
import { UsageError, type Option } from "../arguments.js";
import type { Call } from "../command.js";
import { resolvePath } from "../disk/paths.js";
import { decode } from "../disk/view.js";
import { generationOf } from "../workspace.js";

export const GENERATION_OPTIONS = {
    generation: { value: "GENERATION", help: "Its number. Default: the youngest." },
    keys: { value: "FILE", help: "Believe manifests that one of these public keys signed; a line each, as farm keys prints them. Default: those that the farm gives now." },
    key: { value: "BASE64", multiple: true, help: "Such a key itself; may be given several times." },
} satisfies Record<string, Option>;

/** Whose manifests a command believes: by default of whom the farm says so. */
export async function trustedKeys(call: Call, farm: Farm): Promise<TrustedKeys> {
    const given = await givenKeys(call);
    if (given !== undefined) return given;
    const { keys } = await farm.keys();
    call.console.err(`believing the keys that ${farm.gateway} gives; --keys FILE holds it to those of farm keys\n`);
    return await TrustedKeys.of(new NodePlatform(), keys);
}

/** The keys that --keys and --key give; undefined when neither is there. */
export async function givenKeys({ args, settings }: Call): Promise<TrustedKeys | undefined> {
    const file = args.text("keys");
    const given = [...args.texts("key"), ...(file === undefined ? [] : linesOf(resolvePath(settings.current, file)))];
    if (given.length === 0) {
        if (file !== undefined) throw new UsageError(`${file} holds no key; farm keys prints them`);
        return undefined;
    }
    try {
        return await TrustedKeys.of(new NodePlatform(), given);
    } catch (cause) {
        throw cause instanceof FarmError ? new UsageError(cause.message, { cause }) : cause;
    }
}

function linesOf(file: string): string[] {
    let text: string;
    try {
        text = decode(readFileSync(file)); // PowerShell writes UTF-16
    } catch (cause) {
        throw new UsageError(`cannot read the keys in ${file}: ${(cause as Error).message}`, { cause });
    }
    return text.split(/\r?\n/).map(line => line.trim()).filter(line => line !== "" && !line.startsWith("#"));
}

/** The generation that --generation names, or the youngest. */
export async function wantedGeneration({ args }: Call, published: Published): Promise<Generation> {
    const number = args.text("generation");
    return number === undefined ? await published.latest() : await published.generation(generationOf(number));
}
