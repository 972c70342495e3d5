// A studio's day on paper: workers come and go by the autoscaler's formula, and jobs take what they took on a real farm
// (costs.json). Prints the tables of docs/scaling.md and draws its plots:
//
//     node proof/bench/src/main/node/scaling.mjs OUT.svg
//
// Each job is an event; nothing is averaged. The same seed gives the same day.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawScaling } from "./scaling-plot.mjs";

const costs = JSON.parse(readFileSync(fileURLToPath(new URL("../data/costs.json", import.meta.url)), "utf8"));

/** The studio. Times are seconds of the day. */
export const STUDIO = {
    people: 40,
    scripts: 2000, // of the game
    begin: 9 * 3600,
    end: 18 * 3600,
    lunch: [12.5 * 3600, 13.25 * 3600],
    savesAnHour: 30, // of each person
    shapes: 0.1, // of the saves change what others see
    dependents: 40, // scripts that such a save compiles again
    bursts: [9.75 * 3600, 12.25 * 3600, 15.5 * 3600, 17.5 * 3600], // when people push
    pushes: 30, // in a burst, within ten minutes
    changedByPush: 60, // scripts
    toolchain: 14 * 3600, // when all is compiled again
};

/** As components/autoscaling-keda says, and Kubernetes' own controller. */
export const SCALER = {
    target: 4, // seconds of work for a worker
    most: 20,
    fewest: 0,
    every: 15, // the controller's period; KEDA's answer is not older than 5 s
    tolerance: 0.1,
    up: { percent: 100, pods: 4, period: 15 },
    down: { percent: 25, period: 60, window: 300 },
    cooldown: 1800,
};
const SLOTS = 2;
/** From the wish for a pod to its first job: scheduling and image are a guess, the worker's own start is not. */
export const START = 15;

/** xorshift32: the same day each time. */
function random(seed) {
    let state = seed;
    return () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 2 ** 32;
    };
}

const all = costs.projects.flatMap(({ scripts }) => scripts);
/** Seconds of one script, as some script of the measured projects took. */
const ofScript = next => all[Math.floor(next() * all.length)] / 1000;
/** Seconds of what is done once in a build, as much for each script as in all measured projects together. */
const forAll = cost => (costs.projects.reduce((millis, project) => millis + cost(project), 0) / all.length) * (STUDIO.scripts / 1000);
const sum = (phases, names) => names.reduce((all, name) => all + (phases[name] ?? 0), 0);
const PLANNING = ["plan", "program", "fetch"]; // reading the program is done on each worker that takes part
const LINKING = ["link", "bytecode", "store"];
const COLD = { plan: forAll(({ phases, workers }) => sum(phases, PLANNING) / workers), link: forAll(({ phases }) => sum(phases, LINKING)) };
const EDIT = { plan: forAll(({ edit }) => sum(edit, PLANNING)), link: forAll(({ edit }) => sum(edit, LINKING)) };

/** Builds of a day: when, how urgent, and their stages, each a list of jobs in seconds. */
export function day(seed) {
    const next = random(seed);
    const builds = [];
    const units = scripts => {
        const times = Array.from({ length: scripts }, () => ofScript(next));
        const limit = Math.min(1, Math.max(0.1, times.reduce((a, b) => a + b, 0) / 12)); // as UnitCutter cuts
        const cut = [0];
        for (const time of times) {
            if (cut.at(-1) > 0 && cut.at(-1) + time > limit) cut.push(0);
            cut[cut.length - 1] += time;
        }
        return cut;
    };
    const build = (at, kind, scripts, { plan, link }) => builds.push({ at, kind, stages: [[plan], units(scripts), [link]] });
    for (let person = 0; person < STUDIO.people; person++) {
        let at = STUDIO.begin + next() * 1800;
        while (at < STUDIO.end) {
            at += -Math.log(1 - next()) * (3600 / STUDIO.savesAnHour);
            if (at > STUDIO.lunch[0] && at < STUDIO.lunch[1]) continue;
            if (at < STUDIO.end) build(at, "save", next() < STUDIO.shapes ? STUDIO.dependents : 1, EDIT);
        }
    }
    for (const burst of STUDIO.bursts) {
        for (let push = 0; push < STUDIO.pushes; push++) build(burst + next() * 600, "pipeline", STUDIO.changedByPush, COLD);
    }
    build(STUDIO.toolchain, "rebuild", STUDIO.scripts, COLD);
    return builds.sort((a, b) => a.at - b.at);
}

