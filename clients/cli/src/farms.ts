import { Farm, type FarmOptions } from "@scriptfarm/api";
import { NodePlatform } from "@scriptfarm/api/node";
import type { Settings } from "./settings.js";

let platform: NodePlatform | undefined;

/** The farm that the environment names. */
export function farmOf(settings: Settings, signal?: AbortSignal, waiting?: (line: string) => void, more: Pick<FarmOptions, "given" | "traceParent"> = {}): Farm {
    platform ??= new NodePlatform();
    return new Farm(settings.gateway, { platform, token: settings.token, traceParent: settings.traceParent, signal, ...(waiting && { waiting }), ...more });
}

/** Tells the farm that nobody waits for a build any more; where that fails, the farm goes on as when a client dies. */
export async function cancelRunning(settings: Settings, { running }: { running: string | undefined }): Promise<void> {
    if (running === undefined) return;
    try {
        await farmOf(settings, AbortSignal.timeout(1000)).cancel(running);
    } catch {
        // It will find out.
    }
}
