// Draws a studio's day (scaling.mjs) as one SVG, legible on light and dark ground: workers, work, and waiting.
const WIDTH = 760;
const LEFT = 60;
const RIGHT = 20;
const HEIGHT = 150;
const FROM = 8 * 3600;
const UNTIL = 20 * 3600;

const STYLE = `
  .ground { fill: #ffffff; } text { font: 12px system-ui, sans-serif; fill: #1f2328; } .title { font-weight: 600; font-size: 14px; }
  .note { fill: #59636e; } .grid { stroke: #59636e; stroke-opacity: .25; }
  polyline { fill: none; stroke-width: 1.5; } .c0 { stroke: #1f6feb; } .c1 { stroke: #bf5b00; } .c2 { stroke: #1a7f37; } .c3 { stroke: #6e7781; } .c4 { stroke: #8250df; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #e6edf3; } .note { fill: #9198a1; } .grid { stroke: #9198a1; }
    .c0 { stroke: #58a6ff; } .c1 { stroke: #f0883e; } .c2 { stroke: #3fb950; } .c3 { stroke: #9198a1; } .c4 { stroke: #bc8cff; }
  }`;

const x = at => LEFT + ((at - FROM) / (UNTIL - FROM)) * (WIDTH - LEFT - RIGHT);
const text = (px, py, what, { anchor = "start", kind = "" } = {}) => `<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" text-anchor="${anchor}" class="${kind}">${what}</text>`;

function plot(top, title, lines, { logarithmic = false, unit }) {
    const shown = lines.map(line => ({ ...line, points: line.points.filter(({ at }) => at >= FROM && at <= UNTIL) }));
    const most = Math.max(1, ...shown.flatMap(({ points }) => points.map(({ value }) => value))) * (logarithmic ? 1.5 : 1.08);
    const least = 0.01;
    const y = value => top + 24 + HEIGHT - (logarithmic ? Math.log(Math.max(value, least) / least) / Math.log(most / least) : value / most) * HEIGHT;
    const ticks = logarithmic ? [0.01, 0.1, 1, 10, 100, 1000].filter(tick => tick <= most) : [0, 0.25, 0.5, 0.75, 1].map(part => Math.round(most * part));
    const parts = [text(LEFT, top + 10, title, { kind: "title" })];
    for (const tick of new Set(ticks)) {
        parts.push(`<line x1="${LEFT}" y1="${y(tick).toFixed(1)}" x2="${WIDTH - RIGHT}" y2="${y(tick).toFixed(1)}" class="grid"/>`, text(LEFT - 6, y(tick) + 4, `${tick}${unit}`, { anchor: "end", kind: "note" }));
    }
    for (let hour = FROM; hour <= UNTIL; hour += 2 * 3600) parts.push(text(x(hour), top + 24 + HEIGHT + 16, `${hour / 3600}:00`, { anchor: "middle", kind: "note" }));
    let legend = LEFT + 250;
    shown.forEach(({ name, points, colour }) => {
        parts.push(`<polyline class="c${colour}" points="${points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}"/>`);
        if (shown.length === 1) return;
        parts.push(`<polyline class="c${colour}" points="${legend},${top + 6} ${legend + 18},${top + 6}"/>`, text(legend + 24, top + 10, name, { kind: "note" }));
        legend += 40 + name.length * 7;
    });
    return parts;
}

/** The value below which 95 of 100 saves of each quarter of an hour waited. */
function waiting({ waited }) {
    const points = [];
    for (let at = FROM; at < UNTIL; at += 900) {
        const some = waited.save.filter(save => save.at >= at && save.at < at + 900).map(({ seconds }) => seconds).sort((a, b) => a - b);
        if (some.length > 0) points.push({ at: at + 450, value: some[Math.floor(some.length * 0.95)] });
    }
    return points;
}

/** @param fleets fixed ones, with their `size` */
export function drawScaling(auto, fleets, { people }) {
    const series = field => auto.series.map(sample => ({ at: sample.at, value: sample[field] }));
    const parts = [
        ...plot(20, "Workers, by the work that there is", [{ name: "", points: series("workers"), colour: 0 }], { unit: "" }),
        ...plot(240, "Work that waits or is under way, seconds of one slot", [{ name: "", points: series("work"), colour: 1 }], { unit: "" }),
        ...plot(460, "Saves: 95 of 100 waited less", [{ name: "by work", points: waiting(auto), colour: 0 }, ...fleets.slice(0, 3).map((fleet, i) => ({ name: `${fleet.size} all day`, points: waiting(fleet), colour: i + 2 }))], { logarithmic: true, unit: " s" }),
    ];
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 680" role="img" aria-label="A day of ${people} people: workers, work, waiting"><style>${STYLE}</style><rect class="ground" width="100%" height="100%"/>\n${parts.join("\n")}\n</svg>\n`;
}
