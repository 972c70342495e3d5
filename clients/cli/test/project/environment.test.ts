import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Diagnostic } from "@scriptfarm/api";
import { passedOn, wanting } from "#src/project/environment.js";
import { SnapshotError } from "#src/project/errors.js";

const read = (...names: string[]): Diagnostic[] => [
    { category: "MESSAGE", code: 7, source: "scriptfarm", message: "In any words: OTHER, PATH", names },
    { category: "ERROR", code: 7, message: "TypeScript's own: GAME_DEBUG" },
];

test("variables that plugins read are passed on if they are set, and no others", () => {
    const environment = { GAME_DEBUG: "1", PATH: "/bin", EMPTY: "" };

    assert.deepEqual(wanting(read("EMPTY", "GAME_DEBUG", "UNSET"), environment, "/nowhere"), ["EMPTY", "GAME_DEBUG"]);
    assert.equal(passedOn(["UNSET", "GAME_DEBUG", "EMPTY"], environment)?.text, '{"EMPTY":"","GAME_DEBUG":"1"}');
    assert.equal(passedOn(["UNSET"], environment), undefined);
});

test("what may be a secret is refused with a way out, and sent when scriptfarm.json names it", () => {
    const folder = mkdtempSync(join(tmpdir(), "farm-environment-"));
    try {
        for (const name of ["NPM_TOKEN", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "API_KEY", "GH_PAT"]) {
            assert.throws(
                () => wanting(read(name), { [name]: "x" }, folder),
                (error: unknown) => error instanceof SnapshotError && error.message.includes(`"environment": ["${name}"]`),
            );
        }
        for (const name of ["KEYBOARD", "MONKEY", "PATH"]) assert.deepEqual(wanting(read(name), { [name]: "x" }, folder), [name]);
        writeFileSync(join(folder, "scriptfarm.json"), '{"environment":["NPM_TOKEN"]}');
        assert.deepEqual(wanting(read("NPM_TOKEN"), { NPM_TOKEN: "x" }, folder), ["NPM_TOKEN"]);
    } finally {
        rmSync(folder, { recursive: true });
    }
});
