// How often a build sends one content again, which the farm's cache has lost.

// A cache that is full, or evicts what it gets, loses a content as often as it is sent.
const MOST_IN_A_ROW = 10;
const A_ROW_MS = 180_000;
// One that is cleared now and then loses it now and then: the build goes on, but not for ever.
const MOST = 100;

export class Sends {
    private readonly times = new Map<string, number[]>();

    /** @param now milliseconds of a steady clock */
    constructor(private readonly now: () => number = () => performance.now()) {}

    /** Notes that `digest` is sent; whether that was once too often. */
    isTooOften(digest: string): boolean {
        const times = this.times.get(digest) ?? [];
        this.times.set(digest, times);
        times.push(this.now());
        const before = times[times.length - 1 - MOST_IN_A_ROW];
        return times.length > MOST || (before !== undefined && this.now() - before < A_ROW_MS);
    }
}
