// Writes results (bench.mjs) into docs: the part of performance.md between two marks, the plot, and the results themselves.
// `node proof/bench/src/main/node/document.mjs RESULTS.json DOCS` writes them again.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { goals } from "./cases.mjs";
import { draw } from "./plot.mjs";
import { HEAD, rows } from "./plugin-edits.mjs";
import { median, quantile, undisturbed } from "./statistics.mjs";

const BEGIN = "<!-- measured: written by ./farm bench --write -->";
const END = "<!-- end of what was measured -->";
const NAMES = { v8: "V8", graaljs: "GraalJS" };
const ARCHITECTURES = { x64: "x86-64", arm64: "AArch64" };

const range = values => `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
const table = (head, rows) => [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows.map(r => `| ${r.join(" | ")} |`)].join("\n");

/** Of case plugin-edits. */
export const pluginTable = results => table(HEAD, results.flatMap(rows));

function sections({ machine, options, rebuilds, processes, saves, busy = [], scale, memory, pluginEdits = [], startUp }) {
    const parts = [
        `Measured by \`./farm bench\` on ${machine.cores} cores (${ARCHITECTURES[machine.architecture] ?? machine.architecture}), ${machine.system}, JDK ${machine.jdk}, Node ${machine.node}: ` +
            `whole processes by the wall clock, medians of ${options.runs} in one run (least to most), \`npx tstl -p\` beside them. ` +
            "× tstl: by the `tstl` beside V8, where there is one, because GraalJS slows down what runs beside it.",
        "![Ratios to tstl, cost per script, memory of a worker](performance.svg)",
    ];
    if (rebuilds.length > 0) {
        parts.push(
            "rxjs, 251 scripts; each round with a new comment in every script, so that nothing of it is known. The shared module is `Subscriber.ts`.",
            table(
                ["", "engine", "`farm build`, s", "`tstl` beside it, s", "× tstl", "goal", "scripts compiled"],
                rebuilds.map(r => {
                    const { title, goal } = goals[r.case];
                    const ratio = median(r.seconds) / undisturbed(rebuilds.filter(other => other.case === r.case));
                    return [title, NAMES[r.engine], range(r.seconds), range(r.tstl), ratio.toFixed(2), (r.engine === "v8" && goal) || "", median(r.compiled)];
                }),
            ),
        );
    }
    if (saves.length > 0) {
        parts.push(
            "From before the shared module is written, with another body, to the event with its result at a client that waits:",
            table(["engine", "saves", "p50, ms", "p99, ms"], saves.map(s => [NAMES[s.engine], s.millis.length, quantile(s.millis, 0.5).toFixed(0), quantile(s.millis, 0.99).toFixed(0)])),
        );
    }
    if (busy.length > 0) {
        const row = (s, title, millis) => [NAMES[s.engine], title, millis.length, quantile(millis, 0.5).toFixed(0), quantile(millis, 0.99).toFixed(0)];
        parts.push(
            "The same by a client that stays, idle and while one build after another runs in the bulk lane, one worker:",
            table(
                ["engine", "beside it", "saves", "p50, ms", "p99, ms"],
                busy.flatMap(s => [row(s, "nothing", s.idle), row(s, `builds of ${s.scripts} scripts`, s.busy)]),
            ),
        );
    }
    if (scale.length > 0) {
        parts.push(
            "Generated projects of scripts of about 50 lines that import each other, nothing known, one worker:",
            table(
                ["scripts", "engine", "`farm build`, s", "ms per script", "`tstl` beside it, s", "ms per script", "× tstl"],
                scale.map(r => {
                    const each = values => ((median(values) / r.scripts) * 1000).toFixed(1);
                    const ratio = median(r.seconds) / undisturbed(scale.filter(other => other.scripts === r.scripts));
                    return [r.scripts, NAMES[r.engine], range(r.seconds), each(r.seconds), range(r.tstl), each(r.tstl), ratio.toFixed(2)];
                }),
            ),
        );
    }
    if (memory.length > 0) {
        parts.push(
            "A worker's resident memory over builds of the dungeon (104 scripts), one script with another statement before each, so that what sees it is compiled, too:",
            table(["engine", "builds", "second tenth, MiB", "last tenth, MiB", "ratio"], memory.map(m => [NAMES[m.engine], m.builds.at(-1), m.secondTenth.toFixed(0), m.lastTenth.toFixed(0), (m.lastTenth / m.secondTenth).toFixed(2)])),
        );
    }
    if (processes.length > 0) {
        const names = Object.keys(processes[0].mebibytes);
        parts.push(
            "Resident memory of a farm's processes after the rounds of rxjs with one worker, MiB:",
            table(["engine", ...names, "all"], processes.map(p => [NAMES[p.engine], ...names.map(n => p.mebibytes[n]?.toFixed(0) ?? ""), Object.values(p.mebibytes).reduce((a, b) => a + b, 0).toFixed(0)])),
        );
    }
    if (pluginEdits.length > 0) parts.push("Edits in projects with plugins, by turns with `tstl -p` and `tstl --watch`; README is a file that nothing reads:", pluginTable(pluginEdits));
    if (startUp.length > 0) {
        const fields = [...new Set(startUp.flatMap(Object.keys))];
        const cell = value => (typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : (value ?? ""));
        parts.push("Start-up (`proof/bench/src/main/node/start-up.mjs`):", table(fields, startUp.map(row => fields.map(f => cell(row[f])))));
    }
    return parts.join("\n\n");
}

/** @param docs the folder of performance.md */
export function write(results, docs) {
    const file = join(docs, "performance.md");
    const text = readFileSync(file, "utf8");
    const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
    if (begin < 0 || end < begin) throw new Error(`${file} has no place for what was measured`);
    writeFileSync(file, `${text.slice(0, begin)}${BEGIN}\n\n${sections(results)}\n\n${text.slice(end)}`);
    writeFileSync(join(docs, "performance.svg"), draw(results));
    writeFileSync(join(docs, "performance.json"), `${JSON.stringify(results, undefined, 1)}\n`);
}

if (process.argv[1] === import.meta.filename) write(JSON.parse(readFileSync(process.argv[2], "utf8")), process.argv[3]);
