import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, test } from "node:test";
import { sha256 } from "@scriptfarm/testkit";
import { CopyingFarm, farm as run, lastJson } from "../kit/farm.js";
import { folderWith, installTypeScript, write } from "../kit/project.js";

const SECRETS = [
    ".env", ".env.local", "prod.env", ".npmrc", ".netrc", "id_rsa", "keys/server.pem", "keys/tls.key", "keys/store.p12", "vault.kdbx",
    "dump.sql", "save.sqlite", "core.4711", "secrets.json", "credentials.json", "src/secrets.ts.bak", "src/.env.test", ".aws/credentials",
    "ignored/notes.txt", "ignored/table.json", "../private/salaries.csv", "../.env", "../private/secrets.json", "../../home.txt",
    "tools/token.txt", "data/service-account-prod.json",
];
const contentOf = (path: string) => `the secret of ${path}\n`;

describe("what leaves the machine", () => {
    let farm: CopyingFarm;

    beforeEach(async () => {
        farm = (await new CopyingFarm().start());
        farm.reads = () => true; // a plugin that reads all that it can
    });
    afterEach(() => farm.stop());

    /** A game two folders down, with secrets in it and above it. */
    function gameWith(plugin: string, options: object): string {
        const top = folderWith({});
        const game = `${top}/studio/game`;
        write(game, {
            ".gitignore": "ignored/\nnode_modules/\n",
            "package.json": "{}",
            "tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], outDir: "out", types: [] }, include: ["src"], tstl: { luaPlugins: [{ name: "./plugin.js", ...options }] } }),
            "plugin.js": plugin,
            "src/main.ts": "export {};\n",
            "data/levels.csv": "1,2\n",
        });
        installTypeScript(game);
        for (const path of SECRETS) write(game, { [path]: contentOf(path) });
        execFileSync("git", ["init", "-q", game]);
        return game;
    }

    /** How many states of a project were submitted. */
    const states = () => new Set(farm.submitted.map(({ snapshot }) => snapshot)).size;
    const sent = () => SECRETS.filter(path => farm.blobs.has(sha256(contentOf(path))));
    const listed = () => SECRETS.filter(path => farm.listed().some(file => file.endsWith(path.replace(/^(?:\.\.\/)+/, ""))));

    test("R44 no secret, with a plugin whose options name folders above the project", async () => {
        const game = gameWith("module.exports = {};", { data: "../private", more: "..\\..\\home.txt" });
        const ran = await run(game, ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(ran.code, 0, ran.err);
        assert.deepEqual(sent(), []);
        assert.deepEqual(listed(), []);
        assert.ok(farm.listed().includes("data/levels.csv"));
        assert.match(ran.err, /a plugin's option names \.\.\/private, which is above what is sent; --root/);
        assert.ok(ran.err.includes("a plugin's option names ..\\..\\home.txt, which is above what is sent"), ran.err);
        assert.match(ran.err, /private or ignored files are kept from plugins/);
    });

    test("R44 a file that a plugin names is sent when it is read, and the build says so", async () => {
        const game = gameWith('require("fs").readFileSync(require("path").join(__dirname, ".env")); module.exports = {};', { table: "ignored/table.json" });
        const ran = await run(game, ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(ran.code, 0, ran.err);
        assert.deepEqual(sent().sort(), [".env", "ignored/table.json"].sort());
        assert.match(ran.err, /\.env is sent if a plugin reads it: .* its name says that it is private/);
        assert.match(ran.err, /ignored\/table\.json is sent if a plugin reads it: .* git ignores it/);
    });

    test("R1 what plugins look for and was left out goes along in another round, and is remembered", async () => {
        const game = gameWith("module.exports = {};", {});
        write(game, { ".config/rules.txt": "1" });
        farm.looked = [".config/rules.txt", "nothing.txt"];
        const ran = await run(game, ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(ran.code, 0, ran.err);
        assert.equal(states(), 2);
        assert.ok(farm.listed().includes(".config/rules.txt"));
        assert.equal(lastJson(ran)["diagnostics"], 0);

        write(game, { "src/main.ts": "export const x = 1;\n", ".config/rules.txt": "2" });
        const again = await run(game, ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(again.code, 0, again.err);
        assert.equal(states(), 3);
        assert.ok(farm.blobs.has(sha256("2")));
    });

    test("R1 a private file that plugins look for ends the build with an error that says so", async () => {
        const game = gameWith("module.exports = {};", {});
        farm.looked = [".env"];
        const ran = await run(game, ["build"], { FARM_URL: farm.url });
        assert.notEqual(ran.code, 0);
        assert.match(ran.err, /a plugin reads \.env, which exists, but is not sent to the farm/);
        assert.deepEqual(sent(), []);
    });

    test("R44 without plugins only what TypeScript reads, ignored by git or not", async () => {
        const game = gameWith("", {});
        write(game, {
            "tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], outDir: "out", types: [], resolveJsonModule: true }, include: ["src"] }),
            "src/main.ts": 'import "../ignored/generated";\n',
            "ignored/generated.ts": "export {};\n",
        });
        const ran = await run(game, ["build", "--json"], { FARM_URL: farm.url });
        assert.equal(ran.code, 0, ran.err);
        assert.deepEqual(sent(), []);
        assert.deepEqual(farm.listed().filter(path => !path.startsWith("node_modules")).sort(), ["ignored/generated.ts", "package.json", "src/main.ts", "tsconfig.json"]);
    });

    test("farm build --dry-run lists what would travel, with sizes and why, and asks no farm", async () => {
        const game = gameWith("module.exports = {};", {});
        const { out, code } = await run(game, ["build", "--dry-run"], { FARM_URL: farm.url });
        assert.equal(code, 0);
        assert.match(out, /^configuration +\d+ B {2}tsconfig\.json$/m);
        assert.match(out, /^script +11 B {2}src\/main\.ts$/m);
        assert.match(out, /^plugin code +20 B {2}plugin\.js$/m);
        assert.match(out, /^a plugin may read it +4 B {2}data\/levels\.csv$/m);
        assert.doesNotMatch(out, /secret/);
        assert.deepEqual(farm.requests, []);
    });
});
