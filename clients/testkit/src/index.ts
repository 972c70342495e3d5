// A farm for tests: gateway and cache-service in one process, with blobs in memory and a compiler that does as it is told.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { BuildEvent, BuildRequest, Manifest, ManifestEntry, ManifestView, SignedManifest } from "@scriptfarm/api";
import { decompress } from "fzstd";

const BLOB_PACK = "application/vnd.scriptfarm.blobs";

export const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/** What the farm makes of a build: events without `build` and `sequence`. */
type Unnumbered<T> = T extends unknown ? Omit<T, "build" | "sequence"> : never;
export type Told = Unnumbered<BuildEvent>;

/** A key that signs manifests. */
export class FakeKey {
    private readonly pair = generateKeyPairSync("ed25519");
    /** X.509 in Base64, as `farm keys` prints it. */
    readonly known = this.pair.publicKey.export({ format: "der", type: "spki" }).toString("base64");

    sign(manifest: object): SignedManifest {
        const payload = Buffer.from(JSON.stringify(manifest));
        const keyId = sha256(Buffer.from(this.known, "base64")).slice(0, 16);
        return { keyId, payload: payload.toString("base64"), signature: sign(null, payload, this.pair.privateKey).toString("base64") };
    }
}

/** Lua files of a generation, by path; those of a server-only script begin with `server/`. */
type Files = Readonly<Record<string, string>>;

export class FakeFarm {
    readonly blobs = new Map<string, Uint8Array>();
    readonly requests: string[] = [];
    readonly submitted: BuildRequest[] = [];
    /** How packs came. */
    readonly uploads: { coding: string | undefined; bytes: number }[] = [];
    readonly cancelled: string[] = [];
    /** The traces that builds were said to be a part of. */
    readonly traceParents: (string | undefined)[] = [];
    readonly builds = new Map<string, { events: BuildEvent[]; finished: boolean }>();
    /** What is answered to other requests, by method and path; and what their last bodies were. */
    readonly answers = new Map<string, unknown>();
    readonly bodies = new Map<string, string>();
    /** Signs what is published. */
    key = new FakeKey();
    /** Signed manifests, by `WORKSPACE@VIEW@NUMBER`. */
    readonly published = new Map<string, SignedManifest>();
    private readonly youngest = new Map<string, number>();
    private readonly followers = new Set<ServerResponse>();
    /** Requests that are answered with 503 and Retry-After, in seconds. */
    busy = 0;
    retryAfter = 1;
    /** What they are answered with instead. */
    busyStatus = 503;
    /** The address that is told of the cache-service; this farm's own by default. */
    cache: string | undefined;
    /** How many events a stream sends before it is cut off; none is cut off by default. */
    cutAfter = Infinity;
    /** How many bytes of a blob are sent before it is cut off; none is cut off by default. */
    cutFramesAfter = Infinity;
    /** Parts of the validators of blobs, one for each answer; the last one stays. */
    readonly frameTags = ["a"];
    /** Where single blobs were asked for from, in bytes. */
    readonly ranges: number[] = [];
    /** Files of a static server below `/cdn/`, besides all blobs. */
    readonly exported = new Map<string, Uint8Array>();
    /** What a build tells; by default nothing but its end. */
    compile: (request: BuildRequest) => Told[] | Promise<Told[]> = () => [delivered()];
    private server: Server | undefined;
    private port = 0;

    get url(): string {
        return `http://127.0.0.1:${this.port}/`;
    }

    async start(): Promise<this> {
        this.server = createServer((request, response) => {
            this.serve(request, response).catch((cause: unknown) => response.destroy(cause as Error));
        });
        await new Promise<void>(resolve => this.server!.listen(this.port, "127.0.0.1", resolve));
        this.port = (this.server.address() as AddressInfo).port;
        return this;
    }

    async stop(): Promise<void> {
        const { server } = this;
        this.server = undefined;
        server?.closeAllConnections();
        await new Promise(resolve => (server === undefined ? resolve(undefined) : server.close(resolve)));
    }

    count(what: string): number {
        return this.requests.filter(request => request.startsWith(what)).length;
    }

    put(content: Uint8Array | string): string {
        const digest = sha256(content);
        this.blobs.set(digest, typeof content === "string" ? Buffer.from(content) : content);
        return digest;
    }