/** A heap of events by time. */
class Agenda {
    entries = [];
    add(at, what) {
        const { entries } = this;
        entries.push({ at, what });
        for (let i = entries.length - 1; i > 0; ) {
            const parent = (i - 1) >> 1;
            if (entries[parent].at <= entries[i].at) break;
            [entries[parent], entries[i]] = [entries[i], entries[parent]];
            i = parent;
        }
    }
    take() {
        const { entries } = this;
        const first = entries[0];
        const last = entries.pop();
        if (entries.length > 0) {
            entries[0] = last;
            for (let i = 0; ; ) {
                const [left, right] = [2 * i + 1, 2 * i + 2];
                let least = i;
                if (left < entries.length && entries[left].at < entries[least].at) least = left;
                if (right < entries.length && entries[right].at < entries[least].at) least = right;
                if (least === i) break;
                [entries[least], entries[i]] = [entries[i], entries[least]];
                i = least;
            }
        }
        return first;
    }
}

/**
 * Runs a day on workers.
 *
 * @param fleet a number of workers, or the parameters of the autoscaler
 * @returns waiting times of builds by kind, workers over time, and worker-hours
 */
export function run(builds, fleet) {
    const agenda = new Agenda();
    const scaled = typeof fleet === "object";
    const lanes = { save: [], bulk: [] };
    const workers = new Set();
    const waited = { save: [], pipeline: [], rebuild: [] };
    const series = [];
    const desires = [];
    let left = 0; // seconds of work that wait or are under way
    let starting = 0;
    let seconds = 0; // of workers
    let last = 0;
    let idleSince = 0;
    let now = 0;
    const grow = () => void workers.add({ since: now, busy: 0, going: false });
    const pass = at => {
        seconds += (workers.size + starting) * (at - last);
        last = at;
        now = at;
    };
    const dispatch = () => {
        for (const worker of workers) {
            while (!worker.going && worker.busy < SLOTS) {
                const job = lanes.save.shift() ?? lanes.bulk.shift();
                if (job === undefined) return;
                worker.busy++;
                agenda.add(now + job.takes, () => {
                    worker.busy--;
                    left -= job.takes;
                    if (worker.going && worker.busy === 0) workers.delete(worker);
                    if (--job.stage.open === 0) begin(job.build, job.index + 1);
                });
            }
        }
    };
    const begin = (build, index) => {
        if (index === build.stages.length) {
            const alone = build.stages.reduce((sum, stage) => sum + Math.max(...stage), 0);
            waited[build.kind].push({ at: build.at, seconds: now - build.at - alone, took: now - build.at });
            return;
        }
        const stage = { open: build.stages[index].length };
        for (const takes of build.stages[index]) {
            left += takes;
            lanes[build.kind === "save" ? "save" : "bulk"].push({ build, index, stage, takes });
        }
    };
    const scale = () => {
        const staying = [...workers].filter(worker => !worker.going);
        const size = staying.length + starting;
        const work = Math.max(0, left);
        if (work > 1e-9) idleSince = now;
        let wanted = size === 0 ? (work > 1e-9 ? 1 : 0) : Math.max(1, Math.ceil(work / fleet.target));
        if (size > 0 && Math.abs(work / fleet.target / size - 1) <= fleet.tolerance) wanted = size;
        if (size > 0 && now - idleSince > fleet.cooldown) wanted = 0;
        wanted = Math.min(fleet.most, Math.max(fleet.fewest, wanted));
        desires.push({ at: now, wanted });
        while (desires[0].at < now - fleet.down.window) desires.shift();
        if (wanted > size) {
            const atMost = size + Math.max(Math.floor((size * fleet.up.percent) / 100), fleet.up.pods);
            for (let i = size; i < Math.min(wanted, size === 0 ? 1 : atMost); i++) {
                starting++;
                agenda.add(now + START, () => {
                    starting--;
                    grow();
                });
            }
        } else if (wanted < size) {
            const floor = wanted === 0 && size === 1 ? 0 : Math.max(...desires.map(desire => desire.wanted), 1);
            const step = Math.max(1, Math.floor((size * fleet.down.percent * fleet.every) / 100 / fleet.down.period));
            // Whichever pods the controller takes: here the youngest, as it does among equals.
            for (const worker of staying.reverse().slice(0, Math.max(0, Math.min(step, size - floor)))) {
                worker.going = true;
                if (worker.busy === 0) workers.delete(worker);
            }
        }
        agenda.add(now + fleet.every, scale);
    };
    if (scaled) agenda.add(0, scale);
    else for (let i = 0; i < fleet; i++) grow();
    builds.forEach(build => agenda.add(build.at, () => begin(build, 0)));
    const sample = () => {
        series.push({ at: now, workers: workers.size, work: Math.max(0, left) });
        agenda.add(now + 60, sample);
    };
    agenda.add(0, sample);
    for (let event = agenda.take(); event.at < 24 * 3600; event = agenda.take()) {
        pass(event.at);
        event.what();
        dispatch();
    }
    pass(24 * 3600);
    return { waited, series, hours: seconds / 3600 };
}

