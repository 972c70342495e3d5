import { statSync, type Stats } from "node:fs";

/** What is at a path, links followed; undefined when nothing is, or nobody can tell: links may loop. */
export function statOf(path: string): Stats | undefined {
    try {
        return statSync(path, { throwIfNoEntry: false });
    } catch {
        return undefined;
    }
}
