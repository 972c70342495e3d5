// Diagnostics where a CI shows them beside the code: GitHub's commands in the log, GitLab's code quality report, and
// SARIF 2.1.0 files.
import { writeFileSync } from "node:fs";
import type { Diagnostic } from "@scriptfarm/api";
import { sha256 } from "../disk/digests.js";
import { resolvePath } from "../disk/paths.js";
import { code, type DiagnosticFormat } from "./diagnostics.js";

/** What the environment and the options ask for. */
export interface Wanted {
    readonly environment: NodeJS.ProcessEnv;
    readonly current: string;
    readonly sarif: string | undefined;
    readonly codeQuality: string | undefined;
}

/** @returns lines for the log */
export function annotate(diagnostics: readonly Diagnostic[], format: DiagnosticFormat, { environment, current, sarif, codeQuality }: Wanted): string {
    const told = diagnostics.filter(({ category }) => category === "ERROR" || category === "WARNING");
    if (sarif !== undefined) writeFileSync(resolvePath(current, sarif), JSON.stringify(sarifOf(told, format), undefined, 2));
    if (codeQuality !== undefined) writeFileSync(resolvePath(current, codeQuality), JSON.stringify(qualityOf(told, format), undefined, 2));
    return environment["GITHUB_ACTIONS"] === "true" ? told.map(diagnostic => github(diagnostic, format)).join("") : "";
}

function github(diagnostic: Diagnostic, format: DiagnosticFormat): string {
    const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
    const at = diagnostic.location;
    const place = at === undefined ? "" : `file=${property(format.name(at))},line=${at.line},col=${at.column},`;
    return `::${diagnostic.category === "ERROR" ? "error" : "warning"} ${place}title=${property(code(diagnostic))}::${data(format.text(diagnostic))}\n`;
}

function data(text: string): string {
    return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function qualityOf(diagnostics: readonly Diagnostic[], format: DiagnosticFormat): object[] {
    return diagnostics.flatMap(diagnostic => {
        const at = diagnostic.location;
        if (at === undefined) return []; // a report is about files
        const path = format.name(at);
        const description = `${code(diagnostic)}: ${format.text(diagnostic)}`;
        return [
            {
                description,
                check_name: code(diagnostic),
                fingerprint: sha256(`${path}\0${at.line}\0${at.column}\0${description}`),
                severity: diagnostic.category === "ERROR" ? "major" : "minor",
                location: { path, lines: { begin: at.line } },
            },
        ];
    });
}

function sarifOf(diagnostics: readonly Diagnostic[], format: DiagnosticFormat): object {
    return {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: { driver: { name: "scriptfarm", rules: [...new Set(diagnostics.map(code))].map(id => ({ id })) } },
                columnKind: "utf16CodeUnits",
                results: diagnostics.map(diagnostic => {
                    const at = diagnostic.location;
                    return {
                        ruleId: code(diagnostic),
                        level: diagnostic.category === "ERROR" ? "error" : "warning",
                        message: { text: format.text(diagnostic) },
                        ...(at !== undefined && {
                            locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(format.name(at)) }, region: { startLine: at.line, startColumn: at.column } } }],
                        }),
                    };
                }),
            },
        ],
    };
}
