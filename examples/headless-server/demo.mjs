// The end of ./farm demo: a game server runs examples/village, a script is changed, and the game behaves in another way:
// node demo.mjs HOME, where HOME is the farm's folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Running } from "./running.mjs";

const work = mkdtempSync(join(tmpdir(), "farm-demo-"));
const running = new Running(process.argv[2], work, line => console.log(`  server: ${line}`));
const height = line => Number(/ball \([-\d.]+ ([-\d.]+)/.exec(line)?.[1] ?? 0);
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => {
    running.stop();
    rmSync(work, { recursive: true, force: true });
});

await running.start();
const high = running.next(line => height(line) > 3);
const millis = await running.bounce(14);
console.log(`  src/trampoline.ts was saved with BOUNCE = 14; ${millis.toFixed(0)} ms later the server ran it`);
await high;
process.exit(0);
