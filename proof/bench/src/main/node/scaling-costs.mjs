// What work takes, out of profiles of real builds (`farm build --profile FILE`), for scaling.mjs:
//
//     node proof/bench/src/main/node/scaling-costs.mjs NAME=COLD.json,EDIT.json... >proof/bench/src/main/data/costs.json
//
// Of each project two profiles: of a build of which nothing was known, and of the next one, after an edit of one script.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const OF_SCRIPTS = ["check", "transform", "other"];
const round = millis => Math.round(millis * 100) / 100;

/** What scripts took, and the other phases of the workers, in milliseconds. */
function spent(file) {
    const { traceEvents } = JSON.parse(readFileSync(file, "utf8"));
    const workers = new Set(traceEvents.filter(e => e.name === "process_name" && e.args.name.startsWith("worker ")).map(e => e.pid));
    const scripts = new Map();
    const phases = {};
    for (const { cat, name, dur } of traceEvents.filter(e => e.ph === "X" && workers.has(e.pid))) {
        if (OF_SCRIPTS.includes(cat) && name !== cat) scripts.set(name, (scripts.get(name) ?? 0) + dur / 1000);
        else if (cat !== "queue") phases[cat] = (phases[cat] ?? 0) + dur / 1000;
    }
    return {
        workers: workers.size,
        phases: Object.fromEntries(Object.entries(phases).map(([phase, millis]) => [phase, round(millis)])),
        scripts: [...scripts.values()].map(round).sort((a, b) => a - b),
    };
}

const projects = process.argv.slice(2).map(argument => {
    const [name, files] = argument.split("=");
    const [cold, edit] = files.split(",").map(spent);
    return { name, ...cold, edit: edit.phases };
});
process.stdout.write(`${JSON.stringify({ machine: `${cpus().length} cores, shared with other work`, unit: "milliseconds", projects }, undefined, 1)}\n`);
