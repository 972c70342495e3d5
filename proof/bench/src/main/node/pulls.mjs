// How fast game servers pull what is published, beside nginx that serves the same bytes as files; and what a thousand
// slow readers cost the cache-service: node proof/bench/src/main/node/pulls.mjs [--runs N] [--seconds N]. Needs nginx and wrk.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Farm } from "./farm.mjs";
import { median } from "./statistics.mjs";

const { values: flags } = parseArgs({
    options: { runs: { type: "string", default: "5" }, seconds: { type: "string", default: "4" }, readers: { type: "string", default: "1000" } },
});

/** Bytes of an artifact, and how many there are. Their text is random, so that packing does not make them small. */
const SIZES = [
    { name: "4 KB", bytes: 4 << 10, count: 100 },
    { name: "64 KB", bytes: 64 << 10, count: 20 },
    { name: "4 MB", bytes: 4 << 20, count: 4 },
];

const CONNECTIONS = 16;

const work = mkdtempSync(join(tmpdir(), "farm-pulls-"));
const farm = new Farm("v8", work);
let nginx;
process.on("SIGINT", () => process.exit(130));
process.on("exit", () => {
    nginx?.kill();
    farm.down();
    rmSync(work, { recursive: true, force: true });
});

/** A workspace whose artifacts have these sizes. */
function project() {
    const folder = join(work, "project");
    mkdirSync(join(folder, "src"), { recursive: true });
    const options = { target: "ESNext", lib: ["ESNext"], module: "ESNext", moduleResolution: "Bundler", types: [], rootDir: "src", outDir: "out" };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["src"], tstl: { luaTarget: "5.4" } }));
    writeFileSync(join(folder, "scriptfarm.json"), JSON.stringify({ workspace: "pulls", service: "ReplicatedStorage" }));
    for (const { bytes, count } of SIZES) {
        for (let i = 0; i < count; i++) {
            writeFileSync(join(folder, "src", `s${bytes}x${i}.ts`), `export const text = "${randomBytes(Math.round(bytes * 0.75)).toString("base64")}";\n`);
        }
    }
    return folder;
}

const cachePort = () => farm.port("cache-service");
const base = () => `http://127.0.0.1:${cachePort()}/workspaces/pulls/generations/1/files`;

async function serveFiles(port) {
    const root = join(work, "files");
    mkdirSync(join(root, "zstd"), { recursive: true });
    mkdirSync(join(root, "identity"));
    for (const { bytes, count } of SIZES) {
        for (let i = 0; i < count; i++) {
            const file = `s${bytes}x${i}.lua`;
            for (const coding of ["zstd", "identity"]) {
                // curl and not fetch, which unpacks.
                execFileSync("curl", ["-sf", "-H", `Accept-Encoding: ${coding}`, "-o", join(root, coding, file), `${base()}/${file}`]);
            }
        }
    }
    const conf = join(work, "nginx.conf");
    writeFileSync(
        conf,
        `${process.getuid() === 0 ? "user root; " : ""}daemon off; worker_processes auto; pid ${work}/nginx.pid; error_log /dev/null;
events { worker_connections 2048; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; client_body_temp_path ${work}/t;
  server { listen 127.0.0.1:${port}; root ${root}; } }`,
    );
    nginx = spawn("nginx", ["-c", conf], { stdio: "inherit" });
    await pause(500);
}

/** Requests a second, over paths in turn. */
function wrk(url, { bytes, count }, header, seconds) {
    const script = join(work, "paths.lua");
    writeFileSync(script, `local i = 0\nrequest = function() i = (i + 1) % ${count}; return wrk.format(nil, string.format("${new URL(url).pathname}/s${bytes}x%d.lua", i)) end\n`);
    const args = ["-t2", `-c${CONNECTIONS}`, `-d${seconds}s`, "-s", script, ...(header ? ["-H", header] : []), url];
    const out = execFileSync("wrk", args, { encoding: "utf8" });
    if (/Non-2xx|Socket errors/.test(out)) throw new Error(out);
    return Number(/Requests\/sec: *([\d.]+)/.exec(out)[1]);
}

/** Bytes that are live in the cache-service's heap, and its resident memory. */
function memory() {
    const pid = farm.pid("cache-service");
    const jcmd = command => execFileSync("jcmd", [pid, command], { encoding: "utf8" });
    jcmd("GC.run");
    const generations = [...jcmd("GC.heap_info").matchAll(/^(?:DefNew|Tenured) .* used (\d+)K/gm)];
    return { heapMiB: generations.reduce((sum, [, used]) => sum + Number(used), 0) / 1024, residentMiB: farm.memory("cache-service") };
}

/** Sockets that ask for an artifact each and read nothing of the answer but what the system takes for them. */
async function slowReaders(count, size) {
    const sockets = [];
    for (let i = 0; i < count; i++) {
        const socket = connect({ port: cachePort(), host: "127.0.0.1" });
        socket.on("error", () => {});
        socket.pause();
        socket.write(`GET ${new URL(base()).pathname}/s${size.bytes}x${i % size.count}.lua HTTP/1.1\r\nHost: farm\r\n\r\n`);
        sockets.push(socket);
    }
    await pause(3000);
    const during = memory();
    sockets.forEach(socket => socket.destroy());
    return during;
}

farm.up(1);
const built = farm.publish(project());
console.log(`published ${built.scripts} scripts`);
const nginxPort = 20_000 + ((process.pid + 5000) % 10_000);
await serveFiles(nginxPort);
const results = [];
for (const size of SIZES) {
    for (const coding of ["zstd", "identity"]) {
        const rates = { farm: [], nginx: [] };
        wrk(base(), size, `Accept-Encoding: ${coding}`, 5); // the JVM learns its own code
        for (let i = 0; i < Number(flags.runs); i++) {
            rates.farm.push(wrk(base(), size, `Accept-Encoding: ${coding}`, flags.seconds));
            rates.nginx.push(wrk(`http://127.0.0.1:${nginxPort}/${coding}`, size, undefined, flags.seconds));
        }
        const [ours, theirs] = [median(rates.farm), median(rates.nginx)];
        results.push({ artifact: size.name, coding, perSecond: ours, nginxPerSecond: theirs, ratio: ours / theirs });
        console.log(`${size.name} ${coding}: ${ours.toFixed(0)} requests/s, nginx ${theirs.toFixed(0)}: ${(ours / theirs).toFixed(2)} ×`);
    }
}
const before = memory();
for (const size of SIZES.slice(1)) {
    const during = await slowReaders(Number(flags.readers), size);
    const more = during.heapMiB - before.heapMiB;
    console.log(
        `${flags.readers} slow readers of ${size.name}: heap ${during.heapMiB.toFixed(0)} MiB live (${before.heapMiB.toFixed(0)} before: ${((more * 1024) / Number(flags.readers)).toFixed(1)} KiB each), resident ${during.residentMiB.toFixed(0)} MiB (${before.residentMiB.toFixed(0)})`,
    );
    await pause(1000);
}
console.log(JSON.stringify(results));
process.exit(0);
