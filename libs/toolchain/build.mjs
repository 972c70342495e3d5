// Bundles the compilers and the driver into one script, and what they read at run time (TypeScript's
// lib files, TSTL's Lua library) into one JSON file: node build.mjs OUT_DIR
// Installs what the lockfile pins when it is not there, and does nothing when nothing changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outDir = process.argv[2];
const modules = join(here, "node_modules");

const changed = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const inputs = ["package-lock.json", "build.mjs", ...readdirSync(join(here, "src"), { recursive: true }).map(file => join("src", file))];
const newestInput = Math.max(...inputs.map(file => changed(join(here, file))));
if (changed(join(outDir, "toolchain.json")) > newestInput) process.exit(0);

if (changed(join(modules, ".package-lock.json")) < changed(join(here, "package-lock.json"))) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
}
const { build } = await import("esbuild");

const version = name => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
const shim = name => join(here, "src/main/ts/shims", `${name}.ts`);

// TSTL's caches of nodes and types; ScriptMemory says why they are replaced.
const TSTL_CACHES = 8;
let cachesReplaced = 0;
const scriptMemory = {
    name: "script-memory",
    setup({ onLoad }) {
        onLoad({ filter: /[\\/]typescript-to-lua[\\/]dist[\\/]transformation[\\/].*\.js$/ }, ({ path }) => {
            const source = readFileSync(path, "utf8");
            const contents = source.replaceAll(/(?<=^const \w+ = )new WeakMap\(\);$/gm, () => {
                cachesReplaced++;
                return `new (require(${JSON.stringify(join(here, "src/main/ts/script-memory.ts"))}).ScriptMemory)();`;
            });
            return { contents, loader: "js" };
        });
    },
};

const bundle = await build({
    absWorkingDir: here,
    entryPoints: ["src/main/ts/main.ts"],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    // Names stay readable: they appear in the stacks of compiler crashes.
    minifyWhitespace: true,
    lineLimit: 400, // a stack or an editor that shows a line shows no novel
    legalComments: "none",
    inject: [shim("globals")],
    plugins: [scriptMemory],
    define: {
        __dirname: JSON.stringify("/scriptfarm/toolchain/typescript-to-lua/dist"),
        __filename: JSON.stringify("/scriptfarm/toolchain/typescript-to-lua/dist/index.js"),
    },
    mainFields: ["main"],
    alias: {
        assert: join(here, "src/main/ts/shims/assert.cjs"),
        crypto: shim("nothing"),
        fs: shim("fs"),
        "graceful-fs": shim("fs"),
        inspector: shim("nothing"),
        os: shim("os"),
        path: shim("path"),
        perf_hooks: shim("perf-hooks"),
        process: shim("process"),
        url: shim("url"),
        util: shim("util"),
    },
    logOverride: { "commonjs-variable-in-esm": "silent" },
});
if (cachesReplaced !== TSTL_CACHES) {
    throw new Error(`this TSTL has ${cachesReplaced} caches in WeakMaps, not ${TSTL_CACHES}: see what they remember`);
}
const driver = bundle.outputFiles[0].contents;

const files = {};
function addFiles(target, folder, accept) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isDirectory()) {
            addFiles(`${target}/${entry.name}`, join(folder, entry.name), accept);
        } else if (accept(entry.name)) {
            files[`${target}/${entry.name}`] = readFileSync(join(folder, entry.name), "utf8");
        }
    }
}
addFiles("typescript/lib", join(modules, "typescript/lib"), name => /^lib\..*d\.ts$/.test(name) || name === "lib.d.ts");
addFiles("typescript-to-lua/dist/lualib", join(modules, "typescript-to-lua/dist/lualib"), name => /\.(lua|json)$/.test(name));
const data = JSON.stringify(files);

const digest = createHash("sha256").update(driver).update(data).digest("hex");
mkdirSync(outDir, { recursive: true });
writeFileSync(join(outDir, "driver.js"), driver);
writeFileSync(join(outDir, "files.json"), data);
writeFileSync(
    join(outDir, "toolchain.json"),
    JSON.stringify({ typescript: version("typescript"), typescriptToLua: version("typescript-to-lua"), digest }),
);
