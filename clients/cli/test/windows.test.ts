// What Windows has otherwise than other systems, for each module that handles paths or lines. disk/paths.test.ts,
// project/invocation.test.ts and project/words.test.ts have more of it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Diagnostic } from "@scriptfarm/api";
import { annotate } from "#src/build/annotations.js";
import { DiagnosticFormat } from "#src/build/diagnostics.js";
import { isProper, refusalInFolder } from "#src/build/output-places.js";
import { memoryFile, memoryFolder } from "#src/project/memory.js";
import { isNamed, isSecret, namesIn } from "#src/project/secrets.js";
import { folderWith } from "./kit/project.js";

const diagnostic = (location: Partial<Diagnostic["location"]> = {}): Diagnostic => ({
    category: "ERROR",
    code: 2322,
    message: "In /-/-/-/-/-/-/-/-/src/main.ts",
    location: { file: "src/main.ts", start: 0, length: 1, line: 1, column: 1, ...location },
});

describe("on Windows", () => {
    test("diagnostics name files from the caller's folder, with slashes, and with their drive where it is another", () => {
        const from = (current: string) => new DiagnosticFormat("C:/game", current).plain(diagnostic());
        assert.equal(from("C:/game"), "src/main.ts(1,1): error TS2322: In C:/game/src/main.ts\n");
        assert.equal(from("C:/other"), "../game/src/main.ts(1,1): error TS2322: In C:/game/src/main.ts\n");
        assert.equal(from("D:/"), "C:/game/src/main.ts(1,1): error TS2322: In C:/game/src/main.ts\n");
    });

    test("lines that end with CRLF are shown without it, and counted as one", () => {
        const folder = folderWith({ src: {} });
        writeFileSync(join(folder, "src/main.ts"), "one\r\ntwo\r\n");
        const shown = new DiagnosticFormat(folder, folder).pretty(diagnostic({ start: 5, length: 3, line: 2 }));
        assert.ok(!shown.includes("\r"));
        assert.match(shown, /two\n.*~~~/);
    });

    test("annotations keep a drive apart from a property", () => {
        const said = annotate([diagnostic()], new DiagnosticFormat("C:/game", "D:/"), { environment: { GITHUB_ACTIONS: "true" }, current: "D:/", sarif: undefined, codeQuality: undefined });
        assert.match(said, /^::error file=C%3A\/game\/src\/main\.ts,line=1,col=1,title=TS2322::/);
    });

    test("outputs with drives, backslashes or shares are refused", () => {
        for (const path of ["C:\\Windows\\x.lua", "..\\x.lua", "a\\b.lua", "\\\\server\\share\\x.lua"]) {
            assert.ok(!isProper(path), path);
            assert.notEqual(refusalInFolder(path), undefined, path);
        }
    });

    test("names of files in a plugin's code have backslashes, and mean the same", () => {
        const names = namesIn(String.raw`read("data\\levels.csv"); read('..\\keys\\server.pem')`);
        assert.deepEqual([...names], ["data/levels.csv", "keys/server.pem"]);
        assert.ok(isNamed("C:/game/keys/server.pem", names));
        assert.ok(!isNamed("C:/game/other-keys/server.pem", names));
        assert.ok(isSecret("C:/game/.env"));
    });

    test("projects are remembered in the user's local data", () => {
        const folder = memoryFolder({ LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" }, "C:/game", "win32");
        assert.equal(folder, "C:/Users/me/AppData/Local/scriptfarm");
        assert.equal(memoryFolder({ FARM_HOME: "..\\farm" }, "C:/game", "win32"), "C:/farm/client");
        assert.match(memoryFile(folder, "C:/game/tsconfig.json", { folder: "C:/game", options: [] }), /^C:\/Users\/me\/AppData\/Local\/scriptfarm\/[0-9a-f]{24}\.json$/);
    });
});
