/** Where a build's time went, as the client sees it, in seconds by name. */
export class Timings {
    private readonly spent = new Map<string, number>();

    async during<T>(part: "look" | "send" | "farm" | "write", work: () => Promise<T>): Promise<T> {
        const start = performance.now();
        try {
            return await work();
        } finally {
            this.spent.set(part, (this.spent.get(part) ?? 0) + performance.now() - start);
        }
    }

    seconds(): Record<string, number> {
        return Object.fromEntries([...this.spent].map(([part, millis]) => [part, Math.round(millis) / 1000]));
    }
}
