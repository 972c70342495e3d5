import assert from "node:assert/strict";
import { closeSync, existsSync, linkSync, openSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { CopyingFarm, started } from "../kit/farm.js";
import { folderWith, gameIn, write } from "../kit/project.js";

describe("farm watch", () => {
    let farm: CopyingFarm;
    let game: string;

    beforeEach(async () => {
        farm = new CopyingFarm();
        await farm.start();
        game = gameIn();
    });
    afterEach(() => farm.stop());

    const lua = (path: string) => readFileSync(join(game, path), "utf8");

    /** Watches, and goes on once `count` builds are told. */
    async function watching(work: (builds: (count: number) => Promise<void>) => Promise<void>, words: string[] = []): Promise<string> {
        const watch = started(game, ["watch", ...words], { FARM_URL: farm.url });
        const builds = (count: number) => watch.says(new RegExp(`(?:built in[^]*){${count}}`));
        try {
            await builds(1);
            await work(builds);
        } finally {
            watch.child.kill("SIGINT");
        }
        const { code, err } = await watch.ended;
        assert.equal(code, process.platform === "win32" ? -1 : 0, err);
        return err;
    }

    test("R24 builds what is saved, in place or by a new file with its name", async () => {
        await watching(async builds => {
            writeFileSync(join(game, "src/greet.ts"), "export function greet(name: string) { return 1; }\n");
            await builds(2);
            assert.equal(lua("out/greet.lua"), "-- src/greet.ts: 50\n");
            writeFileSync(join(game, "src/greet.ts~"), "export function greet(name: string) { return 12; }\n");
            renameSync(join(game, "src/greet.ts~"), join(game, "src/greet.ts"));
            await builds(3);
            assert.equal(lua("out/greet.lua"), "-- src/greet.ts: 51\n");
        });
        assert.deepEqual(farm.submitted.slice(1).map(({ saved, lane }) => [saved, lane]), [[["src/greet.ts"], "interactive"], [["src/greet.ts"], "interactive"]]);
    });

    test("R24 what a look finds saved comes first, though there was no word of it yet", async () => {
        await watching(async builds => {
            const elsewhere = join(folderWith({}), "greet.ts");
            linkSync(join(game, "src/greet.ts"), elsewhere);
            writeFileSync(elsewhere, "export function greet(name: string) { return 12; }\n"); // nobody watches that folder
            writeFileSync(join(game, "src/main.ts"), 'import { greet } from "./greet";\ngreet("me");\n');
            await builds(2);
        });
        assert.ok(farm.submitted[1]?.saved?.includes("src/greet.ts"), JSON.stringify(farm.submitted));
    });

    test("R24 an editor that empties the file first costs no build of an empty script", async () => {
        await watching(async builds => {
            truncateSync(join(game, "src/greet.ts"));
            const file = openSync(join(game, "src/greet.ts"), "r+");
            writeSync(file, "export function greet(name: string) { return 3; }\n");
            closeSync(file);
            await builds(2);
        });
        assert.equal(farm.submitted.length, 2);
    });

    test("R24 follows scripts that come, move with their folder, and go", async () => {
        await watching(async builds => {
            write(game, { "src/deep/er/new.ts": "export {};\n" });
            await builds(2);
            assert.ok(existsSync(join(game, "out/deep/er/new.lua")));
            renameSync(join(game, "src/deep"), join(game, "src/moved"));
            await builds(3);
            assert.ok(existsSync(join(game, "out/moved/er/new.lua")));
            assert.ok(!existsSync(join(game, "out/deep")));
            writeFileSync(join(game, "src/moved/er/new.ts"), "export const x = 1;\n");
            await builds(4);
            rmSync(join(game, "src/moved"), { recursive: true });
            await builds(5);
            assert.ok(!existsSync(join(game, "out/moved")));
        });
    });

    test("builds for nothing that no build reads, and not for its own output", async () => {
        await watching(async builds => {
            write(game, { "notes.txt": "x", "watch.log": "x", "src/picture.png": "x", "other/unread.json": "{}" });
            writeFileSync(join(game, "src/greet.ts"), "export function greet(name: string) { return 4; }\n");
            await builds(2);
        });
        assert.equal(farm.submitted.length, 2);
    });

    test("R43 builds again at once when the store lost outputs, and says so when it goes on losing them", async () => {
        const { compile } = farm;
        let losses = 1;
        farm.compile = async request => {
            const told = await compile(request);
            for (const event of told) if (losses > 0 && event.type === "output-ready") farm.blobs.delete(event.output.digest);
            losses--;
            return told;
        };
        const watch = started(game, ["watch"], { FARM_URL: farm.url });
        await watch.says(/built in/);
        assert.equal(farm.submitted.length, 2);
        losses = Infinity;
        writeFileSync(join(game, "src/greet.ts"), "export function greet(name: string) { return 6; }\n");
        await watch.says(/cache lost 1 outputs[^]*the next save tries again/);
        assert.equal(farm.submitted.length, 5);
        watch.child.kill("SIGINT");
        await watch.ended;
    });

    test("R43 goes on when there is no farm, and builds at the next save", async () => {
        await farm.stop();
        const watch = started(game, ["watch"], { FARM_URL: farm.url });
        await watch.says(/no farm answers at [^]*the next save tries again/);
        await farm.start();
        writeFileSync(join(game, "src/greet.ts"), "export function greet(name: string) { return 5; }\n");
        await watch.says(/built in/);
        watch.child.kill("SIGINT");
        await watch.ended;
    });
});
