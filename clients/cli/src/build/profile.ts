// Where the time of a build went, as a trace in Chrome's JSON, which Perfetto and chrome://tracing open: a process for the
// client, for the gateway and for each worker, and in each a lane for each phase.
import type { BuildEvent, Phase } from "@scriptfarm/api";
import type { Spent } from "./timings.js";

const CLIENT = "client";
const GATEWAY = "gateway";
const EVENTS = "events";
const ORDER = ["look", "hash", "send", "farm", "write", EVENTS, "save", "plan", "transpile", "link", "bytecode", "publish", "explain", "wait", "queue", "fetch", "program", "check", "transform", "store", "other"];

/** Of one process, in milliseconds of `performance.now()`. */
interface Stretch {
    readonly process: string;
    readonly phase: string;
    readonly name: string;
    readonly begin: number;
    readonly took: number;
}

interface Instant {
    readonly name: string;
    readonly at: number;
    readonly about?: string;
}

type Json = Record<string, unknown>;

export class Profile {
    private readonly stretches: Stretch[] = [];
    private readonly instants: Instant[] = [];
    private readonly builds: string[] = [];
    private begin = 0; // of the build that was submitted last

    /** A build was submitted; it began between sending the request and its answer. */
    submitted(build: string, sent: number, answered: number): void {
        this.builds.push(build);
        this.begin = (sent + answered) / 2;
    }

    /** An event of the build came. */
    heard(event: BuildEvent, at: number): void {
        if (event.type === "time-spent") {
            for (const { phase, script, begin, took } of event.slices) {
                const name = lane(phase);
                this.stretches.push({
                    process: event.worker === undefined ? GATEWAY : `worker ${event.worker}`,
                    phase: name,
                    name: script ?? name,
                    begin: this.begin + begin / 1000,
                    took: took / 1000,
                });
            }
        } else {
            this.instants.push({ name: event.type, at, ...("script" in event && { about: event.script }) });
        }
    }

    /** The trace, with what the client itself did. */
    trace(client: readonly Spent[]): string {
        const all = [...this.stretches, ...client.map(({ part, begin, end }): Stretch => ({ process: CLIENT, phase: part, name: part, begin, took: end - begin }))];
        const zero = Math.min(...all.map(({ begin }) => begin), ...this.instants.map(({ at }) => at));
        const micros = (millis: number) => Math.round((millis - zero) * 1000);
        const lanes = new Lanes();
        const slices = all
            .sort((a, b) => a.begin - b.begin)
            .map(({ process, phase, name, begin, took }): Json => ({
                ph: "X",
                cat: phase,
                name,
                ts: micros(begin),
                dur: Math.round(took * 1000),
                ...lanes.of(process, phase, begin, begin + took),
            }));
        const events = this.instants.map(({ name, at, about }): Json => ({
            ph: "i",
            s: "t",
            cat: EVENTS,
            name,
            ts: micros(at),
            ...lanes.of(CLIENT, EVENTS, -Infinity, -Infinity),
            ...(about !== undefined && { args: { script: about } }),
        }));
        const traceEvents = [...lanes.names(), ...slices, ...events].map(event => JSON.stringify(event)).join(",\n");
        return `{"displayTimeUnit":"ms","otherData":${JSON.stringify({ builds: this.builds.join(" ") })},"traceEvents":[\n${traceEvents}\n]}\n`;
    }
}

function lane(phase: Phase): string {
    return phase.toLowerCase();
}

/** Lanes: one for each phase of a process, and more where a process is in a phase more than once at a time. */
class Lanes {
    private readonly processes = new Map<string, { pid: number; lanes: { phase: string; number: number; end: number }[] }>();

    of(name: string, phase: string, begin: number, end: number): { pid: number; tid: number } {
        let process = this.processes.get(name);
        if (process === undefined) this.processes.set(name, (process = { pid: this.processes.size + 1, lanes: [] }));
        const same = process.lanes.filter(lane => lane.phase === phase);
        let free = same.find(lane => lane.end <= begin);
        if (free === undefined) process.lanes.push((free = { phase, number: same.length + 1, end }));
        free.end = end;
        return { pid: process.pid, tid: process.lanes.indexOf(free) + 1 };
    }

    names(): Json[] {
        const rank = (name: string) => [CLIENT, GATEWAY].indexOf(name) + 1 || 3;
        return [...this.processes].flatMap(([name, { pid, lanes }]) => [
            meta("process_name", pid, 0, { name }),
            meta("process_sort_index", pid, 0, { sort_index: rank(name) }),
            ...lanes.flatMap(({ phase, number }, index) => [
                meta("thread_name", pid, index + 1, { name: number === 1 ? phase : `${phase} ${number}` }),
                meta("thread_sort_index", pid, index + 1, { sort_index: ORDER.indexOf(phase) * 100 + number }),
            ]),
        ]);
    }
}

function meta(name: string, pid: number, tid: number, args: Json): Json {
    return { ph: "M", name, pid, tid, args };
}
