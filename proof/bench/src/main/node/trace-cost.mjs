// What traces cost: builds of two farms of one worker each, in turn, of which one sends spans to a collector and the other
// none. Only the ratio counts, since both farms are on this machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Farm } from "./farm.mjs";
import { example, freshCopy } from "./projects.mjs";
import { median } from "./statistics.mjs";

const PROJECT = "rxjs"; // 251 scripts
const WARM_UP = 3; // builds of each: the JVMs learn at the same pace

// Counts spans by their names in protobuf or JSON; in a process of its own, since builds block this one.
const COLLECTOR = `
    const { gunzipSync } = require("node:zlib");
    let bytes = 0;
    const server = require("node:http").createServer((request, response) => {
        const chunks = [];
        request.on("data", chunk => chunks.push(chunk));
        request.on("end", () => {
            const body = Buffer.concat(chunks);
            bytes += (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).length;
            response.end();
        });
    });
    process.stdin.on("data", () => console.log(bytes));
    server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

/** Seconds of builds of which nothing is known, without and with traces, in pairs. */
export async function traceCost({ engine, work, options, log }) {
    const collector = spawn(process.execPath, ["-e", COLLECTOR], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: collector.stdout })[Symbol.asyncIterator]();
    const endpoint = `http://127.0.0.1:${(await lines.next()).value}`;
    const farms = {
        off: new Farm(engine, work, 1),
        on: new Farm(engine, work, 2, { FARM_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    };
    const started = [];
    const pairs = [];
    try {
        for (const farm of Object.values(farms)) {
            started.push(farm);
            farm.up(1);
        }
        const project = example(PROJECT);
        const build = way => farms[way].build(freshCopy(project, work));
        for (let i = 0; i < WARM_UP; i++) ["off", "on"].forEach(build);
        for (let i = 0; i < options.runs; i++) {
            const order = i % 2 === 0 ? ["off", "on"] : ["on", "off"];
            const pair = Object.fromEntries(order.map(way => [way, build(way)]));
            if (Object.values(pair).some(({ scripts, compiled }) => scripts !== compiled)) throw new Error(`something was known: ${JSON.stringify(pair)}`);
            pairs.push({ off: pair.off.seconds, on: pair.on.seconds });
        }
        collector.stdin.write("\n");
        const bytes = Number((await lines.next()).value);
        if (bytes === 0) throw new Error("no span came");
        const ratio = median(pairs.map(({ off, on }) => on / off));
        log(`${engine}: traces: ${median(pairs.map(({ on }) => on)).toFixed(2)} s with, ${median(pairs.map(({ off }) => off)).toFixed(2)} s without; median of ${pairs.length} pairs ${ratio.toFixed(3)}; ${(bytes / (WARM_UP + pairs.length) / 1024).toFixed(0)} KiB of spans a build`);
        return { engine, pairs, ratio, bytes };
    } finally {
        started.forEach(farm => farm.down());
        collector.kill();
        await once(collector, "exit").catch(() => {});
    }
}
