import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Digests, sha256 } from "#src/disk/digests.js";
import { stampOf } from "#src/disk/stamp.js";
import { folderWith } from "../kit/project.js";

const LATER = 10_000; // milliseconds

describe("digests of files", () => {
    const file = join(folderWith({ "a.ts": "a" }), "a.ts");

    /** What is known of the file after it was read so many milliseconds from now. */
    const readIn = (millis: number) => {
        const digests = new Digests();
        digests.note(file, stampOf(file)!, Date.now() + millis, Buffer.from("a"));
        return new Digests(digests.entries);
    };

    test("R3 are read again when the stamp is another one, and not before", () => {
        const same = readIn(LATER);
        assert.deepEqual([same.of(file), same.read], [sha256("a"), 0]);
        const changed = readIn(LATER);
        writeFileSync(file, "b");
        assert.deepEqual([changed.of(file), changed.read], [sha256("b"), 1]);
    });

    test("R3 are not trusted when the file changed just before it was read", () => {
        const racy = readIn(0);
        assert.deepEqual([racy.of(file), racy.read], [sha256("b"), 1]);
    });
});
