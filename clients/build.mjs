// Builds the clients: node build.mjs. Installs what the lockfile pins when it is not there, and does nothing when
// nothing changed. With --check also their tests' types, the linter, and the tests.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const changed = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const run = (program, ...words) => execFileSync(program, words, { cwd: here, stdio: ["ignore", "inherit", "inherit"], shell: program === "npm" && process.platform === "win32" });
const node = (script, ...words) => run(process.execPath, join(modules, script), ...words);

if (changed(join(modules, ".package-lock.json")) < changed(join(here, "package-lock.json"))) {
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
}
node("typescript/bin/tsc", "-b", "api", "cli");
// One file of CommonJS: Node has it loaded 15 ms sooner than modules in forty files. What a command alone needs runs when
// the command does.
rmSync(join(here, "cli/bundle"), { recursive: true, force: true });
const { build } = await import("esbuild");
await build({
    absWorkingDir: here,
    entryPoints: ["cli/dist/main.js"],
    outfile: "cli/bundle/main.cjs",
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    external: ["fzstd", "typescript"],
    define: { "import.meta.url": "__url" },
    banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 400, // a stack or an editor that shows a line shows no novel
    logLevel: "warning",
});
if (process.argv.includes("--check")) {
    node("typescript/bin/tsc", "-b", "api/tsconfig.test.json", "cli/tsconfig.test.json");
    run(process.execPath, join(here, "api/generate.mjs"), "--check");
    node("eslint/bin/eslint.js", "--max-warnings=0", ".");
    const tests = ["api", "cli"].flatMap(name => {
        const folder = join(here, name, "target/test");
        return readdirSync(folder, { recursive: true }).filter(file => file.endsWith(".test.js")).map(file => join(folder, file));
    });
    run(process.execPath, "--test", ...tests);
}
