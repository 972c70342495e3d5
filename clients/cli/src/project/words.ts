// Which words of a script TypeScript resolves: as long as they stay, an edit changes nothing of where modules are, and
// TypeScript need not be asked. It takes more than TypeScript would, such as words in comments, and never less.
import { sha256 } from "../disk/digests.js";

const GAP = String.raw`(?:\s|\(|\/\*[^]*?\*\/|\/\/[^\n]*\n)*`;
const NAMED = new RegExp(String.raw`\b(?:from|import|require|module)${GAP}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\`(?:[^\`\\]|\\.)*\`)`, "g");
const DIRECTIVE = /^[ \t\uFEFF]*\/\/\/.*$|@(?:jsx\w*|ts-nocheck|ts-check)\b[^\n*]*|@(?:import|type|typedef)\b[^\n]*/gm;
const MODULE = /\b(?:import|export)\b/;
const SCRIPT = /\.(?:[cm]?[tj]s|[tj]sx)$/;

export function isScript(path: string): boolean {
    return SCRIPT.test(path);
}

/** A name for all words of a script that say where modules are. */
export function wordsOf(text: string): string {
    const words = [...(text.match(NAMED) ?? []), "\n", ...(text.match(DIRECTIVE) ?? []), MODULE.test(text) ? "module" : "script"];
    return sha256(words.join("\0")).slice(0, 16);
}

const PACKAGE = /(?:\bfrom|\bimport|\brequire|\btypes\s*=|\bdeclare\s+module)\s*\(?\s*["']([^"'\s.][^"'\s]*)["']/g;

/** The packages that a script names, and strings that only look like it. */
export function packagesNamedIn(text: string): Set<string> {
    const names = new Set<string>();
    for (const [, specifier] of text.matchAll(PACKAGE)) {
        const name = packageName(specifier!);
        if (!name.includes("..") && /^[^\\\s]+$/.test(name)) names.add(name);
    }
    return names;
}

/** `@scope/name/inside` is of the package `@scope/name`. */
export function packageName(specifier: string): string {
    const parts = specifier.split("/");
    return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]!;
}
