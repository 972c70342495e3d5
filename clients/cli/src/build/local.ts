// A build by the project's own tstl, in a process of its own.
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import type { Call } from "../command.js";
import type { Console } from "../console.js";
import { join } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { packageAbove } from "../project/compilers.js";
import { invocationOf } from "../project/invocation.js";
import { locate } from "../project/locate.js";

/** As `tstl -p`, called where a build on the farm is: in the folder of the caller, or the one that is named. */
export async function buildLocally(call: Call, human: Console): Promise<number> {
    const { args, settings, passed, signal, console } = call;
    const place = locate(settings.current, args.positionals[0], args.text("project"));
    const start = performance.now();
    const tstl = packageAbove(place.folder, "typescript-to-lua");
    if (tstl === undefined) {
        human.err(`farm: there is no typescript-to-lua for ${place.file}; run npm install typescript-to-lua, or start a farm\n`);
        return ExitCode.farm;
    }
    const pretty = human.outIsTerminal && human.colours ? ["--pretty"] : [];
    const json = args.flag("json");
    const code = await new Promise<number>((resolve, reject) => {
        const child = spawn(process.execPath, [join(realpathSync.native(tstl), "dist/tstl.js"), "-p", place.shown, ...pretty, ...passed], {
            cwd: invocationOf(call).folder,
            stdio: ["ignore", json ? 2 : 1, 2],
            signal,
        });
        child.on("error", reject);
        child.on("exit", (code, killed) => resolve(killed === null ? (code ?? ExitCode.farm) : ExitCode.farm));
    });
    const seconds = Math.round(performance.now() - start) / 1000;
    if (json) console.out(`${JSON.stringify({ local: true, exitCode: code, seconds })}\n`);
    return code;
}
