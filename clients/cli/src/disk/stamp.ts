import { lstatSync, statSync, type BigIntStats } from "node:fs";

/**
 * What tells whether a file or folder is still the one that was looked at before, without reading it: size in bytes,
 * times of the last change of content and of inode in nanoseconds, inode number; written as one text.
 */
export type Stamp = string;

// As coarse as the time stamps of any file system in use (FAT has two seconds).
const GRAIN = 2_000_000_000n;

/** The stamp of what is there, links followed; undefined when nothing is, or nobody can tell: links may loop. */
export function stampOf(file: string): Stamp | undefined {
    try {
        const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
        return stats && written(stats);
    } catch {
        return undefined;
    }
}

export function written({ size, mtimeNs, ctimeNs, ino }: BigIntStats): Stamp {
    return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

export function linkStats(file: string): BigIntStats | undefined {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false });
}

export function sizeIn(stamp: Stamp): number {
    return Number(stamp.slice(0, stamp.indexOf(" ")));
}

/**
 * Whether a later change would show in the stamp: what changed just before `now` could change once more within the
 * same tick of the file system's clock ("racily clean", as in Git's index).
 *
 * @param now in milliseconds since 1970, before the file was read
 */
export function isSettled(stamp: Stamp, now: number): boolean {
    const [, modified, changed] = stamp.split(" ");
    const latest = BigInt(modified!) > BigInt(changed!) ? BigInt(modified!) : BigInt(changed!);
    return latest < BigInt(Math.floor(now)) * 1_000_000n - GRAIN;
}
