import { readFileSync } from "node:fs";
import { UsageError, type Option } from "./arguments.js";
import type { Call } from "./command.js";
import { join } from "./disk/paths.js";
import { decode } from "./disk/view.js";

export const WORKSPACE_OPTION = {
    workspace: { value: "NAME", help: "Default: what scriptfarm.json in the current folder says." },
} satisfies Record<string, Option>;

/** Which workspace a command is about. */
export function workspaceOf({ args, settings }: Call): string {
    const named = args.text("workspace");
    if (named !== undefined) return named;
    const file = join(settings.current, "scriptfarm.json");
    try {
        const { workspace } = JSON.parse(decode(readFileSync(file))) as { workspace?: unknown };
        if (typeof workspace === "string" && workspace !== "") return workspace;
    } catch {
        // as if it said nothing
    }
    throw new UsageError(`which workspace? --workspace names it, or "workspace" in ${file}`);
}

/** A generation's number. */
export function generationOf(text: string | undefined): number {
    if (text === undefined || !/^\d{1,15}$/.test(text)) throw new UsageError(`a generation is a number, not ${text ?? "nothing"}`);
    return Number(text);
}
