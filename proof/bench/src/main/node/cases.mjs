// What is measured. Each case is a function of a context ({engine, farm, work, options, log}) that gives what goes into
// the results. `goal` is the ratio to tstl, medians of one run, that a case is to stay below with V8.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { setImmediate as breathe } from "node:timers/promises"; // builds block; between two, signals are heard
import { repository, tstl } from "./farm.mjs";
import { pluginEdits, projects } from "./plugin-edits.mjs";
import { example, freshCopy, generatedProject, scripts, withBody, withShape } from "./projects.mjs";
import { median, quantile } from "./statistics.mjs";
import { traceCost } from "./trace-cost.mjs";

// rxjs: 251 scripts, of which most import this one, directly or not.
const PROJECT = "rxjs";
const SHARED = "src/internal/Subscriber.ts";
const METHOD = /\bunsubscribe\(\): void \{/;
const CLASS = /\bclass Subscriber<T> [^{]*\{/;

const BUSY_WARM_UP = 20; // saves that are not counted: the JVMs learn their own code

export const goals = {
    cold: { title: "Nothing known, one worker", goal: 0.6 },
    "cold-2": { title: "Nothing known, two workers", goal: 0.45 },
    full: { title: "All of it known", goal: 0.08 },
    body: { title: "A body changed in a shared module", goal: 0.1 },
    shape: { title: "A shape changed in a shared module" },
};

// Every process of a farm compiles its own code while it runs; with V8, the gateway is done after some sixty
// builds, and mostly before. GraalJS needs to have seen more. A farm makes what its next start is quick by in its first
// minute, too.
const warmUps = engine => (engine === "graaljs" ? 40 : 25);

let edits = 0;

/** Rounds of the cases among `wanted` that begin with a project that nobody has built. */
async function rounds({ engine, farm, work, options, log }, workers, wanted) {
    const up = farm.up(workers);
    log(`${engine}: farm up with ${workers} worker(s) in ${up.toFixed(1)} s`);
    const project = example(PROJECT);
    for (let i = 0; i < warmUps(engine); i++) {
        await breathe();
        farm.build(freshCopy(project, work));
    }
    const seconds = { tstl: [], cold: [], full: [], body: [], shape: [] };
    const compiled = { cold: [], full: [], body: [], shape: [] };
    const build = (name, copy) => {
        const built = farm.build(copy);
        seconds[name].push(built.seconds);
        compiled[name].push(built.compiled);
        return built;
    };
    const edited = async (name, copy, edit) => {
        await breathe();
        const path = join(copy, SHARED);
        writeFileSync(path, edit(readFileSync(path, "utf8"), ++edits));
        build(name, copy);
    };
    for (let i = 0; i < options.runs; i++) {
        await breathe();
        const copy = freshCopy(project, work);
        seconds.tstl.push(tstl(copy));
        const cold = build("cold", copy);
        if (cold.compiled !== cold.scripts) throw new Error(`something was known: ${JSON.stringify(cold)}`);
        if (wanted.has("full")) {
            const full = build("full", copy);
            if (full.compiled !== 0) throw new Error(`something was not known: ${JSON.stringify(full)}`);
        }
        if (wanted.has("body")) await edited("body", copy, (text, n) => withBody(text, METHOD, n));
        if (wanted.has("shape")) await edited("shape", copy, (text, n) => withShape(text, CLASS, n));
    }
    const results = ["cold", "full", "body", "shape"]
        .filter(name => seconds[name].length > 0)
        .map(name => ({ case: workers === 2 ? `${name}-2` : name, engine, workers, seconds: seconds[name], tstl: seconds.tstl, compiled: compiled[name] }));
    for (const r of results) log(`  ${r.case.padEnd(8)} ${median(r.seconds).toFixed(2)} s, ${(median(r.seconds) / median(r.tstl)).toFixed(2)} × the tstl beside it, ${median(r.compiled)} compiled`);
    return { rebuilds: results, memory: { engine, workers, mebibytes: farm.memories() } };
}

/** Milliseconds of so many saves into a project: from before the file is written to the event with its result. */
async function saveMillis(client, text, count) {
    const millis = [];
    for (let i = 0; i < count; i++) {
        const { resultMillis } = await client.save(SHARED, withBody(text, METHOD, ++edits));
        millis.push(resultMillis);
    }
    return millis;
}

const told = millis => `p50 ${quantile(millis, 0.5).toFixed(0)} ms, p99 ${quantile(millis, 0.99).toFixed(0)} ms`;

/** Saves at a client that waits, while the farm has nothing else to do. */
async function saves({ engine, farm, work, options, log }) {
    farm.up(1);
    const project = freshCopy(example(PROJECT), work);
    const client = farm.client(project);
    const text = readFileSync(join(project, SHARED), "utf8");
    await client.build();
    const millis = await saveMillis(client, text, options.saves);
    client.close();
    log(`${engine}: save to result ${told(millis)}`);
    return { engine, millis };
}

/** The same saves idle and while one build of many scripts after another runs in the bulk lane. */
async function busySaves({ engine, farm, work, options, log }) {
    farm.down(); // so that the worker has seen neither project
    farm.up(1);
    const project = freshCopy(example(PROJECT), work);
    const client = farm.client(project);
    const text = readFileSync(join(project, SHARED), "utf8");
    await client.build();
    await saveMillis(client, text, BUSY_WARM_UP);
    const idle = await saveMillis(client, text, options.saves);
    log(`${engine}: saves while nothing else runs: ${told(idle)}`);
    let over = false;
    const builds = [];
    const building = (async () => {
        while (!over) builds.push((await farm.building(generatedProject(options.busyScripts, work))).seconds);
    })();
    const busy = await saveMillis(client, text, options.saves);
    over = true;
    log(`${engine}: saves while ${options.busyScripts} scripts build: ${told(busy)}, p99 ${(quantile(busy, 0.99) / quantile(idle, 0.99)).toFixed(1)} × the idle one`);
    client.close();
    await building;
    log(`${engine}: builds beside the saves: ${builds.map(s => s.toFixed(1)).join(", ")} s`);
    return { engine, scripts: options.busyScripts, idle, busy, builds };
}

/** Generated projects of growing size, nothing known; each size is added to `results` as soon as it is measured. */
async function scale({ engine, farm, work, options, log, keep }, results) {
    farm.up(1);
    for (let i = 0; i < warmUps(engine); i++) farm.build(generatedProject(100, work));
    for (const count of options.sizes) {
        const runs = count >= 10_000 ? 1 : count >= 1000 ? Math.min(3, options.runs) : options.runs;
        const result = { engine, scripts: count, seconds: [], tstl: [] };
        for (let i = 0; i < runs; i++) {
            await breathe();
            const project = generatedProject(count, work);
            result.tstl.push(tstl(project));
            const built = farm.build(project);
            if (built.compiled !== count) throw new Error(`something was known: ${JSON.stringify(built)}`);
            result.seconds.push(built.seconds);
        }
        results.push(result);
        keep();
        const each = values => `${((median(values) / count) * 1000).toFixed(1)} ms each`;
        log(`${engine}: ${count} scripts: ${median(result.seconds).toFixed(2)} s (${each(result.seconds)}), tstl ${median(result.tstl).toFixed(2)} s (${each(result.tstl)})`);
    }
}

/** The worker's resident memory while one project is edited and built again and again. */
async function memory({ engine, farm, work, options, log }) {
    farm.down();
    farm.up(1);
    const project = freshCopy(example("dungeon"), work);
    const files = scripts(project).filter(f => f.startsWith("src/") && !f.endsWith(".d.ts"));
    const texts = new Map(files.map(f => [f, readFileSync(join(project, f), "utf8")]));
    const client = farm.client(project);
    await client.build();
    const builds = [];
    const mebibytes = [];
    for (let i = 1; i <= options.builds; i++) {
        const file = files[i % files.length];
        await client.save(file, `${texts.get(file)}\nvoid ${i};\n`);
        if (i % 20 === 0) {
            builds.push(i);
            mebibytes.push(farm.memory("worker-1"));
        }
    }
    client.close();
    const tenth = n => median(mebibytes.slice(Math.floor((n * mebibytes.length) / 10), Math.ceil(((n + 1) * mebibytes.length) / 10)));
    log(`${engine}: worker after ${options.builds} builds: ${tenth(9).toFixed(0)} MiB in the last tenth, ${tenth(1).toFixed(0)} in the second`);
    return { engine, builds, mebibytes, secondTenth: tenth(1), lastTenth: tenth(9) };
}

/** What start-up.mjs says, where it is there. */
/** @param parts of start-up.mjs, where not all */
export function startUp(log, ...parts) {
    const script = join(repository, "proof/bench/src/main/node/start-up.mjs");
    if (!existsSync(script)) return [];
    const out = execFileSync("node", [script, "--json", ...parts], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    const lines = out.split("\n").filter(line => line.startsWith("{")).map(line => JSON.parse(line));
    for (const line of lines) log(`start-up: ${JSON.stringify(line)}`);
    return lines;
}

export const caseNames = [...Object.keys(goals), "save", "busy", "scale", "memory", "plugin-edits", "start-up", "worker-start", "traces"];

/** All that is wanted of one engine, added to the results. */
export async function measure(context, wanted, results) {
    if (["cold", "full", "body", "shape"].some(name => wanted.has(name))) {
        const { rebuilds, memory: idle } = await rounds(context, 1, wanted);
        results.rebuilds.push(...rebuilds);
        results.processes.push(idle);
        context.keep();
    }
    if (wanted.has("save")) results.saves.push(await saves(context));
    if (wanted.has("busy")) results.busy.push(await busySaves(context));
    context.keep();
    if (wanted.has("scale")) await scale(context, results.scale);
    if (wanted.has("cold-2")) {
        context.farm.down(); // the workers of a farm share its cores from their start
        results.rebuilds.push(...(await rounds(context, 2, new Set())).rebuilds);
        context.keep();
    }
    if (wanted.has("memory")) results.memory.push(await memory(context));
    if (wanted.has("traces")) results.traces.push(await traceCost(context));
    if (wanted.has("plugin-edits")) {
        for (const project of projects(context.options.projects)) {
            results.pluginEdits.push(await pluginEdits(context, project));
            context.keep();
        }
    }
}
