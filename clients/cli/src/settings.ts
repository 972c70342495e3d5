import { readFileSync } from "node:fs";
import { join, resolvePath, slashed } from "./disk/paths.js";
import { UsageError } from "./arguments.js";

/** What the environment tells: `FARM_URL`, `FARM_TOKEN`, `FARM_PORT`, `FARM_HOME`, `TRACEPARENT`, `OTEL_…`. */
export class Settings {
    readonly current: string;

    constructor(
        readonly environment: NodeJS.ProcessEnv,
        current: string,
    ) {
        this.current = slashed(current);
    }

    /** The gateway to talk to; by default the one on this machine. */
    get gateway(): string {
        const { FARM_URL, FARM_PORT } = this.environment;
        if (FARM_URL) {
            let url: URL | undefined;
            try {
                url = new URL(FARM_URL);
            } catch {
                url = undefined;
            }
            if (url === undefined || !/^https?:$/.test(url.protocol)) throw new UsageError(`FARM_URL is "${FARM_URL}"; it is like http://host:8080`);
            return url.href;
        }
        if (FARM_PORT && !(/^\d{1,5}$/.test(FARM_PORT) && Number(FARM_PORT) > 0 && Number(FARM_PORT) < 65_536)) {
            throw new UsageError(`FARM_PORT is "${FARM_PORT}"; it is a number from 1 to 65535`);
        }
        return `http://127.0.0.1:${FARM_PORT || this.rememberedPort()}/`;
    }

    get token(): string | undefined {
        return this.environment["FARM_TOKEN"] || undefined;
    }

    /** The trace that a pipeline runs in, if its environment says. */
    get traceParent(): string | undefined {
        const { TRACEPARENT } = this.environment;
        return TRACEPARENT !== undefined && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(TRACEPARENT) ? TRACEPARENT : undefined;
    }

    /** Whether somebody named the gateway. */
    get isGiven(): boolean {
        return Boolean(this.environment["FARM_URL"]);
    }

    /** Whether somebody collects traces (the variables of OpenTelemetry). */
    get isTraced(): boolean {
        const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED } = this.environment;
        return Boolean(OTEL_EXPORTER_OTLP_ENDPOINT || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) && OTEL_SDK_DISABLED !== "true";
    }

    private rememberedPort(): number {
        const { FARM_HOME } = this.environment;
        if (!FARM_HOME) return 8080;
        try {
            const farm = JSON.parse(readFileSync(join(resolvePath(this.current, FARM_HOME), "farm.json"), "utf8")) as { ports?: { gateway?: number } };
            return farm.ports?.gateway ?? 8080;
        } catch {
            return 8080;
        }
    }
}
