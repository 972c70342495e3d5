// Draws results (bench.mjs) as one SVG, legible on light and dark ground: ratios to tstl as bars, cost per script and
// worker memory as lines. `node proof/bench/src/main/node/plot.mjs RESULTS.json OUT.svg` draws a file again.
import { readFileSync, writeFileSync } from "node:fs";
import { goals } from "./cases.mjs";
import { median, undisturbed } from "./statistics.mjs";

const WIDTH = 760;
const LEFT = 270;
const RIGHT = 40;
const BAR = 14;
const NAMES = { v8: "V8", graaljs: "GraalJS", tstl: "tstl on Node" };

// With a ground of its own it is legible wherever it stands, also where the page's scheme is not the system's.
const style = `
  .ground { fill: #ffffff; }
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 14px; }
  .note { fill: #59636e; }
  .axis { stroke: #59636e; } .grid { stroke: #59636e; stroke-opacity: .25; }
  .v8 { fill: #1f6feb; stroke: #1f6feb; } .graaljs { fill: #bf5b00; stroke: #bf5b00; } .tstl { fill: #6e7781; stroke: #6e7781; }
  .goal { stroke: #1a7f37; stroke-width: 3; } .met { fill: #1a7f37; }
  polyline { fill: none !important; stroke-width: 2; } text { stroke: none !important; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; }
    text { fill: #e6edf3; } .note { fill: #9198a1; } .axis, .grid { stroke: #9198a1; }
    .v8 { fill: #58a6ff; stroke: #58a6ff; } .graaljs { fill: #f0883e; stroke: #f0883e; } .tstl { fill: #9198a1; stroke: #9198a1; }
    .goal { stroke: #3fb950; } .met { fill: #3fb950; }
  }`;

const text = (x, y, what, { anchor = "start", kind = "" } = {}) =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" class="${kind}">${String(what).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`;
const line = (x1, y1, x2, y2, kind) =>
    `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" class="${kind}"/>`;

function legend(top, engines) {
    let x = LEFT;
    return engines.map(e => {
        const entry = `<rect x="${x}" y="${top - 9}" width="10" height="10" class="${e}"/>${text(x + 15, top, NAMES[e])}`;
        x += 30 + NAMES[e].length * 8;
        return entry;
    });
}

/** Horizontal bars: seconds of the farm over seconds of tstl in the same run. Goals are V8's. */
function ratios(rebuilds, top) {
    const rows = rebuilds.map(r => ({
        ...r,
        goal: r.engine === "v8" ? goals[r.case].goal : undefined,
        ratio: median(r.seconds) / undisturbed(rebuilds.filter(other => other.case === r.case)),
    }));
    const cases = Object.keys(goals).filter(name => rows.some(r => r.case === name));
    const most = Math.max(1.1, ...rows.map(r => r.ratio * 1.12));
    const x = ratio => LEFT + (ratio / most) * (WIDTH - LEFT - RIGHT);
    const parts = [text(16, top, "Time of a build, tstl = 1", { kind: "title" }), ...legend(top, [...new Set(rows.map(r => r.engine))])];
    parts.push(line(WIDTH - 100, top - 10, WIDTH - 100, top + 2, "goal"), text(WIDTH - 92, top, "goal"));
    let y = top + 18;
    const first = y;
    for (const name of cases) {
        const bars = rows.filter(r => r.case === name);
        parts.push(text(LEFT - 10, y + (bars.length * (BAR + 3)) / 2 + 3, goals[name].title, { anchor: "end" }));
        for (const bar of bars) {
            parts.push(`<rect x="${LEFT}" y="${y}" width="${(x(bar.ratio) - LEFT).toFixed(1)}" height="${BAR}" class="${bar.engine}"/>`);
            const [end, mark] = [x(bar.ratio) + 6, x(bar.goal ?? 0)];
            if (bar.goal !== undefined) parts.push(line(mark, y - 2, mark, y + BAR + 1, "goal"));
            const label = mark > end - 3 && mark < end + 30 ? mark + 6 : end; // not across the goal
            parts.push(text(label, y + BAR - 3, bar.ratio.toFixed(2), { kind: bar.ratio <= bar.goal ? "met" : "" }));
            y += BAR + 3;
        }
        y += 9;
    }
    const step = most > 4 ? 1 : most > 2 ? 0.5 : 0.25;
    for (let tick = 0; tick <= most; tick += step) {
        parts.unshift(line(x(tick), first - 4, x(tick), y, tick === 1 ? "axis" : "grid"));
        parts.push(text(x(tick), y + 14, tick, { anchor: "middle", kind: "note" }));
    }
    parts.push(text((LEFT + WIDTH - RIGHT) / 2, y + 30, "seconds of farm build / seconds of tstl -p, medians", { anchor: "middle", kind: "note" }));
    return { parts, bottom: y + 40 };
}

