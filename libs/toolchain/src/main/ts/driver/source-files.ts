// Parsed sources, kept across programs: libraries and typings are parsed once per process.
import * as ts from "typescript";
import { TOOLCHAIN } from "../runtime/api";

/**
 * How many characters of source text the cache keeps. Syntax trees take about ten times their text, so
 * this is about 400 MB at the very most; TypeScript's DOM and ES libraries are 4 million of them.
 */
const MAX_CHARACTERS = 40_000_000;

const registry = ts.createDocumentRegistry() as ts.DocumentRegistry & {
    getKeyForCompilationSettings(options: ts.CompilerOptions): string;
};

/**
 * TypeScript's own libraries: declarations without imports, whose trees and bindings no such option shapes. So a session
 * that is warmed up has them for every project.
 */
const LIBRARY = new RegExp(`^${TOOLCHAIN}/typescript/lib/lib\\.[^/]*d\\.ts$`);

const cache = new Map<string, ts.SourceFile>();
let characters = 0;

/**
 * What of the options shapes a syntax tree or its binding: as in TypeScript's own document registry, and the options
 * by which a program adds imports to a tree, not all of which every version has there.
 */
export function settingsKey(options: ts.CompilerOptions): string {
    const { importHelpers, isolatedModules, jsxImportSource } = options;
    return `${registry.getKeyForCompilationSettings(options)}|${importHelpers}|${isolatedModules}|${jsxImportSource}`;
}

/** The parsed file; equal name, content and settings give the same tree. */
export function getSourceFile(
    fileName: string,
    digest: string,
    settings: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
    read: () => string | undefined,
): ts.SourceFile | undefined {
    const format = typeof options === "object" ? `${options.languageVersion}/${options.impliedNodeFormat}` : options;
    const key = `${fileName}\0${digest}\0${format}\0${LIBRARY.test(fileName) ? "" : settings}`;
    const known = cache.get(key);
    if (known !== undefined) {
        cache.delete(key); // to the young end
        cache.set(key, known);
        return known;
    }
    const text = read();
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(fileName, text, options);
    cache.set(key, file);
    characters += text.length;
    for (const [oldKey, old] of cache) {
        if (characters <= MAX_CHARACTERS || oldKey === key) break;
        cache.delete(oldKey);
        characters -= old.text.length;
    }
    return file;
}

/** Forgets a tree that was parsed from content that is not there. */
export function forgetSourceFiles(digests: ReadonlySet<string>): void {
    for (const [key, file] of cache) {
        if (digests.has(key.split("\0")[1])) {
            cache.delete(key);
            characters -= file.text.length;
        }
    }
}
