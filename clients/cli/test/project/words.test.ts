import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { packageName, packagesNamedIn, wordsOf } from "#src/project/words.js";

describe("the words of a script that TypeScript resolves", () => {
    const base = 'import { a } from "./a";\nexport const x = 1;\n';

    for (const [what, text] of Object.entries({
        "an import": 'import { a } from "./b";\nexport const x = 1;\n',
        "one more import": `${base}import "./c";\n`,
        "an import in pieces": 'import {\n  a,\n} from\n  /* where */ "./b";\nexport const x = 1;\n',
        "a call on lines of its own": `${base}const m = import(\n  "./b"\n);\n`,
        "a type's import": `${base}type T = import("./b").T;\n`,
        "require": `${base}import b = require("./b");\n`,
        "an export from elsewhere": `${base}export * from './b';\n`,
        "a declared module": `${base}declare module "m" {}\n`,
        "a template": `${base}import(\`./b\`);\n`,
        "a reference": `/// <reference types="b" />\n${base}`,
        "a JSX pragma": `/** @jsxImportSource b */\n${base}`,
        "a comment between": 'import { a } from // why\n "./b";\nexport const x = 1;\n',
    })) {
        test(`change with ${what}`, () => assert.notEqual(wordsOf(text), wordsOf(base)));
    }

    test("change when a script becomes a module", () => assert.notEqual(wordsOf("const x = 1;"), wordsOf("export const x = 1;")));

    test("stay with all else, whatever the line ends are", () => {
        assert.equal(wordsOf('import { a, b } from "./a";\n// a word\nexport const y = "2";\n'), wordsOf(base));
        assert.equal(wordsOf(base.replaceAll("\n", "\r\n")), wordsOf(base));
    });

    test("name packages", () => {
        assert.deepEqual([...packagesNamedIn('import a from "a/b"; require("@s/p/x"); import "./c"; import("../d"); from "..e"')], ["a", "@s/p"]);
        assert.equal(packageName("@scope/name/inside"), "@scope/name");
    });
});
