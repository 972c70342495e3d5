import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readMemory, writeMemory, type Memory } from "#src/project/memory.js";
import { folderWith } from "../kit/project.js";

describe("what is remembered of a project", () => {
    const memory: Memory = {
        reading: {
            root: "/game",
            files: new Map([["/game/src/größe.ts", { disk: "/elsewhere/a.ts", why: "script", words: "w" }]]),
            links: new Map([["/game/link", "src"]]),
            folders: new Map([["/game", { stamp: "1", names: "src" }]]),
            followed: ["/elsewhere"],
            outputs: { folders: ["/game/out"], files: [], outDir: true, extension: "lua", noEmit: false },
            plugins: false,
            isCalledFrom: true,
            notes: ["n"],
            configurations: ["/game/tsconfig.json"],
        },
        namedRoot: undefined,
        snapshot: "s",
        digests: new Map([["/elsewhere/a.ts", { stamp: "2", digest: "d", settled: true }]]),
        outputs: new Map([["/game/out/a.lua", { stamp: "3", digest: "e", settled: false, script: "src/größe.ts" }]]),
        farm: "f",
        cache: "c",
        called: { folder: "..", options: ["--noHeader"] },
        variables: ["MODE"],
        passed: "v",
    };
    const file = join(folderWith({}), "memories/game.json");

    test("is read as it was written, by the same version alone", () => {
        writeMemory(file, "1", memory);
        assert.deepEqual(readMemory(file, "1"), memory);
        assert.equal(readMemory(file, "2"), undefined);
    });

    test("is nothing when it is damaged", () => {
        writeMemory(file, "1", memory);
        const whole = readFileSync(file);
        for (let length = 0; length < whole.length; length += 7) {
            writeFileSync(file, whole.subarray(0, length));
            assert.equal(readMemory(file, "1"), undefined, `cut off at ${length}`);
        }
        writeFileSync(file, '{"form":1,"version":"1"}');
        assert.equal(readMemory(file, "1"), undefined);
    });
});
