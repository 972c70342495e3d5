// Projects on disk for tests, in folders of their own, with the compilers that this workspace has installed.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";

const require = createRequire(import.meta.url);
const made: string[] = [];
after(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));

export type Tree = { readonly [name: string]: string | Buffer | Tree };

/** A new folder with these files; real, and outside of any repository. */
export function folderWith(tree: Tree): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "farm-test-")));
    made.push(folder);
    write(folder, tree);
    return folder;
}

export function write(folder: string, tree: Tree): void {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(tree)) {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        if (typeof content === "string" || Buffer.isBuffer(content)) writeFileSync(path, content);
        else write(path, content);
    }
}

/** Gives a project a package of this workspace, as an installed one. */
export function installed(name: string, folder: string): void {
    const modules = join(folder, "node_modules");
    mkdirSync(modules, { recursive: true });
    symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(modules, name), "junction");
}

export function installTypeScript(folder: string): void {
    installed("typescript", folder);
}

/** A small project that builds: two scripts, one imports the other. */
export function gameIn(more: Tree = {}): string {
    const folder = folderWith({
        "tsconfig.json": JSON.stringify({ compilerOptions: { target: "esnext", lib: ["esnext"], outDir: "out", types: [] }, include: ["src"] }),
        src: { "main.ts": 'import { greet } from "./greet";\ngreet("you");\n', "greet.ts": "export function greet(name: string) {}\n" },
        ...more,
    });
    installTypeScript(folder);
    return folder;
}

/** Times of files so long ago that their stamps are trusted. */
export const LONG_AGO = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
