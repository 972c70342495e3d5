import type { Command } from "../command.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";

export const command: Command = {
    usage: "",
    description: ["Print the public keys that verify manifests (Ed25519, X.509 in Base64)."],
    options: {
        rotate: { help: "Sign with a new key from now on. What the old one signed stays valid; servers that hold a list need the new one before the next build is published." },
    },
    words: 0,
    async run({ args, settings, signal, console }) {
        const farm = farmOf(settings, signal);
        const { keys, current } = args.flag("rotate") ? await farm.rotateKeys() : await farm.keys();
        console.out(keys.map(key => `${key}\n`).join(""));
        console.err(`signs now: ${current}\n`);
        return ExitCode.success;
    },
};
