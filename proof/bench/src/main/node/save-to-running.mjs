// From before a script is saved to when the headless server runs it, through the farm: farm watch --publish, the farm,
// and the server of examples/headless-server: node proof/bench/src/main/node/save-to-running.mjs [--saves N].
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Running } from "../../../../../examples/headless-server/running.mjs";
import { Farm } from "./farm.mjs";
import { quantile } from "./statistics.mjs";

const { values: flags } = parseArgs({ options: { saves: { type: "string", default: "50" }, warm: { type: "string", default: "30" } } });
const PAUSE = 500; // between two saves, ms: the build of the one before is over
const work = mkdtempSync(join(tmpdir(), "farm-save-to-running-"));
const farm = new Farm("v8", work);
let running;
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => {
    running?.stop();
    farm.down();
    rmSync(work, { recursive: true, force: true });
});

farm.up(1);
Object.assign(process.env, farm.env);
running = new Running(farm.home, join(work, "demo"));
await running.start();
const [published, ran] = [[], []];
const warm = Number(flags.warm);
for (let n = 0; n < warm + Number(flags.saves); n++) {
    await pause(PAUSE);
    const saved = performance.now();
    const told = running.next(/published as/).then(() => performance.now() - saved);
    const took = await running.bounce(10 + n);
    const toldAfter = await told;
    if (n < warm) continue;
    published.push(toldAfter);
    ran.push(took);
}
const shown = (millis, part) => `${quantile(millis, part).toFixed(0)} ms`;
const row = (what, millis) =>
    console.log(`${what}: p50 ${shown(millis, 0.5)}, p90 ${shown(millis, 0.9)}, p99 ${shown(millis, 0.99)}, the longest ${shown(millis, 1)}`);
console.log(`${ran.length} saves of one script; from before the save`);
row("to what farm watch says of its publication", published);
row("to the new version running on the server", ran);
process.exit(0);
