/** Lazy sequences over anything iterable. */

export function* range(start: number, end: number, step = 1): Generator<number> {
    for (let i = start; step > 0 ? i < end : i > end; i += step) {
        yield i;
    }
}

export function* map<A, B>(source: Iterable<A>, transform: (value: A, index: number) => B): Generator<B> {
    let index = 0;
    for (const value of source) {
        yield transform(value, index);
        index++;
    }
}

export function* filter<T>(source: Iterable<T>, accept: (value: T) => boolean): Generator<T> {
    for (const value of source) {
        if (!accept(value)) continue;
        yield value;
    }
}

export function* take<T>(source: Iterable<T>, limit: number): Generator<T> {
    if (limit <= 0) return;
    let taken = 0;
    for (const value of source) {
        yield value;
        taken++;
        if (taken >= limit) return;
    }
}

export function* chain<T>(...sources: Array<Iterable<T>>): Generator<T> {
    for (const source of sources) {
        yield* source;
    }
}

export function* enumerate<T>(source: Iterable<T>, from = 0): Generator<[index: number, value: T]> {
    let index = from;
    for (const value of source) {
        yield [index++, value];
    }
}

export function first<T>(source: Iterable<T>, accept: (value: T) => boolean = () => true): T | undefined {
    for (const value of source) {
        if (accept(value)) return value;
    }
    return undefined;
}

export function reduce<A, B>(source: Iterable<A>, start: B, combine: (total: B, value: A) => B): B {
    let total = start;
    for (const value of source) {
        total = combine(total, value);
    }
    return total;
}

export function count(source: Iterable<unknown>): number {
    return reduce(source, 0, (total) => total + 1);
}

/** The element with the smallest score; the first one wins a draw. */
export function minBy<T>(source: Iterable<T>, score: (value: T) => number): T | undefined {
    let best: { value: T; score: number } | undefined;
    for (const value of source) {
        const current = score(value);
        if (best === undefined || current < best.score) {
            best = { value, score: current };
        }
    }
    return best?.value;
}

export function groupBy<T, K>(source: Iterable<T>, key: (value: T) => K): Map<K, T[]> {
    const groups = new Map<K, T[]>();
    for (const value of source) {
        const k = key(value);
        const group = groups.get(k);
        if (group) {
            group.push(value);
        } else {
            groups.set(k, [value]);
        }
    }
    return groups;
}
