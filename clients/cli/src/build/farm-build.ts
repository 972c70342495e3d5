// One build on a farm: sends what the farm lacks, submits, follows.
//
// A project that this farm has built before is submitted at once, with only the changed files sent ahead; otherwise what
// it reads is. What turns out to be missing is sent after, and the build submitted again; each round must bring
// something new, so that the rounds end.
import { readFileSync } from "node:fs";
import { FarmError, MAX_BLOB_BYTES, UnreachableError } from "@scriptfarm/api";
import type { Blobs, BuildEvent, BuildRequest, Bytecode, Diagnostic, EventOf, Farm, KeyChange, OutputFile, Plugin, Summary, Toolchain } from "@scriptfarm/api";
import { sha256 } from "../disk/digests.js";
import type { Memory } from "../project/memory.js";
import type { ProjectSnapshot } from "../project/snapshot.js";
import type { Contents } from "./outputs.js";
import type { Profile } from "./profile.js";
import type { Progress } from "./progress.js";
import { Sends } from "./sends.js";
import type { Timings } from "./timings.js";

// Sent ahead at most, in bytes: beyond, asking is better than guessing.
const AHEAD_BYTES = 64 * 1024 * 1024;
// Deeper than what is not sent ahead nests.
const MAX_ROUNDS = 40;
const MAX_RESTARTS = 20;

/** The project changed between being looked at and being sent: look again. */
export class ChangedMeanwhile extends FarmError {
    constructor(file: string) {
        super(`the file ${file} changes while it is built; run the command again when it rests`);
    }
}

export interface Built {
    /** The gateway that built it. */
    readonly farm: string;
    readonly cache: string;
    readonly id: string;
    readonly diagnostics: readonly Diagnostic[];
    readonly emitSkipped: boolean;
    readonly outputs: readonly OutputFile[];
    readonly bytecode: readonly Bytecode[];
    readonly summary: Summary;
    readonly publication?: EventOf<"generation-published"> | EventOf<"publication-refused">;
    /** What compiled it, by its digest. */
    readonly toolchain: string | undefined;
    /** Why scripts were compiled, where the request asked for that. */
    readonly explained: ReadonlyMap<string, readonly KeyChange[]>;
    readonly uploaded: number;
    readonly contents: Contents;
}

/** Hears that a saved script's Lua is there, once and before all else. */
export type Ready = (script: string, outputs: readonly OutputFile[], contents: Contents) => Promise<void>;

export class FarmBuild {
    private readonly sends = new Sends();
    private readonly compiled = new Set<string>(); // in all rounds
    private readonly explained = new Map<string, readonly KeyChange[]>(); // in all rounds
    private toolchain: string | undefined;
    private uploaded = 0;
    /** The build that runs, for who wants to end it. */
    running: string | undefined;

    constructor(
        private readonly farm: Farm,
        private readonly project: ProjectSnapshot,
        private readonly memory: Memory | undefined,
        private readonly progress: Progress,
        private readonly timings: Timings,
        private readonly request: BuildRequest,
        private readonly ready: Ready | undefined,
        private readonly profile?: Profile,
    ) {}

    async run(): Promise<Built> {
        const { timings, progress, farm } = this;
        const known = this.memory?.farm === farm.gateway ? this.memory : undefined;
        await timings.during("send", () => this.sendAhead(known));
        let guessed = known === undefined;
        let restarts = 0;
        for (let round = 0; round < MAX_ROUNDS; round++) {
            progress.phase("planning");
            const outputs: EventOf<"output-ready">[] = [];
            const publications: (EventOf<"generation-published"> | EventOf<"publication-refused">)[] = [];
            const { build, contents, end } = await timings.during("farm", async () => {
                const sent = performance.now();
                const build = await farm.submit(this.request);
                this.profile?.submitted(build.id, sent, performance.now());
                this.running = build.id;
                progress.detail(`build ${build.id}`);
                const contents: Contents = (digests, taker) => farm.blobs(build.cache).read(digests, taker);
                const end = await farm.follow(build, event => this.tell(event, outputs, publications, contents));
                this.running = undefined;
                return { build, contents, end };
            });
            if (end === undefined || end.conclusion.type === "interrupted") {
                if (++restarts > MAX_RESTARTS) throw new FarmError(`the farm at ${farm.gateway} forgets the builds that it is given; its log says why`);
                round--;
                continue; // the gateway was started again: what is done is kept
            }
            const { conclusion, summary } = end;
            if (conclusion.type === "superseded") throw new FarmError(`build ${conclusion.by} took the place of build ${build.id}`);
            if (conclusion.type === "cancelled") throw new FarmError(`build ${build.id} was cancelled`);
            if (conclusion.type === "aborted") throw new FarmError(`the farm gave up build ${build.id}: ${conclusion.reason}`);
            if (conclusion.type === "delivered") {
                const [publication] = publications;
                return {
                    farm: farm.gateway,
                    cache: build.cache,
                    id: build.id,
                    diagnostics: conclusion.diagnostics,
                    emitSkipped: conclusion.emitSkipped,
                    outputs: outputs.map(({ output }) => output),
                    bytecode: outputs.flatMap(({ bytecode }) => bytecode),
                    summary: this.ofAllRounds(summary),
                    ...(publication && { publication }),
                    toolchain: this.toolchain,
                    explained: this.explained,
                    uploaded: this.uploaded,
                    contents,
                };
            }
            await timings.during("send", async () => {
                const blobs = farm.blobs(build.cache);
                const needed = new Set(conclusion.missing);
                // The cache was cleared: to send all at once is better than level by level.
                if (!guessed) (await blobs.missing(this.likely())).forEach(digest => needed.add(digest));
                guessed = true;
                await this.send(blobs, needed);
            });
        }
        throw new FarmError(`the farm asked for more files ${MAX_ROUNDS} times and still lacks some; its log says why`);
    }

