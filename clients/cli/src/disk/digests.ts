import { createHash } from "node:crypto";
import { promises, readFileSync } from "node:fs";
import { isSettled, stampOf, type Stamp } from "./stamp.js";

/** What is known of a file: the digest of what it held when it had this stamp. */
export interface Known {
    readonly stamp: Stamp;
    readonly digest: string;
    /** Whether the digest holds as long as the stamp does. */
    readonly settled: boolean;
}

const AT_ONCE = 32; // as many reads as keep Node's threads busy

export function sha256(content: Uint8Array | string): string {
    return createHash("sha256").update(content).digest("hex");
}

/** The digests of files, which are read again only when their stamps changed. */
export class Digests {
    readonly entries = new Map<string, Known>();
    /** How many files were read. */
    read = 0;

    /**
     * @param before what is known of sources from the last build
     * @param outputs and of what it wrote
     */
    constructor(
        private readonly before: ReadonlyMap<string, Known> = new Map(),
        private readonly outputs: ReadonlyMap<string, Known> = new Map(),
    ) {}

    /** What is known of a file with this stamp, without reading it. */
    known(file: string, stamp: Stamp): string | undefined {
        const known = this.entries.get(file) ?? this.before.get(file) ?? this.outputs.get(file);
        if (known === undefined || !known.settled || known.stamp !== stamp) return undefined;
        this.entries.set(file, known);
        return known.digest;
    }

    /** The digest of what is there; undefined when nothing is, or no file. */
    of(file: string): string | undefined {
        const stamp = stampOf(file);
        if (stamp === undefined) return undefined;
        const known = this.known(file, stamp);
        if (known !== undefined) return known;
        const now = Date.now();
        try {
            return this.note(file, stamp, now, readFileSync(file));
        } catch {
            return undefined; // gone meanwhile, or a folder
        }
    }

    /** The digests of files; those that are gone are left out. */
    async ofAll(files: readonly string[]): Promise<Map<string, { digest: string; stamp: Stamp }>> {
        const found = new Map<string, { digest: string; stamp: Stamp }>();
        const unknown: { file: string; stamp: Stamp }[] = [];
        for (const file of files) {
            const stamp = stampOf(file);
            if (stamp === undefined) continue;
            const digest = this.known(file, stamp);
            if (digest === undefined) unknown.push({ file, stamp });
            else found.set(file, { digest, stamp });
        }
        let next = 0;
        const work = async () => {
            while (next < unknown.length) {
                const { file, stamp } = unknown[next++]!;
                const now = Date.now();
                try {
                    found.set(file, { digest: this.note(file, stamp, now, await promises.readFile(file)), stamp });
                } catch (cause) {
                    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
                }
            }
        };
        await Promise.all(Array.from({ length: Math.min(AT_ONCE, unknown.length) }, work));
        return found;
    }

    /** Remembers what was read or written. */
    note(file: string, stamp: Stamp, now: number, content: Uint8Array): string {
        this.read++;
        const digest = sha256(content);
        this.entries.set(file, { stamp, digest, settled: isSettled(stamp, now) });
        return digest;
    }
}
