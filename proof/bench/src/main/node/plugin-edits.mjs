// Edits of a function's body in projects with plugins: `farm build`, `tstl -p` and `tstl --watch` by turns, in one run.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { script as farmScript } from "./farm.mjs";
import { example } from "./projects.mjs";
import { median } from "./statistics.mjs";

/** Edits of a round. */
const EDITS = 6;

/** `tstl --watch` says so when it has built and waits. */
const WAITS = /Watching for file changes/;

/** A watching tstl hears of a file by its folder; what is written before it listens is not heard. */
const LISTENS_AFTER = 500;

const NOTES = "README.md";

/** Examples whose plugins are packages of npm, or look at one script at a time. */
const EXAMPLES = [["transformers", "tsconfig.keys.json"], ["transformers", "tsconfig.paths.json"], ["plugins", "tsconfig.visitors.json"]];

/** @param named `DIR[:CONFIG[:SCRIPT]]` each; both relative to DIR, where `npm ci` was run */
export function projects(named) {
    if (named.length === 0) return EXAMPLES.map(([name, config]) => ({ folder: example(name), config }));
    return named.map(text => {
        const [folder, config = "tsconfig.json", script] = text.split(":");
        return { folder: resolve(folder), config, script };
    });
}

/** The script to edit: in the middle by length of those that have a function with a body. */
function chosen({ folder, config, script }) {
    const ts = createRequire(join(folder, "package.json"))("typescript");
    const bodied = text => {
        let found;
        const visit = node => {
            if (found !== undefined) return;
            if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body) found = node.body.getStart() + 1;
            else ts.forEachChild(node, visit);
        };
        visit(ts.createSourceFile("script.ts", text, ts.ScriptTarget.Latest, true));
        return found;
    };
    const parsed = ts.getParsedCommandLineOfConfigFile(join(folder, config), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} });
    const all = parsed.fileNames.filter(file => !/\.d\.[cm]?ts$/.test(file) && !file.includes("/node_modules/")).map(file => relative(folder, file));
    const candidates = (script ? [script] : all)
        .map(file => ({ file, text: readFileSync(join(folder, file), "utf8") }))
        .map(({ file, text }) => ({ file, text, at: bodied(text) }))
        .filter(({ at }) => at !== undefined)
        .sort((a, b) => a.text.length - b.text.length);
    if (candidates.length === 0) throw new Error(`no script of ${folder} has a function with a body; name another one`);
    return { all, ...candidates[Math.floor(candidates.length / 2)] };
}

/** A copy that shares node_modules, in which every script has a new comment, and whose scripts have other names together. */
function copyOf({ folder }, { all, file }, work, name, round) {
    const copy = join(work, `${basename(folder)}-${name}-${round}`);
    rmSync(copy, { recursive: true, force: true });
    const isLeftOut = path => path === join(folder, ".git") || path === join(folder, "node_modules");
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: path => !isLeftOut(path) });
    execFileSync("cp", ["-al", join(folder, "node_modules"), copy]);
    for (const script of all) appendFileSync(join(copy, script), `\n// round ${process.pid} ${round}\n`);
    writeFileSync(join(copy, dirname(file), `round${process.pid}n${round}.ts`), "export {};\n");
    return copy;
}

/** Processor seconds that a process has taken; on Linux. */
function processor(pid) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

const processors = farm => Object.keys(farm.memories()).filter(name => name !== "supervisor").reduce((sum, name) => sum + processor(farm.pid(name)), 0);

/** Runs a program to its end: seconds by the clock, and of the processor. */
function run(command, args, cwd, env = process.env) {
    const start = performance.now();
    const script = 'TIMEFORMAT="%U %S"; time "$@"';
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "bash", command, ...args], { cwd, env: { ...env, LC_ALL: "C" }, encoding: "utf8", maxBuffer: 1 << 28 });
    const seconds = (performance.now() - start) / 1000;
    if (status === null || status > 2) throw new Error(`${command} ${args.join(" ")} failed (${status}):\n${stdout}${stderr}`);
    const [user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
    return { seconds, processor: user + system, stdout };
}

const tstl = (copy, { config }) => run(join(copy, "node_modules/.bin/tstl"), ["-p", config], copy);

function build(farm, copy, { config }) {
    const before = processors(farm);
    const { seconds, processor: client, stdout } = run(farmScript, ["build", "--json", "--lane", "interactive", "-p", config, "."], copy, farm.env);
    const { scripts, compiled } = JSON.parse(stdout.trim().split("\n").at(-1));
    return { seconds, processor: client + processors(farm) - before, scripts, compiled };
}

/** A `tstl --watch` that has built once. */
class Watch {
    static async start(copy, { config }) {
        const watch = new Watch();
        watch.process = spawn(process.execPath, [join(copy, "node_modules/.bin/tstl"), "-p", config, "--watch", "--preserveWatchOutput"], { cwd: copy, stdio: ["ignore", "pipe", "inherit"] });
        watch.lines = createInterface({ input: watch.process.stdout })[Symbol.asyncIterator]();
        await watch.waits();
        await pause(LISTENS_AFTER);
        return watch;
    }

    async waits() {
        for (;;) {
            const { value, done } = await this.lines.next();
            if (done) throw new Error("tstl --watch ended");
            if (WAITS.test(value)) return;
        }
    }

