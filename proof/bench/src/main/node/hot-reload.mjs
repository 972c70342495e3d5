// From before a script is saved to when a game server and its clients run it, everything real: farm watch --publish, the
// farm, a server that follows the workspace, clients that follow the server, Lua in each of them:
// node proof/bench/src/main/node/hot-reload.mjs [--saves N] [--clients N] [--scripts N] [--feed kafka|events].
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { classPath, Farm, java, repository } from "./farm.mjs";
import { generatedProject } from "./projects.mjs";
import { quantile } from "./statistics.mjs";

const { values: flags } = parseArgs({
    options: { saves: { type: "string", default: "200" }, clients: { type: "string", default: "20" }, scripts: { type: "string", default: "250" }, feed: { type: "string", default: "kafka" } },
});
const WARM_UP = 100; // saves that are not counted: the JVMs learn their own code
const SCRIPT = "part1/script120";
const PAUSE = 750; // between two saves, ms: the build of the one before is over

const work = mkdtempSync(join(tmpdir(), "farm-hot-reload-"));
const farm = new Farm("v8", work);
const children = [];
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => {
    for (const child of children) {
        try {
            process.kill(-child.pid);
        } catch {
            // it has ended
        }
    }
    farm.down();
    rmSync(work, { recursive: true, force: true });
});
const start = (command, args, options) => {
    const child = spawn(command, args, { detached: true, env: farm.env, ...options });
    children.push(child);
    return child;
};

farm.up(1);
const project = generatedProject(Number(flags.scripts), work);
const file = join(project, "src", `${SCRIPT}.ts`);
const text = readFileSync(file, "utf8");
const edition = n => writeFileSync(file, `${text}\nexport function edition(): number { return ${n}; }\n`);
writeFileSync(join(project, "scriptfarm.json"), JSON.stringify({ workspace: "hot", service: "ReplicatedStorage" }));
edition(1);
farm.publish(project);
const { keys } = await (await fetch(`http://127.0.0.1:${farm.gatewayPort}/api/keys`)).json();

const watch = start(join(repository, "farm"), ["watch", "--publish"], { cwd: project, stdio: ["ignore", "ignore", "pipe"] });
const watching = createInterface({ input: watch.stderr });
await new Promise(resolve => watching.on("line", line => /published as/.test(line) && resolve()));

const server = start(
    java(),
    ["-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classPath(), "io.scriptfarm.bench.HotReloadServer",
        `http://127.0.0.1:${farm.port("cache-service")}`, "hot", keys.join(","), join(work, "disk"), `${SCRIPT}.lua`, flags.clients, flags.feed === "kafka" ? `127.0.0.1:${farm.port("kafka")}` : ""],
    { stdio: ["pipe", "pipe", "inherit"] },
);
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
const ran = async n => {
    for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error("the server ended; see above");
        const line = JSON.parse(value);
        if (line.edition === n) return line;
    }
};
let before = await ran(1);
const [onServer, onClients] = [[], []];
const fetched = { server: new Set(), clients: new Set() };
for (let n = 2; n < 2 + WARM_UP + Number(flags.saves); n++) {
    await pause(PAUSE);
    const saved = performance.timeOrigin + performance.now();
    edition(n);
    const line = await ran(n);
    fetched.server.add(line.fetched - before.fetched);
    fetched.clients.add((line.fetchedByClients - before.fetchedByClients) / Number(flags.clients));
    before = line;
    if (n < 2 + WARM_UP) continue;
    onServer.push(line.server - saved);
    onClients.push(line.clients - saved);
}
const row = (name, millis) => console.log(`${name}: p50 ${quantile(millis, 0.5).toFixed(0)} ms, p90 ${quantile(millis, 0.9).toFixed(0)} ms, p99 ${quantile(millis, 0.99).toFixed(0)} ms`);
console.log(`${onServer.length} saves in a workspace of ${flags.scripts} scripts, ${flags.clients} clients, by ${flags.feed}; from before a save to the new code running`);
row("on the server", onServer);
row("on all clients", onClients);
console.log(`artifacts fetched by save: the server ${[...fetched.server].join(" or ")}, a client ${[...fetched.clients].join(" or ")}`);
process.exit(0);
