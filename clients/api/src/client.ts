import type { Connection } from "./blob-reader.js";
import { Blobs } from "./blobs.js";
import { FarmError } from "./errors.js";
import { follow } from "./events.js";
import { Http } from "./http.js";
import type { Platform } from "./platform.js";
import { Published } from "./published.js";
import type { TrustedKeys } from "./trusted-keys.js";
import { FOR_A_RESTART, Waits, type Patience, type Service } from "./waits.js";
import type {
    BuildEvent,
    BuildRequest,
    EventOf,
    FarmInfo,
    FarmStatus,
    GenerationSummary,
    ManifestDifference,
    ManifestView,
    ParityAnswer,
    ParityRequest,
    PluginsRequest,
    PluginsSeen,
    Poison,
    RolledBack,
    ServerReport,
    SubmittedBuild,
    Traceback,
    TracebackRequest,
    VerificationKeys,
} from "./wire.js";

// Scripts without an end take ten seconds each, and there may be a queue.
const RUNS = 12 * 60_000;
// How long an answer is waited for that nobody wants any more.
const MOMENT = 1000;

export interface FarmOptions {
    readonly platform: Platform;
    /** What the farm is shown to be let in. */
    readonly token?: string | undefined;
    /** Ends all that is under way. */
    readonly signal?: AbortSignal | undefined;
    /** The trace that requests are a part of: a header `traceparent` of W3C Trace Context. */
    readonly traceParent?: string | undefined;
    /** How long a service that is away is waited for; by default longer than a farm takes to start. */
    readonly patience?: Patience;
    /** Whether somebody named the gateway: then it is waited for in silence, too, for a minute at most. */
    readonly given?: boolean;
    /** Hears for whom the client waits. */
    readonly waiting?: (line: string) => void;
}

/**
 * The gateway of a farm. All of it may be tried again, because builds and blobs are addressed by content: a lost
 * connection is taken up again, and a service that is started again is waited for. An address where nothing answers
 * at all fails with an `UnreachableError`: at once where it is refused, and within a minute where it is silent and was
 * given.
 */
export class Farm {
    readonly gateway: string;
    private readonly http: Http;
    private readonly waits: Waits;
    private readonly service: Service;
    private readonly options: FarmOptions;

    constructor(gateway: string, options: FarmOptions) {
        this.gateway = gateway;
        this.options = options;
        this.http = new Http(options.platform, options.token, options.traceParent);
        this.waits = new Waits(options.patience ?? FOR_A_RESTART, options.waiting ?? (() => {}), options.given);
        this.service = { name: "the gateway", address: gateway };
    }

    /** Where the cache-service is, and what compiles projects that bring no compilers. */
    info(): Promise<FarmInfo> {
        return this.get("/api/farm");
    }

    status(): Promise<FarmStatus> {
        return this.get("/api/status");
    }

    /**
     * Starts a build; its events tell the rest. When the signal ends it meanwhile, the answer is waited for a moment
     * longer, so that the caller knows the build and can cancel it.
     */
    async submit(request: BuildRequest): Promise<SubmittedBuild> {
        const { signal } = this.options;
        signal?.throwIfAborted();
        const late = new AbortController();
        const end = () => void setTimeout(() => late.abort(signal!.reason), MOMENT);
        signal?.addEventListener("abort", end, { once: true });
        try {
            return await this.waits.ask(this.service, signal, () => this.http.post<SubmittedBuild>(this.address("/api/builds"), request, { signal: late.signal }));
        } finally {
            signal?.removeEventListener("abort", end);
        }
    }

    /** Says that nobody waits for a build any more. */
    async cancel(id: string): Promise<void> {
        await this.http.send("DELETE", this.address(`/api/builds/${encodeURIComponent(id)}`), { signal: this.options.signal });
    }

