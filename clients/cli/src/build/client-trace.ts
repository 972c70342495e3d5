// The client's part of a build's trace: a span for the command, and one for each part of it, sent when the build has ended.
// OTLP in JSON, which any collector takes. OpenTelemetry's own SDK would be as large as the rest of the client.
import { randomBytes } from "node:crypto";
import { VERSION } from "../version.js";
import type { Spent } from "./timings.js";

// Nobody waits longer for a collector, in milliseconds.
const PATIENCE = 2000;
const [INTERNAL, CLIENT] = [1, 3]; // kinds of spans
const [UNSET, ERROR] = [0, 2]; // of a span's status

interface Ended {
    /** The exit code. */
    readonly code: number;
    readonly build: string | undefined;
    readonly parts: readonly Spent[];
}

export class ClientTrace {
    private readonly trace: string;
    private readonly parent: string | undefined;
    private readonly sampled: boolean;
    private readonly span = randomBytes(8).toString("hex");
    private readonly begin = performance.now();

    /** @param traceParent what the command is a part of, if anything: a header of W3C Trace Context */
    constructor(traceParent: string | undefined) {
        const [, trace, parent, flags = "01"] = traceParent?.split("-") ?? [];
        this.trace = trace ?? randomBytes(16).toString("hex");
        this.parent = parent;
        this.sampled = (parseInt(flags, 16) & 1) === 1;
    }

    /** What the farm's spans are a part of. */
    get header(): string {
        return `00-${this.trace}-${this.span}-${this.sampled ? "01" : "00"}`;
    }

    /** Tells the collector that the environment names. It may be away: then the spans are lost. */
    async send(environment: NodeJS.ProcessEnv, ended: Ended): Promise<void> {
        if (!this.sampled) return;
        try {
            await fetch(addressOf(environment), {
                method: "POST",
                headers: { ...headersOf(environment), "content-type": "application/json" },
                body: JSON.stringify(this.request(environment, ended)),
                signal: AbortSignal.timeout(PATIENCE),
            });
        } catch {
            // The build is what counts.
        }
    }

    private request(environment: NodeJS.ProcessEnv, { code, build, parts }: Ended): object {
        const span = (name: string, spanId: string, parentSpanId: string | undefined, kind: number, begin: number, end: number, more: object = {}) => ({
            traceId: this.trace,
            spanId,
            ...(parentSpanId !== undefined && { parentSpanId }),
            name,
            kind,
            startTimeUnixNano: nanos(begin),
            endTimeUnixNano: nanos(end),
            ...more,
        });
        const root = span("farm build", this.span, this.parent, CLIENT, this.begin, performance.now(), {
            attributes: [attribute("process.exit.code", { intValue: String(code) }), ...(build === undefined ? [] : [attribute("cicd.pipeline.run.id", { stringValue: build })])],
            status: { code: code === 0 ? UNSET : ERROR },
        });
        const spans = [root, ...parts.map(({ part, begin, end }) => span(part, randomBytes(8).toString("hex"), this.span, INTERNAL, begin, end))];
        const name = environment["OTEL_SERVICE_NAME"] || "farm";
        const resource = { attributes: [attribute("service.namespace", { stringValue: "scriptfarm" }), attribute("service.name", { stringValue: name })] };
        return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "scriptfarm", version: VERSION }, spans }] }] };
    }
}

function attribute(key: string, value: object): object {
    return { key, value };
}

/** Since 1970, as a number that JSON's cannot hold. */
function nanos(at: number): string {
    return String(BigInt(Math.round((performance.timeOrigin + at) * 1000)) * 1000n);
}

function addressOf({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT }: NodeJS.ProcessEnv): string {
    return OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || `${OTEL_EXPORTER_OTLP_ENDPOINT!.replace(/\/+$/, "")}/v1/traces`;
}

/** `name=value,name=value`, percent-encoded. */
function headersOf({ OTEL_EXPORTER_OTLP_HEADERS }: NodeJS.ProcessEnv): Record<string, string> {
    const pairs = (OTEL_EXPORTER_OTLP_HEADERS ?? "").split(",").map(pair => pair.split("=", 2).map(word => decodeURIComponent(word.trim())));
    return Object.fromEntries(pairs.filter(pair => pair.length === 2 && pair[0] !== "")) as Record<string, string>;
}
