// Measures how soon the farm is of use, cold:
//
//   node proof/bench/src/main/node/start-up.mjs [--runs 5] [--engines v8,graaljs] [--parts jvm,worker] [--json]
//
// - A fresh JVM to its first Lua: a project of one script, from the process's start to the compiled script. On V8 with a
//   start-up snapshot and a class archive, as a farm's workers have them, with the snapshot alone, and without either.
//   Beside it the resident memory, with one compiler and with three.
// - A fresh worker to its first job: from the process's start to the end of the first job of a queue that held it before; and
//   how far the start was when: the application began (boot), the broker has the topics, Redis, the engine, ready, and the
//   first job taken.
//
// Medians of the wall clock and of the processor time (minimum to maximum), which says more on a busy machine; --json
// prints one line for each figure instead.
// Needs a built farm (./farm up builds it) and starts one of its own.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { classPath, javaHome, repository } from "./farm.mjs";

const { values: flags } = parseArgs({
    options: {
        runs: { type: "string", default: "5" },
        engines: { type: "string", default: "v8,graaljs" },
        parts: { type: "string", default: "jvm,worker" },
        json: { type: "boolean", default: false },
    },
});
const runs = Number(flags.runs);
const engines = flags.engines.split(",");
const work = mkdtempSync(join(tmpdir(), "farm-start-up-"));
const snapshots = join(work, "snapshots");
const environment = { ...process.env, FARM_HOME: join(work, "farm"), FARM_PORT: String(20_000 + (process.pid % 10_000)), FARM_SUPERVISE: "0", NO_COLOR: "1" }; // nobody else starts a worker
const farm = (...args) => execFileSync(join(repository, "farm"), args, { cwd: work, env: environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
function print(engine, figure, unit, values) {
    const [mid, min, max] = [median(values), Math.min(...values), Math.max(...values)];
    const digits = unit === "s" ? 2 : 0;
    console.log(
        flags.json
            ? JSON.stringify({ bench: "start-up", engine, figure, unit, median: mid, min, max, runs: values.length })
            : `${engine.padEnd(8)} ${figure.padEnd(44)} ${mid.toFixed(digits)} ${unit}  (${min.toFixed(digits)} to ${max.toFixed(digits)})`,
    );
}

/** Processor time of a process so far, in seconds (proc(5): in hundredths). */
function processorTime(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

/**
 * Runs a command to its end, which is as soon as it prints a line that matches if `stop` says so; gives what it printed,
 * and the wall clock and the processor time until that line, in seconds.
 */
function until(line, [command, ...args], { stop = false } = {}) {
    return new Promise((resolve, reject) => {
        const start = process.hrtime.bigint();
        const child = spawn(command, args, { cwd: work, env: environment, stdio: ["ignore", "pipe", "pipe"] });
        const printed = [];
        let then;
        for (const stream of [child.stdout, child.stderr]) {
            createInterface({ input: stream }).on("line", text => {
                printed.push(text);
                if (then !== undefined || !line.test(text)) return;
                then = { wall: Number(process.hrtime.bigint() - start) / 1e9, processor: processorTime(child.pid) };
                if (stop) child.kill("SIGTERM");
            });
        }
        child.on("error", reject);
        child.on("close", () => (then === undefined ? reject(new Error(`${command} ended:\n${printed.join("\n")}`)) : resolve({ ...then, printed })));
    });
}

async function coldJvm() {
    const classes = classPath(); // of jars: archives take classes from nothing else
    const archive = join(work, "cold-start.jsa");
    const jvm = (engine, ...options) => [
        join(javaHome(), "bin/java"),
        ...options,
        ...(engine === "graaljs" ? [`@${join(repository, "libs/compiler/target/engine.args")}`, "-XX:+UseSerialGC", "-Xmx4g"] : small),
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        classes,
        "io.scriptfarm.bench.ColdStart",
    ];
    if (engines.includes("v8")) {
        const [java, ...options] = jvm("v8").slice(0, -1);
        execFileSync(java, [...options, "io.scriptfarm.compiler.session.PrepareSnapshot", snapshots], { stdio: "ignore" });
        execFileSync(java, [`-XX:ArchiveClassesAtExit=${archive}`, ...options, "io.scriptfarm.bench.ColdStart", "v8", snapshots], { stdio: "ignore" });
    }
    const ways = [
        ["v8", "with a snapshot and a class archive", [`-XX:SharedArchiveFile=${archive}`], [snapshots]],
        ["v8", "with a snapshot", [], [snapshots]],
        ["v8", "without either", [], ["-"]],
        ["graaljs", "", [], ["-"]],
    ].filter(([engine]) => engines.includes(engine));
    const figures = ways.map(() => ({ wall: [], processor: [], one: [], three: [] }));
    for (let run = 0; run < runs; run++) {
        for (const [i, [engine, , options, args]] of ways.entries()) {
            const { wall, processor, printed } = await until(/^compiled$/, [...jvm(engine, ...options), engine, ...args]);
            figures[i].wall.push(wall);
            figures[i].processor.push(processor);
            figures[i].one.push(Number(printed.at(-1)));
            if (engine === "v8") figures[i].three.push(Number((await until(/^compiled$/, [...jvm(engine, ...options), engine, ...args, "3"])).printed.at(-1)));
        }
    }
    for (const [i, [engine, how]] of ways.entries()) {
        const name = figure => (how ? `${figure}, ${how}` : figure);
        print(engine, name("JVM to first script"), "s", figures[i].wall);
        print(engine, name("JVM to first script, processor"), "s", figures[i].processor);
        print(engine, name("resident, one compiler"), "MiB", figures[i].one);
        if (figures[i].three.length > 0) print(engine, name("resident, three compilers"), "MiB", figures[i].three);
    }
}

/** The command of the farm's worker, and its process. */
function worker() {
    const pid = Number(readFileSync(join(environment.FARM_HOME, "run/worker-1.pid"), "utf8").split("\n")[0]);
    return { pid, command: readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1) };
}

async function condition(what, holds, patience = 120_000) {
    for (const end = Date.now() + patience; !holds(); await new Promise(resolve => setTimeout(resolve, 50))) {
        if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    }
}

const has = (folder, suffix) => existsSync(folder) && readdirSync(folder).some(file => file.endsWith(suffix));

async function coldWorker(engine) {
    rmSync(environment.FARM_HOME, { recursive: true, force: true });
    farm("up", "--engine", engine);
    const project = join(work, "project");
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, "tsconfig.json"), '{ "compilerOptions": { "target": "esnext", "lib": ["esnext"], "types": [] } }');
    writeFileSync(join(project, "round.ts"), "export const round = -1;\n");
    if (engine === "v8") {
        // What the first worker of a farm leaves behind for the next.
        farm("build", project);
        await condition("the snapshot", () => has(join(environment.FARM_HOME, "data/snapshots"), ".v8snapshot"));
        await condition("the class archive", () => has(join(environment.FARM_HOME, "data/classes"), ".jsa"));
        farm("down");
        farm("up", "--engine", engine);
    }
    const { pid, command } = worker();
    process.kill(pid, "SIGTERM");
    await condition("the worker's end", () => !existsSync(`/proc/${pid}`));
    const figures = { wall: [], processor: [] };
    const pieces = new Map(); // by name, in milliseconds since the JVM began
    const piece = (name, at) => pieces.set(name, [...(pieces.get(name) ?? []), at]);
    for (let run = 0; run < runs; run++) {
        writeFileSync(join(project, "round.ts"), `export const round = ${run};\n`);
        const build = spawn(join(repository, "farm"), ["build", project, "--verbose"], { cwd: work, env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
        const ended = new Promise(resolve => build.on("close", resolve));
        // The gateway has the build, and puts its first job into the queue long before a worker can be there.
        await Promise.race([ended, ...[build.stdout, build.stderr].map(stream => new Promise(resolve => createInterface({ input: stream }).on("line", line => /\bbuild [0-9a-z-]+$/.test(line) && resolve())))]);
        const { wall, processor, printed } = await until(/job done/, command, { stop: true });
        for (const reached of /start-ms=(\S+)/.exec(printed.join("\n"))[1].split(",")) piece(...reached.split(":").map((word, i) => (i === 0 ? word : Number(word))));
        piece("first job taken", wall * 1000 - Number(/job done .*\bms=(\d+)/.exec(printed.join("\n"))[1]));
        figures.wall.push(wall);
        figures.processor.push(processor);
        if (build.exitCode === null) process.kill(-build.pid);
        await ended;
    }
    print(engine, "worker to first job", "s", figures.wall);
    print(engine, "worker to first job, processor", "s", figures.processor);
    for (const [name, millis] of pieces) print(engine, `worker's start, ${name}`, "ms", millis);
    farm("down");
}

try {
    if (flags.parts.includes("jvm")) await coldJvm();
    if (flags.parts.includes("worker")) for (const engine of engines) await coldWorker(engine);
} finally {
    spawnSync(join(repository, "farm"), ["down"], { cwd: work, env: environment, stdio: "ignore" });
    rmSync(work, { recursive: true, force: true });
}
