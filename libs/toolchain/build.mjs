// Bundles the runtime and the driver into one script each, and copies the bundled pair of compilers, with all the
// packages that it depends on, beside them, with a listing of sizes and digests: node build.mjs OUT_DIR
// Installs what the lockfile pins when it is not there, and does nothing when nothing changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outDir = process.argv[2];
const modules = join(here, "node_modules");

const changed = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const inputs = ["package-lock.json", "build.mjs", "protocol.mjs", ...readdirSync(join(here, "src"), { recursive: true }).map(file => join("src", file))];
const newestInput = Math.max(...inputs.map(file => changed(join(here, file))));
if (changed(join(outDir, "toolchain.json")) > newestInput) process.exit(0);

if (changed(join(modules, ".package-lock.json")) < changed(join(here, "package-lock.json"))) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
}
const { build } = await import("esbuild");
const { describeProtocol, refuseCircles } = await import("./protocol.mjs");
refuseCircles(join(here, "src/main/ts"));
const protocol = JSON.stringify(describeProtocol(join(here, "src/main/ts/driver/protocol.ts")));

const manifest = name => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
const shim = name => join(here, "src/main/ts/runtime/shims", `${name}.ts`);

const common = {
    absWorkingDir: here,
    bundle: true,
    write: false,
    platform: "browser",
    target: "es2022",
    mainFields: ["main"],
    // Names stay readable: they appear in the stacks of compiler crashes.
    minifyWhitespace: true,
    lineLimit: 400, // a stack or an editor that shows a line shows no novel
    legalComments: "none",
};
const [runtime, driver] = await Promise.all([
    build({
        ...common,
        entryPoints: ["src/main/ts/runtime/index.ts"],
        format: "iife",
        inject: [shim("globals")],
        define: { global: "globalThis" },
        alias: { fs: shim("fs"), "graceful-fs": shim("fs"), path: shim("path"), util: "util/", os: shim("os") },
    }),
    build({
        ...common,
        entryPoints: ["src/main/ts/driver/main.ts"],
        format: "cjs",
        // The runtime and the compilers are there already: which ones, the session says.
        external: ["typescript", "typescript-to-lua", "source-map"],
        plugins: [
            {
                name: "runtime",
                setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/runtime\/api$/ }, () => ({ path: "scriptfarm:runtime", external: true })),
            },
        ],
    }),
]).then(bundles => bundles.map(({ outputFiles: [script] }) => script.text));

const files = {};
function addFiles(target, folder, accept) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isDirectory()) {
            if (/^(tests?|examples?|bench(mark)?s?|node_modules)$/.test(entry.name)) continue;
            addFiles(`${target}/${entry.name}`, join(folder, entry.name), accept);
        } else if (accept(entry.name)) {
            files[`${target}/${entry.name}`] = readFileSync(join(folder, entry.name), "utf8");
        }
    }
}
function addPackage(name, accept) {
    files[`${name}/package.json`] = readFileSync(join(modules, name, "package.json"), "utf8");
    addFiles(name, join(modules, name), accept);
}
addPackage("typescript", name => name === "typescript.js" || /^lib\.(.*\.)?d\.ts$/.test(name));
addPackage("typescript-to-lua", name => /\.(js|lua|json)$/.test(name));
const dependencies = [...Object.keys(manifest("typescript-to-lua").dependencies)];
for (const name of dependencies) {
    addPackage(name, file => /\.(c?js|json)$/.test(file));
    dependencies.push(...Object.keys(manifest(name).dependencies ?? {}).filter(other => !dependencies.includes(other)));
}
const sha256 = (...texts) => texts.reduce((hash, text) => hash.update(text), createHash("sha256")).digest("hex");
const listing = JSON.stringify(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { digest: sha256(text), size: Buffer.byteLength(text) }])));

const digest = sha256(runtime, driver, listing);
rmSync(join(outDir, "packages"), { recursive: true, force: true });
for (const [path, text] of Object.entries(files)) {
    const file = join(outDir, "packages", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}
writeFileSync(join(outDir, "runtime.js"), runtime);
writeFileSync(join(outDir, "driver.js"), driver);
writeFileSync(join(outDir, "packages.json"), listing);
writeFileSync(join(outDir, "protocol.json"), protocol); // for the test that holds the JVM's side against it
writeFileSync(
    join(outDir, "toolchain.json"),
    JSON.stringify({ typescript: manifest("typescript").version, typescriptToLua: manifest("typescript-to-lua").version, digest }),
);
