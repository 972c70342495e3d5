// Runs the tests of the driver's parts that ask nothing of a session: node test.mjs
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "target/test-ts");
const tests = readdirSync(join(here, "src/test/ts"), { recursive: true }).filter(file => file.endsWith(".test.ts"));

await build({
    absWorkingDir: here,
    entryPoints: tests.map(file => join("src/test/ts", file)),
    outbase: "src/test/ts",
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    external: ["typescript", "typescript-to-lua", "source-map"],
    plugins: [
        {
            name: "no-session",
            setup({ onResolve, onLoad }) {
                onResolve({ filter: /^\.\.\/runtime\/api$/ }, () => ({ path: "runtime", namespace: "no-session" }));
                onLoad({ filter: /.*/, namespace: "no-session" }, () => ({ contents: `module.exports = { MOUNT: "/-", path: require("node:path").posix };` }));
            },
        },
    ],
});
execFileSync(process.execPath, ["--test", ...tests.map(file => join(outdir, file.replace(/\.ts$/, ".cjs")))], { stdio: "inherit" });
