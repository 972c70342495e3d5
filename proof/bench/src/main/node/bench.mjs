// Measures the farm against `tstl -p` on Node, side by side in one run: ./farm bench --help.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { caseNames, measure, startUp } from "./cases.mjs";
import { pluginTable, write } from "./document.mjs";
import { Farm, machine, repository } from "./farm.mjs";

const usage = `usage: ./farm bench [OPTIONS]

  --cases A,B      ${caseNames.join(", ")} (default: all)
  --engines A,B    v8, graaljs (default: both)
  --runs N         rounds, of which medians are taken (default: 5)
  --saves N        of the cases save and busy (default: 200)
  --busy-scripts N scripts of the builds beside the saves of case busy (default: 5000)
  --builds N       of case memory (default: 2000)
  --sizes A,B      scripts of the projects of case scale (default: 10,100,1000,10000)
  --project DIR[:CONFIG[:SCRIPT]]
                   of case plugin-edits, more than once (default: examples with plugins): a project after npm ci, its
                   tsconfig, and the script to edit, relative to DIR
  --out FILE       where the results go as JSON (default: target/bench.json)
  --write          put them into docs/performance.md, .svg and .json, too

Each round builds a copy of a project of which nothing is known to the farm, once with tstl (a cold process) and then
with a farm of its own; whole processes are timed by the wall clock.`;

const { values: flags } = parseArgs({
    options: {
        cases: { type: "string", default: caseNames.join(",") },
        engines: { type: "string", default: "v8,graaljs" },
        runs: { type: "string", default: "5" },
        saves: { type: "string", default: "200" },
        "busy-scripts": { type: "string", default: "5000" },
        builds: { type: "string", default: "2000" },
        sizes: { type: "string", default: "10,100,1000,10000" },
        project: { type: "string", multiple: true, default: [] },
        out: { type: "string", default: join(repository, "target/bench.json") },
        write: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
    },
});
const wanted = new Set(flags.cases.split(","));
const unknown = [...wanted].filter(name => !caseNames.includes(name));
if (flags.help || unknown.length > 0) {
    console.log(unknown.length > 0 ? `farm: there is no case ${unknown.join(", ")}\n\n${usage}` : usage);
    process.exit(flags.help ? 0 : 64);
}
const options = {
    runs: Number(flags.runs),
    saves: Number(flags.saves),
    busyScripts: Number(flags["busy-scripts"]),
    builds: Number(flags.builds),
    sizes: flags.sizes.split(",").map(Number),
    projects: flags.project,
};

const work = mkdtempSync(join(tmpdir(), "farm-bench-"));
const results = { machine: machine(cpus().length, arch(), process.version), options, rebuilds: [], processes: [], saves: [], busy: [], scale: [], memory: [], pluginEdits: [], startUp: [], traces: [] };
const log = line => console.log(line);
const out = resolve(flags.out);
mkdirSync(dirname(out), { recursive: true });
/** What is measured is kept, also when a later case fails. */
const keep = () => writeFileSync(out, `${JSON.stringify(results, undefined, 1)}\n`);
let farm;
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));
process.on("exit", () => {
    farm?.down();
    rmSync(work, { recursive: true, force: true });
});

log(Object.values(results.machine).join(", "));
for (const engine of flags.engines.split(",")) {
    farm = new Farm(engine, work);
    await measure({ engine, farm, work, options, log, keep }, wanted, results);
    farm.down();
}
if (wanted.has("start-up")) results.startUp = startUp(log);
else if (wanted.has("worker-start")) results.startUp = startUp(log, "--parts", "worker", "--engines", flags.engines, "--runs", flags.runs);

keep();
if (results.pluginEdits.length > 0) log(pluginTable(results.pluginEdits));
log(`results: ${out}`);
if (flags.write) write(results, join(repository, "docs"));