    /** As `follow` in events.ts. Events of scripts that were known from the start are left out. */
    follow(build: SubmittedBuild, listener: (event: BuildEvent) => Promise<void> | void): Promise<EventOf<"finished"> | undefined> {
        const url = `${this.address(build.events)}?known=false`;
        return follow(url, { gateway: this.service, http: this.http, waits: this.waits, signal: this.options.signal }, listener);
    }

    /** The blobs at the address that the gateway gave for its cache-service. */
    blobs(cache: string): Blobs {
        this.waits.expect({ name: "the cache-service", address: this.address(cache) });
        return this.blobsOnceAt(cache);
    }

    /** The blobs at an address that the gateway gave some time ago. When nothing answers there, that fails at once. */
    blobsOnceAt(cache: string): Blobs {
        const address = this.address(cache);
        return new Blobs(address, this.connection);
    }

    /**
     * What was published of a workspace, from the cache-service at the address that the gateway gave.
     *
     * @param keys whose manifests are believed
     * @param view that they must have
     */
    published(cache: string, workspace: string, keys: TrustedKeys, view: ManifestView): Published {
        const address = this.address(cache);
        this.waits.expect({ name: "the cache-service", address });
        return new Published(address, workspace, keys, view, this.connection);
    }

    /** What the farm makes of a Lua traceback. */
    traceback(request: TracebackRequest): Promise<Traceback> {
        return this.post("/api/traceback", request);
    }

    /** How scripts behave in both languages; answers when all were run. */
    parity(request: ParityRequest): Promise<ParityAnswer> {
        return this.post("/api/parity", request, RUNS);
    }

    /** What was seen of a project's plugins. */
    plugins(request: PluginsRequest): Promise<PluginsSeen> {
        return this.post("/api/plugins", request);
    }

    /** Youngest first. */
    generations(workspace: string): Promise<GenerationSummary[]> {
        return this.get(`${path(workspace)}/generations`);
    }

    difference(workspace: string, from: number, to: number): Promise<ManifestDifference> {
        return this.get(`${path(workspace)}/diff?from=${from}&to=${to}`);
    }

    /** Publishes once more what an earlier generation held. */
    rollBack(workspace: string, generation: number): Promise<RolledBack> {
        return this.post(`${path(workspace)}/rollback/${generation}`, {});
    }

    /** Which game server runs which generation. */
    servers(): Promise<ServerReport[]> {
        return this.get("/api/servers");
    }

    /** The public keys that verify manifests. */
    keys(): Promise<VerificationKeys> {
        return this.get("/api/keys");
    }

    /** As `keys`, after a new key has taken the place of the one that signed. */
    rotateKeys(): Promise<VerificationKeys> {
        return this.post("/api/keys/rotate", {});
    }

    /** Work that no worker tries any more, youngest first. */
    quarantine(): Promise<Poison[]> {
        return this.get("/api/quarantine?most=1000");
    }

    /** Has work in quarantine tried again, by its key. */
    retry(key: string): Promise<Poison> {
        return this.post(`/api/quarantine/${encodeURIComponent(key)}/retry`, {});
    }

    private get connection(): Connection {
        const { http, waits } = this;
        return { http, waits, platform: this.options.platform, signal: this.options.signal };
    }

    private get<T>(where: string): Promise<T> {
        return this.waits.ask(this.service, this.options.signal, () => this.http.get<T>(this.address(where), { signal: this.options.signal }));
    }

    private post<T>(where: string, json: unknown, idle?: number): Promise<T> {
        const call = { signal: this.options.signal, ...(idle !== undefined && { idle }) };
        return this.waits.ask(this.service, this.options.signal, () => this.http.post<T>(this.address(where), json, call));
    }

    private address(text: string | undefined): string {
        if (!text) throw new FarmError(`${this.gateway} does not answer like a farm: it gives no address`);
        try {
            return new URL(text, this.gateway).href;
        } catch (cause) {
            throw new FarmError(`${this.gateway} gives an address that is none: ${text}`, { cause });
        }
    }
}

function path(workspace: string): string {
    return `/api/workspaces/${encodeURIComponent(workspace)}`;
}