    /** From before the file is written. */
    async save(path, text) {
        const [start, before] = [performance.now(), processor(this.process.pid)];
        writeFileSync(path, text);
        await this.waits();
        return { seconds: (performance.now() - start) / 1000, processor: processor(this.process.pid) - before };
    }

    close() {
        this.process.kill();
    }
}

/** What was written since, by path. */
function written(copy, since) {
    const found = new Map();
    const visit = folder => {
        for (const entry of readdirSync(folder, { withFileTypes: true })) {
            const path = join(folder, entry.name);
            if (entry.isDirectory() && entry.name !== "node_modules") visit(path);
            else if (entry.isFile() && statSync(path).mtimeMs >= since) found.set(relative(copy, path), createHash("sha256").update(readFileSync(path)).digest("hex"));
        }
    };
    visit(copy);
    return found;
}

/** The files that are not the same in both copies, of those that were written in one of them. */
function differing(copies, since) {
    const [one, other] = copies.map(copy => written(copy, since));
    const paths = new Set([...one.keys(), ...other.keys()]);
    const bytes = (copy, path) => (existsSync(join(copy, path)) ? readFileSync(join(copy, path), "base64") : undefined);
    return [...paths].filter(path => one.get(path) !== other.get(path) && bytes(copies[0], path) !== bytes(copies[1], path));
}

/** One round: nothing known, edits, a file that nobody reads; `tstl -p` before and after. */
async function round({ farm, work, log }, project, script, number, result) {
    const [onFarm, once, watched] = ["farm", "tstl", "watch"].map(name => copyOf(project, script, work, name, number));
    const since = Date.now();
    const text = readFileSync(join(onFarm, script.file), "utf8");
    const edited = n => `${text.slice(0, script.at)} void ${number * 100 + n};${text.slice(script.at)}`;
    result.tstl.push(tstl(once, project));
    result.cold.push(build(farm, onFarm, project));
    const watch = await Watch.start(watched, project);
    try {
        for (let n = 1; n <= EDITS; n++) {
            writeFileSync(join(onFarm, script.file), edited(n));
            result.edits.push(build(farm, onFarm, project));
            result.watch.push(await watch.save(join(watched, script.file), edited(n)));
        }
    } finally {
        watch.close();
    }
    writeFileSync(join(once, script.file), edited(EDITS));
    result.tstl.push(tstl(once, project));
    const different = differing([onFarm, once], since);
    if (different.length > 0) log(`  other bytes than tstl's: ${different.slice(0, 5).join(", ")}`);
    result.different += different.length;
    appendFileSync(join(onFarm, NOTES), `round ${number}\n`);
    result.notes.push(build(farm, onFarm, project));
    for (const copy of [onFarm, once, watched]) rmSync(copy, { recursive: true, force: true });
}

const empty = () => ({ tstl: [], cold: [], edits: [], watch: [], notes: [], different: 0 });

/**
 * All rounds of one project. The first one is apart: the farm has seen neither the compilers nor the plugins then.
 */
export async function pluginEdits(context, project) {
    const { engine, farm, options, log } = context;
    farm.up(1);
    const script = chosen(project);
    const first = empty();
    const result = empty();
    log(`${engine}: ${basename(project.folder)} ${project.config}, ${script.all.length} scripts; the edited one is ${script.file}`);
    await round(context, project, script, 0, first);
    log(`  first seen: ${first.cold[0].seconds.toFixed(2)} s, edits ${first.edits.map(e => e.seconds.toFixed(2)).join(", ")} s`);
    for (let number = 1; number <= options.runs; number++) await round(context, project, script, number, result);
    const name = basename(project.folder) + (basename(project.config) === "tsconfig.json" ? "" : ` ${basename(project.config)}`);
    const measured = { engine, project: name.split(sep).join("/"), scripts: script.all.length, first, ...result };
    for (const line of rows(measured)) log(`  ${line.join(" | ")}`);
    return measured;
}

const of = (name, values) => median(values.map(value => value[name]));

/** Rows for people: what, seconds, processor seconds, ratios to `tstl -p` and `tstl --watch` by both, scripts compiled. */
export function rows({ project, first, tstl: cold, cold: built, edits, watch, notes }) {
    const row = (title, values, against) => {
        const ratio = (to, name) => (to.length > 0 ? (of(name, values) / of(name, to)).toFixed(2) : "");
        const seconds = values.map(value => value.seconds);
        return [
            project,
            title,
            `${median(seconds).toFixed(2)} (${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)})`,
            of("processor", values).toFixed(2),
            ratio(cold, "seconds"),
            ratio(cold, "processor"),
            ratio(against, "seconds"),
            ratio(against, "processor"),
            values[0].compiled === undefined ? "" : String(of("compiled", values)),
        ];
    };
    return [
        row("`tstl -p`", cold, []),
        row("`tstl --watch`, a body", watch, []),
        row("nothing known", built, []),
        row("a body, the first edit of all", first.edits.slice(0, 1), first.watch.slice(0, 1)),
        row("a body", edits, watch),
        row("README", notes, []),
    ];
}

export const HEAD = ["project", "", "s", "processor s", "× `tstl -p`", "by processor", "× `tstl --watch`", "by processor", "scripts compiled"];
