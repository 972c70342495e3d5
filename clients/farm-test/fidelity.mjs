// Compares this client's builds with tstl's, over the examples: node clients/farm-test/fidelity.mjs [PATTERN]
//
// The rows are those of FidelityTest. A farm has to run (FARM_URL, FARM_PORT), and the examples have to be installed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const test = readFileSync(join(repository, "proof/e2e/src/test/java/io/scriptfarm/e2e/FidelityTest.java"), "utf8");
const rows = [...test.matchAll(/^ {4}"([\w.-]+), ([\w./-]+)",?$/gm)].map(([, example, config]) => ({ example, config }));
const pattern = new RegExp(process.argv[2] ?? "");
const memory = mkdtempSync(join(tmpdir(), "farm-fidelity-"));
let failed = 0;
const wanted = rows.filter(({ example, config }) => pattern.test(`${example} ${config}`));
for (const { example, config } of wanted) {
    const { status, stdout, stderr } = spawnSync("proof/e2e/fidelity.sh", [join("examples", example), config], {
        cwd: repository,
        encoding: "utf8",
        env: {
            ...process.env,
            FARM_HOME: "",
            XDG_CACHE_HOME: memory,
            FARM_FALLBACK: "none", // tstl is like itself
            FIDELITY_FARM: join(repository, "clients/cli/bin/farm.js"),
            FIDELITY_KEEP: join(repository, "proof/e2e/target/fidelity"),
        },
    });
    process.stdout.write(status === 0 ? stdout : `${stdout}${stderr}\n`);
    if (status !== 0) failed++;
}
rmSync(memory, { recursive: true, force: true });
console.log(`${wanted.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