    /** Makes the next generation of a workspace. */
    publish(workspace: string, files: Files, as: Partial<Manifest> = {}): number {
        const generation = (this.youngest.get(workspace) ?? 0) + 1;
        const entries = Object.entries(files).map(([path, text]): ManifestEntry => {
            const [lua, map] = [this.put(text), this.put(`map of ${text}`)];
            const replicate = !path.startsWith("server/");
            const place = replicate ? ({ service: "ReplicatedStorage", runContext: "Both" } as const) : ({ service: "ServerScriptService", runContext: "Server" } as const);
            return { path, ...place, replicate, artifacts: { lua: { digest: lua, size: text.length }, map: { digest: map } } };
        });
        const clients = entries.filter(({ replicate }) => replicate).map(entry => ({ ...entry, artifacts: { lua: entry.artifacts["lua"]! } }));
        for (const [view, seen] of [["FULL", entries], ["REPLICATED", clients]] as [ManifestView, ManifestEntry[]][]) {
            const manifest: Manifest = { version: 1, workspace, generation, view, created: "2026-01-01T00:00:00Z", snapshot: "0".repeat(64), toolchain: { typescript: "6.0.2", typescriptToLua: "1.37.1", digest: "0".repeat(64) }, cdn: [], entries: seen, ...as };
            this.published.set(`${workspace}@${view}@${generation}`, this.key.sign(manifest));
        }
        this.youngest.set(workspace, generation);
        this.followers.forEach(follower => follower.write(announcement(generation)));
        return generation;
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname, searchParams } = new URL(request.url!, this.url);
        const route = `${request.method} ${pathname}`;
        this.requests.push(route);
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks);
        const json = (status: number, value: unknown, headers = {}) => response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
        if (this.busy > 0) {
            this.busy--;
            json(this.busyStatus, { error: "busy", message: "try again" }, { "retry-after": String(this.retryAfter) });
        } else if (this.answers.has(route)) {
            this.bodies.set(route, body.toString());
            json(200, this.answers.get(route));
        } else if (route === "GET /api/farm") {
            json(200, { cache: this.cache ?? this.url, toolchain: { typescript: "6.0.2", typescriptToLua: "1.37.1", digest: "0".repeat(64) } });
        } else if (route === "POST /blobs/missing") {
            json(200, { missing: (JSON.parse(body.toString()) as { digests: string[] }).digests.filter(digest => !this.blobs.has(digest)) });
        } else if (route === "POST /blobs") {
            const coding = request.headers["content-encoding"];
            this.uploads.push({ coding, bytes: body.length });
            const pack = coding === "gzip" ? gunzipSync(body) : body;
            for (let at = 0; at < pack.length; ) {
                const digest = pack.toString("hex", at, at + 32);
                const end = at + 36 + pack.readUInt32BE(at + 32);
                const content = decompress(pack.subarray(at + 36, end));
                if (sha256(content) !== digest) throw new Error("not what it says");
                this.blobs.set(digest, content);
                at = end;
            }
            json(200, {});
        } else if (route === "POST /blobs/read" || /^POST \/workspaces\/[^/]+\/generations\/\d+\/pack$/.test(route)) {
            response.writeHead(200, { "content-type": BLOB_PACK });
            for (const digest of (JSON.parse(body.toString()) as { digests: string[] }).digests) {
                const content = this.blobs.get(digest);
                if (content === undefined) continue;
                response.write(packed(digest, content));
            }
            response.end();
        } else if (/\/generations\/\d+\/blobs\//.test(pathname) || pathname.startsWith("/cdn/")) {
            this.serveFrame(pathname.split("/").at(-1)!, request, response);
        } else if (pathname.startsWith("/workspaces/")) {
            this.servePublished(pathname, searchParams.get("view") ?? "FULL", response);
        } else if (route === "POST /api/builds") {
            this.traceParents.push(request.headers["traceparent"] as string | undefined);
            json(201, await this.submit(JSON.parse(body.toString()) as BuildRequest));
        } else if (request.method === "DELETE") {
            this.cancelled.push(pathname.split("/").at(-1)!);
            response.writeHead(204).end();
        } else if (pathname.endsWith("/events")) {
            this.stream(pathname.split("/")[3]!, Number(request.headers["last-event-id"] ?? 0), response);
        } else {
            json(404, { error: "not-found", message: `nothing at ${pathname}` });
        }
    }

    /** One blob as a frame, from where the request says; it may be cut off. */
    private serveFrame(name: string, request: IncomingMessage, response: ServerResponse): void {
        const content = this.blobs.get(name);
        const file = this.exported.get(name) ?? (content && packed(name, content).subarray(36));
        if (file === undefined) {
            response.writeHead(404, { "content-type": "application/json" }).end("{}");
            return;
        }
        const [tag] = this.frameTags.length > 1 ? this.frameTags.splice(0, 1) : this.frameTags;
        const etag = `"${name}-${tag}"`;
        const coding = request.url!.startsWith("/cdn/") ? {} : { "content-encoding": "zstd" };
        const from = request.headers["if-range"] === etag ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
        this.ranges.push(from);
        response.writeHead(from > 0 ? 206 : 200, { etag, ...coding, "content-length": file.length - from, ...(from > 0 && { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` }) });
        if (file.length - from > this.cutFramesAfter) response.write(file.subarray(from, from + this.cutFramesAfter), () => response.destroy());
        else response.end(file.subarray(from));
    }

    private servePublished(pathname: string, view: string, response: ServerResponse): void {
        const [workspace, what, number] = pathname.split("/").slice(2) as [string, string, string?];
        const youngest = this.youngest.get(workspace);
        if (what === "events") {
            this.followers.add(response.on("close", () => this.followers.delete(response)));
            response.writeHead(200, { "content-type": "text/event-stream" }).write(youngest === undefined ? ": nothing yet\n\n" : announcement(youngest));
            return;
        }
        const signed = this.published.get(`${workspace}@${view}@${number === "latest" ? youngest : number}`);
        response.writeHead(signed === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(signed ?? { error: "not-found", message: "not found" }));
    }

    private async submit(request: BuildRequest): Promise<object> {
        this.submitted.push(request);
        const id = `build-${this.submitted.length}`;
        const told = this.blobs.has(request.snapshot) ? await this.compile(request) : [missing([request.snapshot])];
        this.builds.set(id, { events: told.map((event, i) => ({ ...event, build: id, sequence: i + 1 })), finished: told.at(-1)?.type === "finished" });
        return { id, events: `/api/builds/${id}/events`, cache: this.cache ?? this.url };
    }

    private stream(id: string, after: number, response: ServerResponse): void {
        const build = this.builds.get(id);
        if (build === undefined) {
            response.writeHead(404, { "content-type": "application/json" }).end("{}");
            return;
        }
        response.writeHead(200, { "content-type": "text/event-stream" });
        const open = build.events.filter(({ sequence }) => sequence > after);
        const text = open.slice(0, this.cutAfter).map(event => `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
        if (open.length > this.cutAfter) response.write(text, () => response.destroy());
        else if (build.finished) response.end(text);
        else response.write(`${text}: still at it\n\n`);
    }
}

export function delivered(emitSkipped = false): Told {
    return finished({ type: "delivered", diagnostics: [], emitSkipped });
}

export function missing(digests: string[]): Told {
    return finished({ type: "content-missing", missing: digests });
}

export function finished(conclusion: Extract<Told, { type: "finished" }>["conclusion"]): Told {
    return { type: "finished", conclusion, summary: { scripts: 0, compiled: 0, cached: 0, failed: 0, took: 1 } };
}

function announcement(generation: number): string {
    return `event: generation\ndata: {"generation":${generation}}\n\n`;
}

/** A blob in a pack, in raw blocks of zstd. */
function packed(digest: string, content: Uint8Array): Uint8Array {
    const frame = [Buffer.from("28b52ffda0", "hex"), uint32(content.length, true)];
    for (let at = 0; at === 0 || at < content.length; at += 1 << 17) {
        const block = content.subarray(at, at + (1 << 17));
        const last = at + (1 << 17) >= content.length ? 1 : 0;
        frame.push(uint32((block.length << 3) | last, true).subarray(0, 3), Buffer.from(block));
    }
    const zstd = Buffer.concat(frame);
    return Buffer.concat([Buffer.from(digest, "hex"), uint32(zstd.length, false), zstd]);
}

function uint32(value: number, little: boolean): Buffer {
    const bytes = Buffer.alloc(4);
    if (little) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
}
