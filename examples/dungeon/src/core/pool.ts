export interface Poolable {
    reset(): void;
}

/** Recycles objects that come and go every frame. */
export class Pool<T extends Poolable> {
    private readonly free: T[] = [];
    private readonly busy = new Set<T>();

    constructor(
        private readonly create: () => T,
        private readonly limit = 256,
    ) {}

    get active(): number {
        return this.busy.size;
    }

    get idle(): number {
        return this.free.length;
    }

    acquire(): T | undefined {
        if (this.busy.size >= this.limit) return undefined;
        const object = this.free.pop() ?? this.create();
        this.busy.add(object);
        return object;
    }

    release(object: T): void {
        if (this.busy.delete(object)) {
            object.reset();
            this.free.push(object);
        }
    }

    releaseWhere(finished: (object: T) => boolean): number {
        const before = this.busy.size;
        for (const object of [...this.busy]) {
            if (finished(object)) this.release(object);
        }
        return before - this.busy.size;
    }

    [Symbol.iterator](): Iterator<T> {
        return this.busy.values();
    }
}
