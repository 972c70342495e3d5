import { BlobReader, SMALL, verified, type Connection, type Taker } from "./blob-reader.js";
import { ConnectionError, FarmError, RefusedError, UnreachableError } from "./errors.js";
import { Exported } from "./exported.js";
import { ResumedArtifact } from "./resumed.js";
import { readEvents } from "./sse.js";
import type { TrustedKeys } from "./trusted-keys.js";
import type { Service } from "./waits.js";
import type { Digest, Manifest, ManifestView, SignedManifest } from "./wire.js";

// The cache-service says something every ten seconds; a stream that is silent for longer is lost.
const SILENCE = 25_000;

/** A generation whose manifest is believed: what `signed` says. */
export interface Generation {
    readonly manifest: Manifest;
    readonly signed: SignedManifest;
}

/**
 * The generations of one workspace, from the cache-service of a farm, as the caller may see them. Nothing comes out of
 * it that was not verified.
 */
export class Published {
    private readonly service: Service;

    /** @param view that manifests must have: the full one, or what game clients may see */
    constructor(
        address: string,
        private readonly workspace: string,
        private readonly keys: TrustedKeys,
        private readonly view: ManifestView,
        private readonly connection: Connection,
    ) {
        this.service = { name: "the cache-service", address };
    }

    /** The youngest generation. */
    async latest(): Promise<Generation> {
        return await this.open(`the farm has no generation of ${this.workspace} that may be seen here`, "generations/latest/manifest");
    }

    /** The generation of this number. */
    async generation(number: number): Promise<Generation> {
        const found = await this.open(`the farm keeps no generation ${number} of ${this.workspace} that may be seen here; farm generations lists them`, `generations/${number}/manifest`);
        const { generation } = found.manifest;
        if (generation !== number) throw new FarmError(`the farm gives the manifest of generation ${generation} for that of ${number}`);
        return found;
    }

    /**
     * Gives artifacts of a generation to `taker`, as `BlobReader.read`: small ones in packs, large ones by themselves,
     * which go on where they were cut.
     */
    async read({ manifest }: Generation, digests: Iterable<Digest>, taker: Taker): Promise<Set<Digest>> {
        const { waits, signal, platform } = this.connection;
        const open = new Set(digests);
        const large = platform.raw ? largeOf(manifest).filter(digest => open.delete(digest)) : [];
        const gone = await new BlobReader(this.address(`generations/${manifest.generation}/pack`), this.service, this.connection).read(open, taker);
        for (const digest of large) {
            const artifact = new ResumedArtifact(this.address(`generations/${manifest.generation}/blobs/${digest}`), digest, this.connection);
            try {
                const { content, frame } = await waits.ask(this.service, signal, () => artifact.go());
                await taker(digest, content, frame);
            } catch (cause) {
                if (!(cause instanceof RefusedError) || cause.status !== 404) throw cause;
                gone.add(digest);
            }
        }
        return gone;
    }

    /**
     * As `read`, from the addresses that the manifest names, and only what game clients may see.
     *
     * @returns what is to be read from the farm
     */
    async readElsewhere({ manifest }: Generation, digests: Iterable<Digest>, taker: Taker): Promise<Set<Digest>> {
        const rest = new Set(digests);
        const bases = manifest.cdn.filter(base => /^https?:/.test(base));
        if (bases.length === 0) return rest;
        const there = exportedOf(manifest).filter(digest => rest.delete(digest));
        const { platform, signal } = this.connection;
        for (const digest of await new Exported(bases, platform, signal).read(there, taker)) rest.add(digest);
        return rest;
    }

    /** Whether a frame is the artifact of `digest`. */
    async holds(digest: Digest, frame: Uint8Array): Promise<boolean> {
        try {
            await verified(this.connection.platform, digest, frame);
            return true;
        } catch (cause) {
            if (cause instanceof ConnectionError) return false;
            throw cause;
        }
    }

    /**
     * Follows the workspace until its signal ends it: `become` gets the youngest generation, and then each that is
     * published, with numbers that only grow. What fails is told to `failed`, and tried again.
     */
    async follow(become: (generation: Generation) => Promise<void>, failed: (cause: Error) => void): Promise<never> {
        const { waits, signal } = this.connection;
        let current = 0;
        let failures = 0;
        const take = async (found: Generation) => {
            const { generation } = found.manifest;
            if (generation < current) {
                throw new FarmError(`the farm's youngest generation is ${generation}, but ${current} was here already; going back makes a new generation (farm rollback)`);
            }
            if (generation > current) await become(found);
            current = generation;
            failures = 0;
        };
        while (true) {
            try {
                await take(await this.latest());
                for await (const number of this.announced()) {
                    if (number > current) await take(await this.generation(number));
                }
            } catch (cause) {
                if (signal?.aborted || !(cause instanceof FarmError || cause instanceof ConnectionError)) throw cause;
                if (!isPassing(cause)) failed(cause);
            }
            await waits.rest(++failures, signal);
        }
    }

    /** The numbers of generations as they are published, the youngest that there is first; ends with the connection. */
    private async *announced(): AsyncGenerator<number> {
        const { http, signal } = this.connection;
        const { body } = await http.send("GET", this.address("events"), { headers: { accept: "text/event-stream" }, idle: SILENCE, signal });
        for await (const { event, data } of readEvents(body)) {
            if (event === "generation") yield (JSON.parse(data) as { generation: number }).generation;
        }
    }

    private async open(absent: string, what: string): Promise<Generation> {
        const { http, waits, signal } = this.connection;
        try {
            const signed = await waits.ask(this.service, signal, () => http.get<SignedManifest>(this.address(what), { signal }));
            return { signed, manifest: await this.keys.open(signed, this.workspace, this.view) };
        } catch (cause) {
            throw cause instanceof RefusedError && cause.status === 404 ? new FarmError(absent, { cause }) : cause;
        }
    }

    private address(what: string): string {
        const view = this.view === "REPLICATED" ? "?view=REPLICATED" : "";
        return new URL(`/workspaces/${encodeURIComponent(this.workspace)}/${what}${view}`, this.service.address).href;
    }
}

/** What is larger than a pack should hold. */
function largeOf({ entries }: Manifest): Digest[] {
    const artifacts = entries.flatMap(entry => Object.values(entry.artifacts));
    return [...new Set(artifacts.filter(({ size = 0 }) => size > SMALL).map(({ digest }) => digest))];
}

/** What of a generation game clients may see; `Manifest.forClients` in libs/publication says the same. */
function exportedOf({ entries }: Manifest): Digest[] {
    const artifacts = entries.filter(({ replicate }) => replicate).flatMap(entry => Object.entries(entry.artifacts));
    return [...new Set(artifacts.filter(([kind]) => kind !== "map").map(([, { digest }]) => digest))];
}

/** Of the connection for events alone: the next one is made soon. */
function isPassing(cause: Error): boolean {
    return cause instanceof ConnectionError || cause instanceof UnreachableError;
}
