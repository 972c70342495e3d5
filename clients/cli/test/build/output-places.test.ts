import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OutputPlaces, refusalInFolder, type Found, type NamedOutputs } from "#src/build/output-places.js";

const SOURCES = ["tsconfig.json", "src/main.ts", "src/a.b.ts", "src/ui/menu.tsx", "lib/old.d.ts", "node_modules/x/index.ts"];
const BESIDE: NamedOutputs = { folders: [], files: [], outDir: false, extension: "lua", plugins: true };
const places = (named: Partial<NamedOutputs> = {}, there: Record<string, Found> = {}) =>
    new OutputPlaces(SOURCES, "tsconfig.json", { ...BESIDE, ...named }, path => there[path] ?? "nothing");

describe("places of outputs", () => {
    test("a folder for outputs alone takes any name", () => {
        for (const path of ["out/x.lua", "out/.hidden", "out/data/x.json"]) assert.equal(places({ folders: ["out"], outDir: true }).refusal(path), undefined, path);
    });

    test("beside sources go what compilers make of them", () => {
        for (const path of ["src/main.lua", "src/main.lua.map", "src/a_b.lua", "src/ui/menu.lua", "main.lua", "lualib_bundle.lua", "lua_modules/x/y.lua", "src/main.d.ts", "tsconfig.tsbuildinfo"]) {
            assert.equal(places({}, { [path]: "something else" }).refusal(path), undefined, path);
        }
    });

    for (const [path, there] of [
        ["tsconfig.json", "nothing"],
        ["src/TSConfig.json", "nothing"],
        [".git/hooks/pre-commit", "nothing"],
        ["out/.GIT./config", "nothing"],
        [".g\u200Cit/config", "nothing"],
        ["../elsewhere.lua", "nothing"],
        ["src/main.ts", "something else"],
        ["notes.txt", "something else"],
        ["node_modules/x/index.js", "nothing"],
        [".npmrc", "nothing"],
        ["lib/old.lua", "something else"],
        ["a//b.lua", "nothing"],
        ["a/../../b.lua", "nothing"],
        ["a\\b.lua", "nothing"],
        ["C:/b.lua", "nothing"],
        ["/etc/passwd", "nothing"],
        ["a\u0000.lua", "nothing"],
        ["..", "nothing"],
        ["", "nothing"],
    ] as [string, Found][]) {
        test(`refused: ${JSON.stringify(path)} where there is ${there}`, () => assert.notEqual(places({}, { [path]: there }).refusal(path), undefined));
    }

    test("a plugin's new name beside sources must be free", () => {
        assert.equal(places().refusal("data/table.txt"), undefined);
        assert.equal(places({}, { "data/table.txt": "ours" }).refusal("data/table.txt"), undefined);
        assert.match(places({}, { "data/table.txt": "something else" }).refusal("data/table.txt")!, /no build is known to have written/);
    });

    test("a folder that somebody named takes all that stays in it, and no hooks of version control", () => {
        assert.equal(refusalInFolder("a/b.js"), undefined);
        for (const path of ["../b.js", "a/../../b.js", ".git/hooks/post-checkout", "a/.Git/config"]) assert.notEqual(refusalInFolder(path), undefined, path);
    });

    test("a folder above the root is a place when the tsconfig names it", () => {
        assert.equal(places({ folders: ["../out"], outDir: true }).refusal("../out/x.lua"), undefined);
        assert.match(places({ folders: ["../out"], outDir: true }).refusal("../x.lua")!, /outside the folders/);
    });
});
