// What would travel to a farm that has nothing yet: all that the build reads, with sizes and why.
import type { Console } from "../console.js";
import { below, inOrder } from "../disk/paths.js";
import { ExitCode } from "../exit-codes.js";
import type { ProjectSnapshot } from "../project/snapshot.js";

export function dryRun(project: ProjectSnapshot, console: Console, json: boolean): number {
    const files = [...project.files()].map(({ path, why, size, digest }) => ({ path: below(project.root, path), size, why, digest }));
    files.sort((a, b) => inOrder(a.why, b.why) || inOrder(a.path, b.path));
    if (json) {
        console.out(`${JSON.stringify({ root: project.root, snapshot: project.digest, files, notes: project.reading.notes })}\n`);
        return ExitCode.success;
    }
    const lines = [`below ${project.root}:`];
    for (const { path, size, why } of files) lines.push(`${why.padEnd(20)} ${shown(size).padStart(9)}  ${path}`);
    const total = new Map<string, { count: number; size: number }>();
    for (const { why, size } of files) {
        const sum = total.get(why) ?? { count: 0, size: 0 };
        total.set(why, { count: sum.count + 1, size: sum.size + size });
    }
    lines.push("", ...[...total].map(([why, { count, size }]) => `${why.padEnd(20)} ${shown(size).padStart(9)}  ${count} files`));
    lines.push("Contents travel once, compressed, and only what the farm lacks. What a plugin may read travels when it does.");
    console.out(`${lines.join("\n")}\n`);
    return ExitCode.success;
}

function shown(bytes: number): string {
    return bytes < 10_000 ? `${bytes} B` : bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
