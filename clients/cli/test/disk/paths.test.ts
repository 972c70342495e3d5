import assert from "node:assert/strict";
import { win32 } from "node:path";
import { describe, test } from "node:test";
import { commonFolder, folderOf, isRoot, isWithin, relativePath, resolvePath, slashed, upwards } from "#src/disk/paths.js";

describe("paths", () => {
    test("of Windows have slashes", () => {
        assert.equal(resolvePath("C:\\game", "src\\main.ts", win32), "C:/game/src/main.ts");
        assert.equal(resolvePath("C:/game", "..\\other\\x", win32), "C:/other/x");
        assert.equal(slashed("\\\\server\\share\\game", win32), "//server/share/game");
        assert.equal(slashed("a\\b"), "a\\b"); // elsewhere it is a name
    });

    test("end at their roots", () => {
        for (const root of ["/", "C:/", "//server/share"]) assert.ok(isRoot(root), root);
        assert.deepEqual([...upwards("C:/game/src")], ["C:/game/src", "C:/game", "C:/"]);
        assert.deepEqual([...upwards("/game/src")], ["/game/src", "/game", "/"]);
        assert.equal(folderOf("C:/x"), "C:/");
        assert.equal(folderOf("/x"), "/");
    });

    test("know what lies below them, by whole names", () => {
        assert.ok(isWithin("/game/src", "/game"));
        assert.ok(isWithin("/game", "/"));
        assert.ok(!isWithin("/games", "/game"));
        assert.equal(commonFolder("C:/a/b", "C:/a/c/d"), "C:/a");
        assert.equal(commonFolder("/a/b", "/c"), "/");
    });

    test("lead from one to another", () => {
        assert.equal(relativePath("/a/b", "/a/c/d"), "../c/d");
        assert.equal(relativePath("/a", "/a/b"), "b");
        assert.equal(relativePath("/a", "/a"), "");
        assert.equal(relativePath("/", "/a/b"), "a/b");
        assert.equal(relativePath("C:/a", "C:/b"), "../b");
        assert.equal(relativePath("C:/a", "D:/b"), "D:/b");
    });
});
