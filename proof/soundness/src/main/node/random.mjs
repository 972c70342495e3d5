// Chance with a seed: the same seed gives the same choices.
export class Random {
    constructor(seed) {
        this.state = seed >>> 0;
    }

    /** From 0 up to but not 1 (mulberry32). */
    next() {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    }

    /** A whole number from 0 up to but not `bound`. */
    below(bound) {
        return Math.floor(this.next() * bound);
    }

    chance(probability) {
        return this.next() < probability;
    }

    /** One of `values`; undefined when there is none. */
    pick(values) {
        return values[this.below(values.length)];
    }

    shuffled(values) {
        const result = [...values];
        for (let i = result.length - 1; i > 0; i--) {
            const j = this.below(i + 1);
            [result[i], result[j]] = [result[j], result[i]];
        }
        return result;
    }
}
