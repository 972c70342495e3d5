import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BuildEvent, KeyChange, Slice } from "@scriptfarm/api";
import { explanationLines } from "#src/build/explanation.js";
import { Profile } from "#src/build/profile.js";

interface Event {
    ph: string;
    name: string;
    pid: number;
    tid: number;
    ts?: number;
    dur?: number;
    args?: Record<string, unknown>;
}

const spent = (worker: string | undefined, ...slices: Slice[]): BuildEvent => ({ type: "time-spent", build: "b", sequence: 1, ...(worker !== undefined && { worker }), slices });

describe("where the time went", () => {
    test("each phase of each process has a lane, and two where it overlaps itself", () => {
        const profile = new Profile();
        profile.submitted("b", 1000, 1010);
        profile.heard(spent(undefined, { phase: "PLAN", begin: 0, took: 2000 }), 1020);
        profile.heard(spent("w1", { phase: "CHECK", script: "a.ts", begin: 3000, took: 5000 }, { phase: "CHECK", script: "b.ts", begin: 4000, took: 5000 }, { phase: "CHECK", script: "c.ts", begin: 8000, took: 1000 }), 1030);
        profile.heard({ type: "script-finished", build: "b", sequence: 2, script: "a.ts", key: "k", origin: "COMPILED", diagnostics: [] }, 1031);

        const { traceEvents } = JSON.parse(profile.trace([{ part: "look", begin: 900, end: 1000 }])) as { traceEvents: Event[] };

        const named = (kind: string, pid: number, tid: number) => traceEvents.find(event => event.name === kind && event.pid === pid && event.tid === tid)?.args?.["name"] as string;
        const slices = traceEvents.filter(({ ph }) => ph === "X").map(({ pid, tid, name, ts, dur }) => [named("process_name", pid, 0), named("thread_name", pid, tid), name, ts, dur]);
        assert.deepEqual(slices, [
            ["client", "look", "look", 0, 100_000],
            ["gateway", "plan", "plan", 105_000, 2000],
            ["worker w1", "check", "a.ts", 108_000, 5000],
            ["worker w1", "check 2", "b.ts", 109_000, 5000],
            ["worker w1", "check", "c.ts", 113_000, 1000],
        ]);
        const [event] = traceEvents.filter(({ ph }) => ph === "i");
        assert.deepEqual([event?.name, event?.ts, event?.args], ["script-finished", 131_000, { script: "a.ts" }]);
    });
});

describe("why scripts were compiled", () => {
    test("scripts with the same reasons share a line, the largest first", () => {
        const sees: KeyChange[] = [{ part: "SEES", about: "a.ts" }];
        const lines = explanationLines(new Map([["a.ts", [{ part: "TEXT" }]], ["b.ts", sees], ["c.ts", sees]]), 4);
        assert.deepEqual(lines, [
            "why: b.ts, c.ts: what it sees of a.ts",
            "why: a.ts: its own text",
            "why: 1 scripts: unknown, since there is no build before to compare with, or the farm asked for more files meanwhile",
        ]);
        assert.deepEqual(explanationLines(new Map(), 0), ["why: no script was compiled"]);
    });
});
