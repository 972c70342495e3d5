// Why scripts were compiled, for people.
import type { KeyChange } from "@scriptfarm/api";

const SHOWN = 6;

const WORDS: Readonly<Record<KeyChange["part"], (about: string | undefined) => string>> = {
    NEW: () => "there was no such script in the build before",
    TEXT: () => "its own text",
    IMPORTS: about => `which file "${about}" means now`,
    SEES: about => `what it sees of ${about}`,
    GLOBALS: about => `what concerns all scripts, in ${about}`,
    OPTIONS: about => `options${about === undefined ? " of the compilers" : `: ${about}`}`,
    TOOLCHAIN: about => `the toolchain${about === undefined ? "" : `: ${about}`}`,
    PLUGINS: about => `compiled with all others, because plugins may see the whole program: ${about}`,
    NOTHING: () => "nothing: the farm had its result no more, or did not know in time what other scripts infer",
    UNKNOWN: about => `unknown: ${about}`,
};

/**
 * A line for each set of reasons, the one of most scripts first.
 *
 * @param compiled how many scripts the farm compiled
 */
export function explanationLines(explained: ReadonlyMap<string, readonly KeyChange[]>, compiled: number): string[] {
    if (compiled === 0) return ["why: no script was compiled"];
    const scripts = new Map<string, string[]>();
    for (const [script, changes] of explained) {
        const why = changes.map(({ part, about }) => WORDS[part](about)).join("; ");
        scripts.set(why, [...(scripts.get(why) ?? []), script]);
    }
    const lines = [...scripts]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([why, which]) => `why: ${which.slice(0, SHOWN).join(", ")}${which.length > SHOWN ? ` and ${which.length - SHOWN} more` : ""}: ${why}`);
    const left = compiled - explained.size;
    if (left > 0) lines.push(`why: ${left} scripts: unknown, since there is no build before to compare with, or the farm asked for more files meanwhile`);
    return lines;
}