/** Axes with lines. `series`: {kind, points: [[x, y], …]}; `scale` maps a value to 0…1, both ways. */
function chart({ title, top, series, across, up, acrossLabel, upLabel }) {
    const left = 80;
    const right = WIDTH - RIGHT;
    const floor = top + 200;
    const x = v => left + across.at(v) * (right - left);
    const y = v => floor - up.at(v) * 170;
    const parts = [text(16, top, title, { kind: "title" }), ...legend(top, [...new Set(series.map(s => s.kind))]).map(l => l)];
    for (const tick of up.ticks) parts.push(line(left, y(tick), right, y(tick), "grid"), text(left - 8, y(tick) + 4, tick.toLocaleString("en"), { anchor: "end", kind: "note" }));
    for (const tick of across.ticks) parts.push(line(x(tick), floor, x(tick), floor + 5, "axis"), text(x(tick), floor + 19, tick.toLocaleString("en"), { anchor: "middle", kind: "note" }));
    parts.push(line(left, floor, right, floor, "axis"), line(left, floor, left, floor - 170, "axis"));
    for (const { kind, points, dots } of series) {
        parts.push(`<polyline class="${kind}" points="${points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ")}"/>`);
        if (dots) parts.push(...points.map(([a, b]) => `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3.5" class="${kind}"/>`));
    }
    parts.push(text((left + right) / 2, floor + 37, acrossLabel, { anchor: "middle", kind: "note" }));
    parts.push(`<text transform="translate(20 ${floor - 85}) rotate(-90)" text-anchor="middle" class="note">${upLabel}</text>`);
    return { parts, bottom: floor + 50 };
}

const linear = (values, count) => {
    const raw = Math.max(...values) / count;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
    const most = Math.ceil(Math.max(...values) / step) * step;
    return { at: v => v / most, ticks: Array.from({ length: Math.round(most / step) + 1 }, (_, i) => i * step) };
};
const logarithmic = ticks => {
    const [low, high] = [Math.log10(ticks[0]), Math.log10(ticks.at(-1))];
    return { at: v => (high === low ? 0.5 : (Math.log10(v) - low) / (high - low)), ticks };
};

export function draw(results) {
    let top = 28;
    const parts = [];
    const add = panel => {
        parts.push(...panel.parts);
        top = panel.bottom + 30;
    };
    if (results.rebuilds.length > 0) add(ratios(results.rebuilds, top));
    if (results.scale.length > 0) {
        const each = (kind, rows, field) => ({ kind, dots: true, points: rows.map(r => [r.scripts, (median(r[field]) / r.scripts) * 1000]) });
        const engines = [...new Set(results.scale.map(r => r.engine))];
        const series = engines.map(e => each(e, results.scale.filter(r => r.engine === e), "seconds"));
        const quick = results.scale.filter(r => median(r.tstl) === undisturbed(results.scale.filter(other => other.scripts === r.scripts)));
        series.push(each("tstl", quick, "tstl"));
        const costs = series.flatMap(s => s.points.map(([, cost]) => cost));
        const powers = [];
        for (let p = 10 ** Math.floor(Math.log10(Math.min(...costs))); powers.length === 0 || powers.at(-1) < Math.max(...costs); p *= 10) powers.push(p);
        add(chart({
            title: "Cost per script",
            top,
            series,
            across: logarithmic([...new Set(results.scale.map(r => r.scripts))]),
            up: logarithmic(powers),
            acrossLabel: "scripts of the project, of about 50 lines each",
            upLabel: "ms per script",
        }));
    }
    if (results.memory.length > 0) {
        add(chart({
            title: "Memory of a worker",
            top,
            series: results.memory.map(m => ({ kind: m.engine, points: m.builds.map((b, i) => [b, m.mebibytes[i]]) })),
            across: linear(results.memory.flatMap(m => m.builds), 8),
            up: linear(results.memory.flatMap(m => m.mebibytes), 5),
            acrossLabel: "builds of one project, a script edited before each",
            upLabel: "MiB resident",
        }));
    }
    const height = Math.ceil(top - 18);
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Performance of the farm against tstl">
<style>${style}
</style>
<rect width="${WIDTH}" height="${height}" rx="6" class="ground"/>
${parts.join("\n")}
</svg>
`;
}

if (process.argv[1] === import.meta.filename) {
    writeFileSync(process.argv[3], draw(JSON.parse(readFileSync(process.argv[2], "utf8"))));
}
