// Whether scripts do in Lua what they do in TypeScript.
import { FarmError, type ParityReport } from "@scriptfarm/api";
import { UsageError } from "../arguments.js";
import { Progress } from "../build/progress.js";
import { ProjectBuild } from "../build/project-build.js";
import { PROJECT_OPTIONS, type Call, type Command } from "../command.js";
import { relativePath, resolvePath } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import { farmOf } from "../farms.js";
import { invocationOf } from "../project/invocation.js";
import { locate } from "../project/locate.js";
import { namedRoot } from "./build.js";

const MOST_SCRIPTS = 65; // with the folder before them; a gateway takes 64 at once

export const command: Command = {
    usage: "DIR SCRIPT… [-- TSTL OPTIONS]",
    description: [
        "Run scripts as JavaScript and as Lua, and say where they differ: what they print, what they call of the engine,",
        "what onStart, onUpdate and onDestroy return. The project was built before. Scripts are relative to DIR.",
        "Exit codes: 0 all agree; 1 some differ; 3 the farm could not do it; 64 wrong use.",
    ],
    options: {
        ...PROJECT_OPTIONS,
        updates: { value: "N", help: "How often onUpdate is called. Default: 3." },
        json: { help: "What the gateway says, as it says it." },
    },
    words: MOST_SCRIPTS,
    run,
};

async function run(call: Call): Promise<number> {
    const { args, settings, console, signal } = call;
    const [directory, ...scripts] = args.positionals;
    if (scripts.length === 0) throw new UsageError("which scripts?");
    const place = locate(settings.current, directory, args.text("project"));
    const build = new ProjectBuild(place, namedRoot(call, place.file), invocationOf(call), settings, new Progress(console, false));
    const project = await build.look();
    const answer = await farmOf(settings, signal, line => console.err(`${line}\n`)).parity({
        ...build.named(project),
        scripts: scripts.map(script => relativePath(project.root, resolvePath(place.folder, script))),
        updates: args.count("updates") ?? 3,
    });
    if (answer.missing.length > 0) throw new FarmError(`the farm lacks ${answer.missing.length} files of the project; farm build sends them`);
    if (args.flag("json")) {
        console.out(`${JSON.stringify(answer)}\n`);
    } else {
        const lines = [...answer.agrees, ...answer.differs].flatMap(linesOf);
        answer.failed.forEach(({ script, reason }) => lines.push(`${script}: not run: ${reason}`));
        console.out(lines.map(line => `${line}\n`).join(""));
    }
    return answer.differs.length === 0 && answer.failed.length === 0 ? ExitCode.success : ExitCode.outputsSkipped;
}

function linesOf({ script, ended, steps, differences, lua, notes }: ParityReport): string[] {
    const lines = differences.length > 0 ? [] : [`${script}${ended ? ": agrees in" : ": did not end; agrees in"} ${steps} steps (${lua})`];
    for (const { place, what, typescript, luaText, explanation } of differences) {
        lines.push(`${place === undefined ? script : `${place.file}:${place.line}`}: ${what} differs`, `  TypeScript: ${typescript}`, `  Lua:        ${luaText}`);
        if (explanation !== undefined) lines.push(`  ${explanation}`);
    }
    return [...lines, ...notes.map(note => `  ${note}`)];
}
