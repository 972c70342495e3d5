// One project under random edits, driven over stdin and stdout by lines of JSON:
//
//   node session.mjs FOLDER CONFIG SEED [KINDS] [apart]
//
//   {"do":"step"}   edits the project, or takes edits back; says which; the first one only prepares it
//   {"do":"build"}  what tstl makes of it now (reference.mjs)
//   {"do":"check"}  how the real `tstl -p` in a process of its own differs from the last build
//   {"do":"text"}   what the last build wrote to {"path"}
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { chain, kinds } from "./edits.mjs";
import { Random } from "./random.mjs";
import { Reference } from "./reference.mjs";
import { WorkingCopy } from "./working-copy.mjs";

const [folder, config, seed] = [resolve(process.argv[2]), process.argv[3], Number(process.argv[4])];
const only = process.argv[5] ? new RegExp(process.argv[5]) : /./;
const apart = process.argv[6] === "apart";
const random = new Random(seed);
const reference = new Reference(folder, config);
const project = new WorkingCopy(folder, reference.ts, random);
project.configFile = /\.json$/.test(config) ? config : join(config, "tsconfig.json");
const names = Object.keys(kinds).filter(name => only.test(name));
// More edits than this at a time, and errors cover everything.
const MAX_STANDING = 12;
const standing = [];
// Scripts that look at one another's types, so that little goes unseen; in some runs none, and no errors by them.
const MAX_PROBES = 16;
let last;
let begun = false;

function apply(changes) {
    const before = {};
    for (const [path, text] of Object.entries(changes)) {
        before[path] = project.read(path);
        project.write(path, text);
    }
    return before;
}

function edit() {
    for (;;) {
        const kind = random.pick(names);
        const changes = kinds[kind](project);
        if (!changes || Object.entries(changes).every(([path, text]) => project.read(path) === text)) continue;
        standing.push({ kind, before: apply(changes) });
        return { kind, files: Object.keys(changes) };
    }
}

function undo(count) {
    const files = [];
    for (let i = 0; i < count; i++) {
        const { before } = standing.pop();
        apply(before);
        files.push(...Object.keys(before));
    }
    return [{ kind: count === 1 ? "undo" : "undo several", files: [...new Set(files)] }];
}

function addProbes() {
    const count = Math.min(MAX_PROBES, Math.ceil(project.scripts().length / 3));
    for (let i = 0; i < count; i++) apply(chain(project, random.below(4)) ?? {});
}

function step() {
    if (!begun) {
        begun = true;
        if (random.chance(0.75)) addProbes();
        return [];
    }
    if (apart) return standing.length > 0 ? undo(1) : [edit()];
    if (standing.length > 0 && (last?.crash || random.chance(0.2))) return undo(1);
    if (standing.length > MAX_STANDING || (standing.length > 1 && random.chance(0.05))) return undo(standing.length);
    return Array.from({ length: random.chance(0.85) ? 1 : 2 + random.below(4) }, edit);
}

function build() {
    const start = performance.now();
    last = reference.build();
    project.compiled = new Set(last.files.map(file => relative(folder, file)));
    const { exit, printed, outputs, crash } = last;
    return { exit, printed, outputs, crash, millis: performance.now() - start };
}

/** Every file but dependencies, with what tells that it was written. */
function listing() {
    const found = new Map();
    for (const path of readdirSync(folder, { recursive: true })) {
        if (path.split("/").includes("node_modules")) continue;
        const stat = statSync(join(folder, path), { bigint: true });
        if (stat.isFile()) found.set(path, { stamp: `${stat.ino} ${stat.mtimeNs}`, text: readFileSync(join(folder, path)) });
    }
    return found;
}

async function check() {
    const before = listing();
    const { exit, printed } = await promisify(execFile)("node", [reference.entry, "-p", config], { cwd: folder, maxBuffer: 1 << 28 })
        .then(({ stdout }) => ({ exit: 0, printed: stdout }))
        .catch(({ code, stdout }) => ({ exit: code, printed: stdout }));
    const written = {};
    for (const [path, { stamp, text }] of listing()) {
        if (before.get(path)?.stamp === stamp) continue;
        written[path] = createHash("sha256").update(text).digest("hex");
        if (before.has(path)) writeFileSync(join(folder, path), before.get(path).text);
        else rmSync(join(folder, path));
    }
    const differences = [];
    if (last.crash) {
        if (exit !== 1 || printed !== last.printed) differences.push(`tstl ended with ${exit}, the reference crashed: ${last.crash}`);
    } else {
        if (exit !== last.exit) differences.push(`tstl ended with ${exit}, the reference with ${last.exit}`);
        if (printed !== last.printed) differences.push(`tstl printed\n${printed}\nthe reference\n${last.printed}`);
        for (const path of new Set([...Object.keys(written), ...Object.keys(last.outputs)])) {
            if (written[path] !== last.outputs[path]) differences.push(`${path} differs between tstl and the reference`);
        }
    }
    return { differences };
}

for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    const answer = {
        step: () => ({ edits: step(), standing: standing.length }),
        build,
        check,
        text: () => ({ text: reference.textOf(request.path) ?? null }),
    }[request.do]();
    process.stdout.write(`${JSON.stringify(await answer)}\n`);
}
