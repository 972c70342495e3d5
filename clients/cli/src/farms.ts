import { Farm } from "@scriptfarm/api";
import { NodePlatform } from "@scriptfarm/api/node";
import type { Settings } from "./settings.js";

let platform: NodePlatform | undefined;

/** The farm that the environment names. */
export function farmOf(settings: Settings, signal?: AbortSignal, waiting: (line: string) => void = () => {}): Farm {
    platform ??= new NodePlatform();
    return new Farm(settings.gateway, { platform, token: settings.token, signal, waiting });
}