const sorted = list => list.map(({ seconds }) => seconds).sort((a, b) => a - b);
const quantile = (list, q) => (list.length === 0 ? 0 : list[Math.min(list.length - 1, Math.floor(list.length * q))]);

function row(name, { waited, series, hours }) {
    const cells = ["save", "pipeline"].flatMap(kind => [0.5, 0.95, 0.99].map(q => Math.abs(quantile(sorted(waited[kind]), q)).toFixed(2)));
    const rebuild = Math.max(...waited.rebuild.map(({ took }) => took));
    return `| ${name} | ${hours.toFixed(1)} | ${Math.max(...series.map(s => s.workers))} | ${cells.join(" | ")} | ${rebuild.toFixed(1)} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const builds = day(20261201);
    const work = builds.reduce((sum, { stages }) => sum + stages.flat().reduce((a, b) => a + b, 0), 0);
    const auto = run(builds, SCALER);
    const others = [20, 10, 2, 1].map(target => ({ target, ...run(builds, { ...SCALER, target }) }));
    const warm = run(builds, { ...SCALER, fewest: 1 });
    const same = Math.max(1, Math.round(auto.hours / 24));
    const office = Math.max(1, Math.round(auto.hours / 9));
    const peak = auto.series.reduce((most, s) => Math.max(most, s.workers), 0);
    const sizes = [...new Set([same, same + 1, office, peak])].sort((a, b) => a - b);
    const fleets = sizes.map(size => ({ size, ...run(builds, size) }));
    const count = kind => builds.filter(build => build.kind === kind).length;
    console.log(`${count("save")} saves, ${count("pipeline")} builds of pipelines, ${count("rebuild")} rebuild; ${(work / 3600).toFixed(2)} hours of one slot; plan ${COLD.plan.toFixed(2)} s, after an edit ${EDIT.plan.toFixed(2)} s; link ${COLD.link.toFixed(2)} s, after an edit ${EDIT.link.toFixed(2)} s\n`);
    console.log("| workers | worker-hours | most | saves: p50, s | p95 | p99 | pipelines: p50, s | p95 | p99 | rebuild, s |\n|---|---|---|---|---|---|---|---|---|---|");
    others.forEach(other => console.log(row(`by work, ${other.target} s for each`, other)));
    console.log(row(`by work, ${SCALER.target} s for each`, auto));
    console.log(row("the same, from 1", warm));
    fleets.forEach(fleet => console.log(row(`${fleet.size} all day`, fleet)));
    const [out] = process.argv.slice(2);
    if (out !== undefined) writeFileSync(out, drawScaling(auto, fleets, STUDIO));
}
