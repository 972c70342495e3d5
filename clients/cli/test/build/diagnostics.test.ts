import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { Diagnostic } from "@scriptfarm/api";
import { DiagnosticFormat } from "#src/build/diagnostics.js";
import { folderWith, write } from "../kit/project.js";

type Recorded = { current: string; text: string; category: string; code: number; source?: string; start?: number; length: number; line: number; column: number; message: string; plain: string; pretty: string };

// What TypeScript's own formatters print, recorded by record.cjs.
const recorded = readFileSync(new URL("../../../test/build/recorded/diagnostics.jsonl", import.meta.url), "utf8")
    .split("\n")
    .filter(line => line !== "")
    .map(line => JSON.parse(line) as Recorded);

function diagnostic({ category, code, source, start, length, line, column, message }: Recorded): Diagnostic {
    return {
        category: category.toUpperCase() as Diagnostic["category"],
        code,
        message,
        ...(source && { source }),
        ...(start !== undefined && { location: { file: "game/src/main.ts", start, length, line, column } }),
    };
}

describe("diagnostics", () => {
    test("R1 read as tstl prints them to a pipe", () => {
        for (const one of recorded) assert.equal(new DiagnosticFormat("/p", one.current).plain(diagnostic(one)), one.plain);
    });

    test("R1 read as tstl prints them to a terminal", () => {
        const root = folderWith({});
        for (const one of recorded) {
            write(root, { game: { src: { "main.ts": one.text } } });
            const current = one.current === "/" ? "/" : one.current.replace(/^\/p/, root);
            assert.equal(
                new DiagnosticFormat(root, current).pretty(diagnostic(one)).replaceAll("/p/game", `${root}/game`),
                one.pretty.replaceAll("p/game", `${root.slice(1)}/game`),
            );
        }
    });

    test("paths below the farm's mount become paths of the project", () => {
        const gone = { category: "ERROR", code: 6053, message: "File '/-/-/-/-/-/-/-/-/src/gone.ts' not found." } as const;
        assert.equal(new DiagnosticFormat("/p", "/").plain(gone), "error TS6053: File '/p/src/gone.ts' not found.\n");
    });

    test("R43 what the farm itself says is not taken for TypeScript's", () => {
        const crash = { category: "ERROR", code: 1, source: "scriptfarm", message: "The compiler crashed on this script.", location: { file: "src/a.ts", start: 0, length: 0, line: 1, column: 1 } } as const;
        const format = new DiagnosticFormat("/p", "/p");
        assert.equal(format.plain(crash), "src/a.ts(1,1): error FARM: The compiler crashed on this script.\n");
        assert.match(format.pretty(crash), /\u001B\[90m FARM: \u001B\[0mThe compiler crashed/);
    });

    test("a source that is gone is told without its text", () => {
        const gone = { category: "ERROR", code: 1, message: "m", location: { file: "gone.ts", start: 0, length: 1, line: 1, column: 1 } } as const;
        assert.match(new DiagnosticFormat("/p", "/p").pretty(gone), /TS1: \u001B\[0mm\n\n$/);
    });
});
