// Measures the farm against `tstl -p` on Node, side by side in one run:
//
//   node bench/bench.mjs [--runs 5] [--engines v8,graaljs] [--warm-ups N] [PROJECT]
//
// Each round builds a copy of the project (default examples/rxjs) in which every script has a new comment, so
// that nothing of it is known to the farm: once with tstl, once with the farm on an empty cache, and once more
// with the farm, which now knows everything. A farm of its own is started for each engine. Whole processes
// are timed by the wall clock, as their users see them; medians, and ratios of medians, are printed.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const farm = join(repository, "farm");
const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        runs: { type: "string", default: "5" },
        engines: { type: "string", default: "v8,graaljs" },
        "warm-ups": { type: "string" },
    },
});
const runs = Number(flags.runs);
const project = resolve(positionals[0] ?? join(repository, "examples/rxjs"));
// GraalJS compiles its own code while it runs, and needs to have seen much of it.
const warmUps = engine => Number(flags["warm-ups"] ?? (engine === "graaljs" ? 6 : 2));

const work = mkdtempSync(join(tmpdir(), "farm-bench-"));
const port = 20_000 + (process.pid % 10_000);
const environment = { ...process.env, FARM_HOME: join(work, "farm"), FARM_PORT: String(port), NO_COLOR: "1" };
if (!existsSync(join(project, "node_modules"))) {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: project, stdio: "ignore" });
}

let round = 0;
function freshCopy() {
    const copy = join(work, "project");
    rmSync(copy, { recursive: true, force: true });
    cpSync(project, copy, { recursive: true, filter: source => !/\/(dist[^/]*|node_modules)$/.test(source) });
    execFileSync("cp", ["-al", join(project, "node_modules"), copy]);
    round++;
    for (const file of readdirSync(copy, { recursive: true })) {
        const path = join(copy, file);
        if (/\.tsx?$/.test(file) && !file.startsWith("node_modules") && statSync(path).isFile()) {
            writeFileSync(path, `${readFileSync(path, "utf8")}\n// round ${round}\n`);
        }
    }
    return copy;
}

function timed(command, args, cwd) {
    const start = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (status === null || status === 3) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
    return { seconds, stdout };
}

const build = copy => {
    const { seconds, stdout } = timed(farm, ["build", copy, "--json"], work);
    return { seconds, ...pick(JSON.parse(stdout.trim().split("\n").at(-1))) };
};
const pick = ({ scripts, compiled, seconds: inside }) => ({ scripts, compiled, inside });

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const show = values => `${median(values).toFixed(2)} s  (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;

function memory() {
    const table = execFileSync("ps", ["-eo", "pid=,rss=,args="], { encoding: "utf8" });
    const name = args =>
        /EmbeddedKafka/.test(args) ? "kafka" : /redis-server/.test(args) ? "redis" : (/(gateway|compile-worker|cache-service)\/target/.exec(args)?.[1] ?? undefined);
    const rows = table
        .split("\n")
        .filter(line => line.includes(work) || line.includes(String(port)))
        .map(line => /^\s*\d+\s+(\d+)\s+(.*)$/.exec(line))
        .filter(match => match && name(match[2]))
        .map(match => [name(match[2]), Math.round(Number(match[1]) / 1024)]);
    return rows;
}

try {
    for (const engine of flags.engines.split(",")) {
        rmSync(environment.FARM_HOME, { recursive: true, force: true });
        const up = timed(farm, ["up", "--engine", engine], work);
        console.log(`\n${engine}: farm up in ${up.seconds.toFixed(1)} s`);
        console.log(`  idle:  ${describe(memory())}`);
        for (let i = 0; i < warmUps(engine); i++) build(freshCopy());
        const figures = { tstl: [], cold: [], warm: [], "warm, inside the client": [] };
        for (let i = 0; i < runs; i++) {
            const copy = freshCopy();
            figures.tstl.push(timed("npx", ["--no-install", "tstl", "-p", "tsconfig.json"], copy).seconds);
            const cold = build(copy);
            if (cold.compiled !== cold.scripts) throw new Error(`the cache was not cold: ${JSON.stringify(cold)}`);
            const warm = build(copy);
            if (warm.compiled !== 0) throw new Error(`the cache was not warm: ${JSON.stringify(warm)}`);
            figures.cold.push(cold.seconds);
            figures.warm.push(warm.seconds);
            figures["warm, inside the client"].push(warm.inside);
        }
        for (const [what, values] of Object.entries(figures)) {
            const ratio = what === "tstl" ? "" : `  ${(median(values) / median(figures.tstl)).toFixed(2)} × tstl`;
            console.log(`  ${what.padEnd(24)} ${show(values)}${ratio}`);
        }
        console.log(`  after: ${describe(memory())}`);
        timed(farm, ["down"], work);
    }
} finally {
    spawnSync(farm, ["down"], { cwd: work, env: environment });
    rmSync(work, { recursive: true, force: true });
}

function describe(rows) {
    const total = rows.reduce((sum, [, mib]) => sum + mib, 0);
    return `${rows.map(([name, mib]) => `${name} ${mib}`).join(", ")}: ${total} MiB resident`;
}
