/** Computes its value on first use. */
export class Lazy<T extends {}> {
    private cached: T | undefined;

    constructor(private compute: () => T) {}

    get value(): T {
        this.cached ??= this.compute();
        return this.cached;
    }

    get isComputed(): boolean {
        return this.cached !== undefined;
    }

    reset(): void {
        this.cached = undefined;
    }
}

export default Lazy;
