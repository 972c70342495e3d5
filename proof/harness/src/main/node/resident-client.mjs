// A client that stays and waits, as an editor's would: builds one project on the farm that the environment names, as
// `farm build -p CONFIG` does in FOLDER, but into nowhere.
//
//   node resident-client.mjs FOLDER CONFIG [exact]
//
// With `exact` as with --exact-diagnostics.
//
// One request on each line of stdin, in JSON, and its answer on a line of stdout:
//
// - {"do":"build"}: the answer has the `millis` that it took; how many `scripts` there are, and how many were `compiled`;
//   the `exit` code; the diagnostics as they are `printed`; the digests of `outputs` by their paths from FOLDER. Where
//   there is no result, `crash` says why.
// - {"do":"save","path":…,"text":…}: writes a script first. The answer has also `resultMillis`, the time from before the
//   write to the event with its Lua, and `checkedMillis`, to the event with its diagnostics.
//
// Ends with an error when no farm answers.
import { writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";

const client = new URL("../../../../../clients/", import.meta.url);
const { Farm, FarmError, UnreachableError } = await import(new URL("api/dist/index.js", client));
const { NodePlatform } = await import(new URL("api/dist/node.js", client));
const { ChangedMeanwhile } = await import(new URL("cli/dist/build/farm-build.js", client));
const { Progress } = await import(new URL("cli/dist/build/progress.js", client));
const { ProjectBuild } = await import(new URL("cli/dist/build/project-build.js", client));
const { tellDiagnostics } = await import(new URL("cli/dist/build/telling.js", client));
const { ProjectError } = await import(new URL("cli/dist/project/errors.js", client));
const { locate } = await import(new URL("cli/dist/project/locate.js", client));
const { Settings } = await import(new URL("cli/dist/settings.js", client));

const MOST_ATTEMPTS = 3; // files may change between being looked at and being sent

/** A farm whose events a listener hears first. */
class HeardFarm extends Farm {
    heard = () => {};

    follow(build, listener) {
        return super.follow(build, event => {
            this.heard(event);
            return listener(event);
        });
    }
}

/** A console of which only `printed` is kept. */
function notebook() {
    const notes = { printed: "", out: text => (notes.printed += text), err: () => {}, outIsTerminal: false, errIsTerminal: false, colours: false, columns: 80 };
    return notes;
}

const [folder, config, exact] = [resolve(process.argv[2]), process.argv[3], process.argv[4] === "exact"];
const settings = new Settings(process.env, folder);
const farm = new HeardFarm(settings.gateway, { platform: new NodePlatform(), token: settings.token });
let resident;

async function build(saved) {
    resident ??= new ProjectBuild(locate(settings.current, undefined, config), undefined, { folder, options: [] }, settings, new Progress(notebook(), false));
    for (let attempt = 1; ; attempt++) {
        const project = await resident.look();
        const request = { ...resident.named(project), lane: "interactive", ...(exact && { exactDiagnostics: true }), ...(saved && { saved: [relative(project.root, saved)] }) };
        try {
            const built = await resident.onFarm(project, farm, request);
            resident.deliverNowhere(project, built);
            const notes = notebook();
            const diagnostics = built.diagnostics.filter(({ category, source }) => category !== "WARNING" || source !== "scriptfarm"); // the farm's own remarks
            const exit = tellDiagnostics(notes, { ...built, diagnostics }, project.root, folder);
            const { scripts, compiled, failed } = built.summary;
            return {
                scripts,
                compiled: compiled + failed,
                exit,
                printed: notes.printed,
                outputs: Object.fromEntries(built.outputs.map(({ path, digest }) => [relative(folder, join(project.root, path)), digest])),
            };
        } catch (cause) {
            if (!(cause instanceof ChangedMeanwhile) || attempt === MOST_ATTEMPTS) throw cause;
        }
    }
}

async function answer({ do: what, path, text }) {
    const saved = what === "save" ? join(folder, path) : undefined;
    let ready, checked;
    const start = performance.now();
    farm.heard = event => {
        if (saved === undefined || !event.script?.endsWith(path)) return;
        if (event.type === "script-ready" && event.outputs.length > 0) ready ??= performance.now() - start;
        if (event.type === "script-finished") checked ??= performance.now() - start;
    };
    if (saved !== undefined) writeFileSync(saved, text);
    try {
        const built = await build(saved);
        const millis = performance.now() - start;
        return { millis, ...(saved && { resultMillis: ready ?? checked, checkedMillis: checked }), ...built };
    } catch (cause) {
        if (cause instanceof UnreachableError || !(cause instanceof FarmError || cause instanceof ProjectError)) throw cause;
        return { crash: cause.message };
    }
}

for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
process.exit();
