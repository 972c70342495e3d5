// Diagnostics as tstl prints them: TypeScript's formatDiagnostic, and on a terminal its
// formatDiagnosticsWithColorAndContext (without related information).
import { readFileSync } from "node:fs";
import type { Diagnostic, Location } from "@scriptfarm/api";
import { join, relativePath } from "../disk/paths.js";
import { decode } from "../disk/view.js";
import { MOUNT } from "../project/invocation.js";

const GREY = "\u001B[90m";
const RED = "\u001B[91m";
const YELLOW = "\u001B[93m";
const BLUE = "\u001B[94m";
const CYAN = "\u001B[96m";
const GUTTER = "\u001B[7m";
const RESET = "\u001B[0m";
const ELLIPSIS = "...";
const COLOURS = { ERROR: RED, WARNING: YELLOW, SUGGESTION: GREY, MESSAGE: BLUE } as const;

export class DiagnosticFormat {
    /**
     * @param root where the files of the snapshot are
     * @param current the folder to which file names are relative
     */
    constructor(
        private readonly root: string,
        private readonly current: string,
    ) {}

    /** As for a file or a pipe; ends with a line break. */
    plain(diagnostic: Diagnostic): string {
        const at = diagnostic.location;
        const place = at === undefined ? "" : `${this.name(at)}(${at.line},${at.column}): `;
        return `${place}${diagnostic.category.toLowerCase()} ${code(diagnostic)}: ${this.text(diagnostic)}\n`;
    }

    /** As for a terminal; ends with an empty line. */
    pretty(diagnostic: Diagnostic): string {
        const at = diagnostic.location;
        const colour = COLOURS[diagnostic.category];
        const place = at === undefined ? "" : `${coloured(this.name(at), CYAN)}:${coloured(String(at.line), YELLOW)}:${coloured(String(at.column), YELLOW)} - `;
        const words = `${coloured(diagnostic.category.toLowerCase(), colour)}${coloured(` ${code(diagnostic)}: `, GREY)}${this.text(diagnostic)}`;
        return `${place}${words}${at === undefined ? "" : this.frame(at, colour)}\n\n`;
    }

    name(at: Location): string {
        return relativePath(this.current, join(this.root, at.file));
    }

    text(diagnostic: Diagnostic): string {
        return diagnostic.message.replaceAll(MOUNT, this.root);
    }

    /** TypeScript's formatCodeSpan, line by line. */
    private frame(at: Location, colour: string): string {
        let text: string;
        try {
            text = decode(readFileSync(join(this.root, at.file)));
        } catch {
            return ""; // gone or unreadable by now: the message has said where
        }
        const end = at.start + at.length;
        if (end > text.length) return ""; // not the text that was compiled any more
        const starts = lineStarts(text);
        const first = lineOf(starts, at.start);
        const last = lineOf(starts, end);
        const firstColumn = at.start - starts[first]!;
        const lastColumn = end - starts[last]!;
        const shortened = last - first >= 4;
        const width = Math.max(String(last + 1).length, shortened ? ELLIPSIS.length : 0);
        let out = "\n";
        for (let i = first; i <= last; i++) {
            out += "\n";
            if (shortened && first + 1 < i && i < last - 1) {
                out += `${coloured(ELLIPSIS.padStart(width), GUTTER)} \n`;
                i = last - 1;
            }
            const line = text.slice(starts[i], starts[i + 1] ?? text.length).trimEnd().replaceAll("\t", " ");
            out += `${coloured(String(i + 1).padStart(width), GUTTER)} ${line}\n${coloured("".padStart(width), GUTTER)} ${colour}`;
            if (i === first) {
                const from = Math.min(firstColumn, line.length);
                const to = i === last ? Math.min(lastColumn, line.length) : line.length;
                out += line.slice(0, from).replaceAll(/\S/g, " ") + "~".repeat(Math.max(0, to - from));
            } else {
                out += "~".repeat(i === last ? Math.min(lastColumn, line.length) : line.length);
            }
            out += RESET;
        }
        return out;
    }
}

/**
 * TSTL gives its own diagnostics the code "TL" when it prints them; the farm's own follow suit, because a number after
 * "TS" would name one of TypeScript's messages.
 */
export function code({ source, code }: Diagnostic): string {
    return source === "typescript-to-lua" ? "TSTL" : source === "scriptfarm" ? "FARM" : `TS${code}`;
}

function coloured(text: string, style: string): string {
    return `${style}${text}${RESET}`;
}

/** TypeScript's computeLineStarts. */
function lineStarts(text: string): number[] {
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|[\r\n\u2028\u2029]/g)) starts.push(index + end.length);
    return starts;
}

function lineOf(starts: readonly number[], position: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= position) low = middle;
        else high = middle - 1;
    }
    return low;
}
