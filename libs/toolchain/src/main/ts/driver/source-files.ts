// Parsed sources, kept across programs: libraries and typings are parsed once per process.
import * as ts from "typescript";
import { TOOLCHAIN } from "../runtime/api";

/**
 * How many characters of source text the cache keeps. A bound syntax tree takes some 18 bytes for each, so this is
 * about 300 MB at the very most; TypeScript's DOM and ES libraries are 4 million of them.
 */
const MAX_CHARACTERS = 16_000_000;

/**
 * How many contents of one path, which several projects may have: as many as there are resident programs. Somebody who
 * saves a script makes a new one each time, and hardly ever comes back to an old one.
 */
const MAX_VERSIONS = 2;

const registry = ts.createDocumentRegistry() as ts.DocumentRegistry & {
    getKeyForCompilationSettings(options: ts.CompilerOptions): string;
};

/**
 * TypeScript's own libraries: declarations without imports, whose trees and bindings no such option shapes. So a session
 * that is warmed up has them for every project.
 */
const LIBRARY = new RegExp(`^${TOOLCHAIN}/typescript/lib/lib\\.[^/]*d\\.ts$`);

/** By key; the one that was used last is the last. */
const cache = new Map<string, ts.SourceFile>();
/** The keys of each path, the oldest first. */
const versions = new Map<string, string[]>();
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
    const others = versions.get(fileName) ?? [];
    versions.set(fileName, [...others, key]);
    if (others.length >= MAX_VERSIONS) forget(others[0]);
    for (const oldest of cache.keys()) {
        if (characters <= MAX_CHARACTERS || oldest === key) break;
        forget(oldest);
    }
    return file;
}

function forget(key: string): void {
    const file = cache.get(key)!;
    cache.delete(key);
    characters -= file.text.length;
    const others = versions.get(file.fileName)!.filter(other => other !== key);
    if (others.length > 0) versions.set(file.fileName, others);
    else versions.delete(file.fileName);
}

/** Forgets what transformers may have changed: the trees of all files that are compiled, but for those that none saw. */
export function forgetTrees(unseen: ReadonlySet<ts.SourceFile>): void {
    for (const [key, file] of cache) {
        if (!file.isDeclarationFile && !unseen.has(file)) forget(key);
    }
}

/** Forgets a tree that was parsed from content that is not there. */
export function forgetSourceFiles(digests: ReadonlySet<string>): void {
    for (const key of cache.keys()) {
        if (digests.has(key.split("\0")[1])) forget(key);
    }
}
