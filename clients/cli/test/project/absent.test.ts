import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { truncateSync } from "node:fs";
import { describe, test } from "node:test";
import type { Diagnostic } from "@scriptfarm/api";
import { lacking } from "#src/project/absent.js";
import { SnapshotError } from "#src/project/errors.js";
import { folderWith, write } from "../kit/project.js";

const said = (looked: string[], listed: string[] = []): Diagnostic[] => [
    { category: "MESSAGE", code: 9, source: "scriptfarm", message: "Plugins looked for what was not there", names: looked },
    { category: "MESSAGE", code: 10, source: "scriptfarm", message: "Plugins listed folders", names: listed },
];

describe("what plugins look for", () => {
    const root = folderWith({
        ".gitignore": "ignored/\n",
        "plugin.js": "",
        ".env": "A=1",
        ".config": { "rules.txt": "1" },
        ".git": { HEAD: "ref: refs/heads/main", config: "" },
        assets: { "hero.png": "1", "sent.txt": "", "key.pem": "" },
        out: { "main.lua": "" },
        ignored: { "notes.txt": "" },
        node_modules: { plugin: { templates: { "page.tmpl": "" } } },
    });
    const sent = {
        root,
        has: (path: string) => path.endsWith("/plugin.js") || path.endsWith("/sent.txt"),
        isOutput: (path: string) => path.startsWith(`${root}/out`),
    };
    const asked = (looked: string[], listed: string[] = [], folder = root) => {
        const { files, notes } = lacking(said(looked, listed), sent, folder);
        return { files: files.map(path => path.slice(root.length + 1)), notes };
    };
    const refusal = (path: string) => {
        try {
            asked([path]);
        } catch (error) {
            assert.ok(error instanceof SnapshotError);
            return error.message;
        }
        return assert.fail(`${path} is not refused`);
    };

    test("R1 is sent in another round where it is there and was left out", () => {
        assert.deepEqual(asked([".config/rules.txt", ".git/HEAD", "nothing.txt", "plugin.js", "out/main.lua", "node_modules/plugin/templates/page.tmpl"]), {
            files: [".config/rules.txt", ".git/HEAD", "node_modules/plugin/templates/page.tmpl"],
            notes: [],
        });
    });

    test("R1 is never said not to exist where it may not travel: the build ends with the reason", () => {
        assert.match(refusal(".env"), /^a plugin reads \.env, which exists, but is not sent to the farm: its name says that it is private; allow it with "files": \["\.env"\] in .*scriptfarm\.json$/);
        assert.match(refusal(".git/config"), /which exists, but is not sent/);
        execFileSync("git", ["init", "-q", root]);
        assert.match(refusal("ignored/notes.txt"), /git ignores it/);
        write(root, { "assets/film.bin": "" });
        truncateSync(`${root}/assets/film.bin`, 65 * 1024 * 1024);
        assert.match(refusal("assets/film.bin"), /larger than 64 MiB$/);
    });

    test("is sent where scriptfarm.json allows it", () => {
        write(root, { "scriptfarm.json": '{"files":[".env"]}' });
        assert.deepEqual(asked([".env"]).files, [".env"]);
    });

    test("R1 folders that are listed have all their files, or a note says which they lack", () => {
        const { files, notes } = asked([".git"], ["assets"]);
        assert.deepEqual(files, ["assets/hero.png"]);
        assert.match(notes[0]!, /does not see assets\/film\.bin, assets\/key\.pem/);
        assert.match(notes[1]!, /looks for \.git, and is told that no such folder is there/);
    });
});
