import assert from "node:assert/strict";
import { join } from "node:path";
import { beforeEach, describe, test } from "node:test";
import { loadCompilers } from "#src/project/compilers.js";
import { reasonsFor, rootOf } from "#src/project/root.js";
import { readConfigurations } from "#src/project/typescript.js";
import { folderWith, write } from "../kit/project.js";

describe("the root of a snapshot", () => {
    let top: string;
    let game: string;

    beforeEach(() => {
        top = folderWith({ packages: { game: { "tsconfig.json": "{}", src: { "main.ts": "" } } } });
        game = join(top, "packages/game");
    });

    const named = () => readConfigurations(loadCompilers(game), join(game, "tsconfig.json"), { folder: game, options: [] });
    const root = () => rootOf(named());
    const config = (text: string) => write(game, { "tsconfig.json": text });

    test("is the folder of the tsconfig, and broken configurations are for the compilers to tell", () => {
        assert.equal(root(), game);
        config('{"compilerOptions": {');
        assert.equal(root(), game);
    });

    test("grows to the nearest node_modules", () => {
        write(top, { node_modules: {}, packages: { node_modules: {} } });
        assert.equal(root(), join(top, "packages"));
    });

    test("grows to the farthest node_modules of a workspace, around a repository too", () => {
        write(top, { "package.json": '{"workspaces":["packages/*"]}', node_modules: {}, packages: { game: { node_modules: {}, ".git": {} } } });
        assert.equal(root(), top);
    });

    test("grows to that of a pnpm workspace", () => {
        write(top, { "pnpm-workspace.yaml": "packages: ['packages/*']", node_modules: {}, packages: { game: { ".git": {} } } });
        assert.equal(root(), top);
    });

    test("does not leave the repository", () => {
        write(top, { node_modules: {}, packages: { ".git": {} } });
        assert.equal(root(), game);
    });

    test("grows to what configurations read and include, and says why", () => {
        write(top, { packages: { base: { "tsconfig.json": '{ // why\n "include": ["../../shared/**/*.ts", "src"], }' } }, shared: { "a.ts": "" } });
        config('{"extends": "../base/tsconfig"}');
        assert.equal(root(), top);
        assert.deepEqual(
            reasonsFor(named()).slice(0, 2).map(({ folder, why }) => [folder, why]),
            [
                [game, "the folder of the tsconfig"],
                [join(top, "packages/base"), `the configuration ${join(top, "packages/base/tsconfig.json")} is read`],
            ],
        );
    });

    test("does not grow by configurations that name one another", () => {
        write(top, { packages: { "base.json": '{"extends":"./game/tsconfig.json"}' } });
        config('{"extends":["../base.json"]}');
        assert.equal(root(), join(top, "packages"));
    });

    test("takes path mappings from the base URL on", () => {
        config('{"compilerOptions":{"baseUrl":"src","paths":{"a":["../lib/a"]}}}');
        assert.equal(root(), game);
    });

    test("does not grow to where outputs go", () => {
        config('{"compilerOptions":{"outDir":"../../dist"},"tstl":{"luaBundle":"../b/x.lua","luaBundleEntry":"src/main.ts"}}');
        assert.equal(root(), game);
    });

    test("grows to plugins that are named by a path, and by no option of theirs", () => {
        write(top, { packages: { tools: { "plugin.js": "" } }, elsewhere: {} });
        config('{"tstl":{"luaPlugins":[{"name":"../tools/plugin.js","data":"../../elsewhere"},{"name":"@studio/numbers"}]}}');
        assert.equal(root(), join(top, "packages"));
    });

    test("grows to what referenced projects read and write, through circles", () => {
        write(top, { text: { "tsconfig.lib.json": "{}" }, packages: { built: { rules: {} }, game: { rules: { "tsconfig.json": '{"compilerOptions":{"outDir":"../../built/rules"},"references":[{"path":"../../../text/tsconfig.lib.json"},{"path":".."}]}' } } } });
        config('{"references":[{"path":"./rules"}]}');
        assert.equal(root(), top);
    });

    test("is never that of the file system", () => {
        config(`{"include":["${"../".repeat(20)}usr/*.ts"]}`);
        assert.throws(root, /--root/);
    });
});