    private async tell(
        event: BuildEvent,
        outputs: EventOf<"output-ready">[],
        publications: (EventOf<"generation-published"> | EventOf<"publication-refused">)[],
        contents: Contents,
    ): Promise<void> {
        const { progress } = this;
        this.profile?.heard(event, performance.now());
        switch (event.type) {
            case "planned":
                this.toolchain = event.toolchain.digest;
                progress.detail(describe(event.toolchain, event.plugins));
                progress.planned(event.scripts, event.cached);
                break;
            case "script-finished":
                progress.scriptFinished(event.origin !== "CACHED");
                if (event.origin === "COMPILED") this.compiled.add(event.script);
                progress.detail(`${event.origin} ${event.script}`);
                break;
            case "output-ready":
                outputs.push(event);
                break;
            case "script-ready":
                if (event.outputs.length > 0) await this.ready?.(event.script, event.outputs, contents);
                break;
            case "generation-published": {
                // What was saved may be published first; mostly the build holds nothing else.
                const [early] = publications;
                if (early?.type !== "generation-published" || early.generation !== event.generation) publications.unshift(event);
                break;
            }
            case "publication-refused":
                publications.unshift(event);
                break;
            case "waiting":
                progress.line(event.what);
                break;
            case "script-explained":
                this.explained.set(event.script, event.changes);
                break;
            case "time-spent":
            case "finished":
                break;
        }
    }

    /** The last round finds in the cache what the rounds before it compiled. */
    private ofAllRounds(last: Summary): Summary {
        return { ...last, compiled: this.compiled.size, cached: last.scripts - last.failed - this.compiled.size };
    }

    private async sendAhead(known: Memory | undefined): Promise<void> {
        const { project, farm } = this;
        if (known?.snapshot === project.digest) return; // nothing changed: the farm says if it lost something
        if (known === undefined) {
            this.progress.phase("asking what the farm lacks");
            const { cache } = await farm.info();
            const blobs = farm.blobs(cache);
            await this.send(blobs, await blobs.missing([...this.likely(), ...project.madeDigests]));
            return;
        }
        const changed = project.changedSince(known);
        const likely = new Set([...this.likely()].filter(digest => changed.has(digest)));
        project.madeDigests.forEach(digest => likely.add(digest));
        try {
            await this.send(farm.blobsOnceAt(known.cache), likely);
        } catch (cause) {
            if (!(cause instanceof UnreachableError)) throw cause;
            await this.send(farm.blobs((await farm.info()).cache), likely); // its cache has another address now
        }
    }

    /** What the build surely reads, as far as the budget goes: what plugins may read is sent when they do. */
    private likely(): Set<string> {
        const likely = new Set<string>();
        let bytes = 0;
        for (const { why, digest, size } of this.project.files()) {
            if (why === "a plugin may read it" || why === "a plugin names it") continue;
            if (bytes + size > AHEAD_BYTES) continue;
            bytes += size;
            likely.add(digest);
        }
        return likely;
    }

    private async send(blobs: Blobs, digests: ReadonlySet<string>): Promise<void> {
        if (digests.size === 0) return;
        for (const digest of digests) {
            if (this.sends.isTooOften(digest)) {
                const name = this.project.sources().get(digest)?.path ?? digest;
                throw new FarmError(`the farm's cache does not keep what it is sent (${name}); it may be full: see farm status`);
            }
        }
        const before = this.uploaded;
        this.progress.phase("uploading");
        await blobs.upload(
            digests,
            digest => this.content(digest),
            count => {
                this.uploaded += count;
                this.progress.phase(`uploading ${this.uploaded - before} of ${digests.size}`);
            },
        );
        this.progress.detail(`uploaded ${this.uploaded - before} files`);
    }

    private content(digest: string): Uint8Array {
        const { project } = this;
        const made = project.made(digest);
        if (made !== undefined) return Buffer.from(made);
        const source = project.sources().get(digest);
        if (source === undefined) throw new FarmError(`the farm asks for a file that is not part of the project (${digest})`);
        if (source.size > MAX_BLOB_BYTES) {
            throw new FarmError(`${source.disk} has ${source.size} bytes, and a farm takes ${MAX_BLOB_BYTES} at most; the build reads this file: exclude it in the tsconfig, or make it smaller`);
        }
        let content: Buffer;
        try {
            content = readFileSync(source.disk);
        } catch {
            throw new ChangedMeanwhile(source.disk);
        }
        if (sha256(content) !== digest) throw new ChangedMeanwhile(source.disk);
        return content;
    }
}

/** What compiles the project, for people. */
function describe({ typescriptToLua, typescript, digest }: Toolchain, plugins: readonly Plugin[]): string {
    const pair = `typescript-to-lua ${typescriptToLua} with typescript ${typescript} (${digest.slice(0, 12)})`;
    if (plugins.length === 0) return pair;
    return `${pair}; all scripts at once on one worker, because plugins may see the whole program: ${plugins.map(({ name }) => name).join(", ")}`;
}
