// Builds a project, and again whenever something of it is saved. The Lua of what was saved is on disk first; the
// diagnostics, and what else changed, come after.
import { FarmError, UnreachableError, type BuildRequest } from "@scriptfarm/api";
import { ChangedMeanwhile } from "../build/farm-build.js";
import { LostOutputs } from "../build/outputs.js";
import { Progress } from "../build/progress.js";
import { ProjectBuild } from "../build/project-build.js";
import { publicationLines, summaryLine, tellDiagnostics, unreachable } from "../build/telling.js";
import { PROJECT_OPTIONS, type Call, type Command } from "../command.js";
import { below } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { cancelRunning, farmOf } from "../farms.js";
import { ProjectError } from "../project/errors.js";
import { invocationOf } from "../project/invocation.js";
import { locate } from "../project/locate.js";
import type { ProjectSnapshot } from "../project/snapshot.js";
import { ProjectWatcher } from "../project/watcher.js";
import { isScript } from "../project/words.js";
import { namedRoot } from "./build.js";

// A farm tells so many scripts before all else; more are no save, but a checkout.
const MOST_SAVED = 16;
// How often in a row a store may lose what it was given.
const MOST_LOST = 3;
const AGAIN = "\n  the next save tries again";

export const command: Command = {
    usage: "[DIR] [-- TSTL OPTIONS]",
    description: [
        "Build a TypeScriptToLua project on the farm, and again at each save. The Lua of what was saved is written first, the",
        "diagnostics are told right after. Ends with Ctrl-C.",
    ],
    options: {
        ...PROJECT_OPTIONS,
        verbose: { help: "Say more about what happens." },
        publish: { help: "Publish each build that has no errors; what was saved at once." },
        workspace: { value: "NAME", help: "With --publish: its name. Default: what the project's scriptfarm.json says." },
        checked: { help: "With --publish: publish nothing that is not checked." },
    },
    words: 1,
    run,
};

async function run(call: Call): Promise<number> {
    const { args, settings, console, signal } = call;
    const place = locate(settings.current, args.positionals[0], args.text("project"));
    const progress = new Progress(console, args.flag("verbose"));
    const build = new ProjectBuild(place, namedRoot(call, place.file), invocationOf(call), settings, progress);
    const watcher = new ProjectWatcher();
    const say = (line: string) => progress.line(`${new Date().toTimeString().slice(0, 8)} ${line}`);
    let built: string | undefined;
    let since = performance.now();
    let lost = 0;
    try {
        while (true) {
            try {
                progress.phase("looking at files");
                let project = await build.look();
                watcher.listenTo(project.reading);
                if (project.asked) project = await build.look(); // and with it what happened before anybody listened
                if (project.digest !== built) {
                    await once(call, build, project, progress, say, built === undefined ? [] : build.changed(project), since);
                    built = project.digest;
                }
                lost = 0;
                progress.close();
            } catch (cause) {
                progress.close();
                await cancelRunning(settings, build);
                if (signal.aborted) throw cause;
                if (cause instanceof ChangedMeanwhile) continue; // of which there is word already
                if (cause instanceof LostOutputs && ++lost < MOST_LOST) continue; // to build again brings them back
                if (cause instanceof UnreachableError) say(unreachable(settings.gateway) + AGAIN);
                else if (cause instanceof FarmError || cause instanceof ProjectError) say(cause.message + AGAIN);
                else throw cause;
            }
            since = await watcher.next(signal);
        }
    } catch (cause) {
        if (!signal.aborted) throw cause;
        return ExitCode.success;
    } finally {
        watcher.close();
    }
}

/**
 * Builds what is on disk.
 *
 * @param saved the files that the build before did not have so
 */
async function once(
    call: Call,
    build: ProjectBuild,
    project: ProjectSnapshot,
    progress: Progress,
    say: (line: string) => void,
    saved: readonly string[],
    since: number,
): Promise<void> {
    const { console, settings, signal } = call;
    const farm = farmOf(settings, signal, line => say(line), { given: settings.isGiven });
    const millis = () => Math.round(performance.now() - since);
    const done = await build.onFarm(project, farm, requestOf(call, build, project, saved), async (script, outputs, contents) => {
        try {
            await build.writeEarly(project, outputs, contents);
            say(`${script}: Lua written after ${millis()} ms`);
        } catch (cause) {
            if (!(cause instanceof FarmError)) throw cause;
            progress.detail(cause.message); // if it lasts, the build's end says it too
        }
    });
    const written = await build.deliver(project, done);
    progress.close();
    tellDiagnostics(console, done, project.root, settings.current);
    [summaryLine(done, written, millis() / 1000, project.reading.outputs.noEmit), ...publicationLines(done)].forEach(say);
}

function requestOf({ args }: Call, build: ProjectBuild, project: ProjectSnapshot, saved: readonly string[]): BuildRequest {
    const scripts = saved.filter(file => isScript(file) && !/\.d\.[cm]?ts$/.test(file)).map(file => below(project.root, file));
    return {
        ...build.named(project),
        lane: "interactive",
        ...(saved.length <= MOST_SAVED && scripts.length > 0 && { saved: scripts }),
        ...(args.flag("publish") && { publish: args.text("workspace") ?? "", publishSaved: !args.flag("checked") }),
    };
}
