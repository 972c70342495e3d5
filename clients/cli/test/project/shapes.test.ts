// Configurations as public projects have them. What is listed is what TypeScript reads, and the root holds it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readProject } from "#src/project/reading.js";
import { folderWith, installTypeScript, type Tree } from "../kit/project.js";

const OPTIONS = { target: "esnext", lib: ["esnext"], module: "esnext", moduleResolution: "bundler", types: [] as string[] };

/** The files of the project in `folder`, without the compilers', as paths from its root's place. */
function read(tree: Tree, folder: string): { files: string[]; root: string; outputs: readonly string[] } {
    const top = folderWith(tree);
    installTypeScript(top);
    const place = join(top, folder);
    const { files, root, outputs } = readProject(join(place, "tsconfig.json"), undefined, { folder: place, options: [] });
    const short = (path: string) => (path === top ? "" : path.slice(top.length + 1));
    return { files: [...files.keys()].filter(path => !path.includes("/node_modules/typescript/")).map(short).sort(), root: short(root), outputs: outputs.folders.map(short) };
}

describe("R1 a tsconfig", () => {
    test("may come from a package that says where things are from ${configDir}", () => {
        const base = { compilerOptions: { ...OPTIONS, outDir: "${configDir}/../out", paths: { "@shared/*": ["${configDir}/../shared/*"] } }, include: ["${configDir}/src"] };
        const { files, outputs } = read(
            {
                "node_modules/@studio/tsconfig": { "package.json": '{"name":"@studio/tsconfig"}', "tsconfig.json": JSON.stringify(base) },
                "game/tsconfig.json": '{"extends": "@studio/tsconfig"}',
                "game/src/main.ts": 'import { twice } from "@shared/math"; twice(4);\n',
                "shared/math.ts": "export const twice = (n: number) => n * 2;\n",
                "shared/unread.ts": "",
            },
            "game",
        );
        assert.deepEqual(files, ["game/src/main.ts", "game/tsconfig.json", "node_modules/@studio/tsconfig/package.json", "node_modules/@studio/tsconfig/tsconfig.json", "shared/math.ts"]);
        assert.deepEqual(outputs, ["out"]);
    });

    const SHARED = { "shared/s.ts": "export const s = 1;\n", "shared/engine/index.d.ts": "declare const ENGINE: number;\n" };
    for (const [what, config, main, shared] of [
        ["include", { include: ["src", "./../shared"] }, "", ["shared/engine/index.d.ts", "shared/s.ts"]],
        ["files", { files: ["src/main.ts", "./../shared/s.ts"] }, "", ["shared/s.ts"]],
        ["paths", { options: { paths: { "@s/*": ["./../shared/*"] } } }, 'import { s } from "@s/s"; s;', ["shared/s.ts"]],
        ["typeRoots", { options: { types: ["engine"], typeRoots: ["./../shared"] } }, "ENGINE;", ["shared/engine/index.d.ts"]],
    ] as [string, { options?: object }, string, string[]][]) {
        test(`may lead above itself by ./.. in ${what}`, () => {
            const { options, ...rest } = config;
            const { files, root } = read({ ...SHARED, "game/src/main.ts": `${main}\nexport {};\n`, "game/tsconfig.json": JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, ...rest }) }, "game");
            assert.deepEqual(files, ["game/src/main.ts", "game/tsconfig.json", ...shared]);
            assert.equal(root, "");
        });
    }

    test("may include declarations that a build before wrote", () => {
        const { files } = read(
            {
                "tsconfig.json": JSON.stringify({ compilerOptions: { ...OPTIONS, rootDir: ".", outDir: "dist", declaration: true }, exclude: ["node_modules"] }),
                "src/hello.ts": "export const hello = 1;\n",
                "dist/src/hello.d.ts": "export declare const hello = 1;\n",
            },
            "",
        );
        assert.deepEqual(files, ["dist/src/hello.d.ts", "src/hello.ts", "tsconfig.json"]); // so the farm says TS5055, as tstl does
    });

    test("may import Lua of a package whose package.json begins with a byte order mark", () => {
        const { files } = read(
            {
                "tsconfig.json": JSON.stringify({ compilerOptions: { ...OPTIONS, moduleResolution: "node10", ignoreDeprecations: "6.0" }, include: ["src"] }),
                "src/main.ts": 'import { greet } from "lua-greeter"; greet("x");\n',
                "node_modules/lua-greeter": { "package.json": '\uFEFF{"name":"lua-greeter","main":"index.lua","types":"index.d.ts"}', "index.lua": "return {}\n", "index.d.ts": "export declare function greet(name: string): void;\n" },
            },
            "",
        );
        assert.deepEqual(files.filter(path => path.includes("lua-greeter")), ["index.d.ts", "index.lua", "package.json"].map(name => `node_modules/lua-greeter/${name}`));
    });
});
