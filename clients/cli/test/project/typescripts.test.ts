// Projects bring TypeScript of many ages, and each says itself what it reads.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadCompilers } from "#src/project/compilers.js";
import { readProject } from "#src/project/reading.js";
import { folderWith } from "../kit/project.js";

// From the oldest that is taken; beside the one that this workspace has.
const VERSIONS = ["4.8.4", "5.0.4", "5.4.5", "5.9.3"];
const PLACE = fileURLToPath(new URL("../../typescripts", import.meta.url)); // below target: installed once

function install(): string | undefined {
    if (VERSIONS.every(version => existsSync(join(PLACE, `node_modules/typescript-${version}/package.json`)))) return undefined;
    mkdirSync(PLACE, { recursive: true });
    writeFileSync(join(PLACE, "package.json"), '{"private":true}');
    const packages = VERSIONS.map(version => `typescript-${version}@npm:typescript@${version}`);
    try {
        execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--no-save", ...packages], { cwd: PLACE, stdio: "pipe", shell: process.platform === "win32" });
        return undefined;
    } catch (cause) {
        return `NOT RUN: npm cannot install ${packages.join(" ")}: ${(cause as Error).message.split("\n")[0]}`;
    }
}

function project(): string {
    return folderWith({
        "base.json": '\uFEFF{ // with comments\n"compilerOptions": {"target": "es2021", "lib": ["es2021"], "module": "commonjs", "moduleResolution": "node", "types": [], "resolveJsonModule": true, "outDir": "out",}}',
        "tsconfig.json": '{"extends": "./base", "include": ["src"], "references": [{"path": "other"}]}',
        "other/tsconfig.json": '{"compilerOptions": {"composite": true}, "files": ["o.ts"]}',
        "other/o.ts": "export {};",
        src: { "main.ts": 'import { d } from "dep";\nimport * as data from "./data.json";\nimport { g } from "./.hidden/g";\nd(data, g);\n', "data.json": "{}", ".hidden": { "g.ts": "export const g = 1;\n" } },
        node_modules: { dep: { "package.json": '{"types": "main.d.ts"}', "main.d.ts": "export declare function d(...all: unknown[]): void;\n", "unread.d.ts": "" } },
    });
}

describe("R1 TypeScript of the project", () => {
    const skip = install() ?? false;
    for (const version of VERSIONS) {
        test(`${version} says what it reads`, { skip }, () => {
            const folder = project();
            symlinkSync(join(PLACE, `node_modules/typescript-${version}`), join(folder, "node_modules/typescript"), "junction");
            const file = join(folder, "tsconfig.json");
            assert.equal(loadCompilers(folder).ts.version, version);
            const { files } = readProject(file, folder, { folder, options: [] });
            const own = [...files.keys()].filter(path => !path.includes("/node_modules/typescript/")).map(path => path.slice(folder.length + 1));
            assert.deepEqual(own.sort(), ["base.json", "node_modules/dep/main.d.ts", "node_modules/dep/package.json", "other/tsconfig.json", "src/.hidden/g.ts", "src/data.json", "src/main.ts", "tsconfig.json"]);
        });
    }

    test("7 and later is named, with what to do", () => {
        const folder = project();
        mkdirSync(join(folder, "node_modules/typescript"));
        writeFileSync(join(folder, "node_modules/typescript/package.json"), '{"name": "typescript", "version": "7.0.2", "main": "version.js"}');
        writeFileSync(join(folder, "node_modules/typescript/version.js"), 'exports.version = "7.0.2";');
        assert.throws(() => loadCompilers(folder), /TypeScript 7\.0\.2 in .* is none that TypeScriptToLua can use; run npm install -D typescript@6/);
    });
});
