/** What the client itself does for a build. */
export type Part = "look" | "hash" | "send" | "farm" | "write";

/** A stretch of time, in milliseconds of `performance.now()`. */
export interface Spent {
    readonly part: Part;
    readonly begin: number;
    readonly end: number;
}

/** Where a build's time went, as the client sees it. */
export class Timings {
    readonly spans: Spent[] = [];

    async during<T>(part: Part, work: () => Promise<T>): Promise<T> {
        const begin = performance.now();
        try {
            return await work();
        } finally {
            this.spans.push({ part, begin, end: performance.now() });
        }
    }

    /** In seconds by name; hashing is a part of looking. */
    seconds(): Record<string, number> {
        const spent = new Map<string, number>();
        for (const { part, begin, end } of this.spans) spent.set(part, (spent.get(part) ?? 0) + end - begin);
        return Object.fromEntries([...spent].map(([part, millis]) => [part, Math.round(millis) / 1000]));
    }
}
