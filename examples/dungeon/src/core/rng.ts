import { invariant } from "./assert";

const MODULUS = 2147483647;
const MULTIPLIER = 16807;

export interface Dice {
    readonly count: number;
    readonly sides: number;
    readonly bonus?: number;
}

/**
 * Park-Miller generator. Its products stay below 2^53, so that every Lua
 * (double or 64-bit integer) yields the same sequence.
 */
export class Rng {
    static readonly DEFAULT_SEED = 20260;

    private static created = 0;

    static get count(): number {
        return Rng.created;
    }

    static fromText(text: string): Rng {
        let seed = 7;
        for (const character of text) {
            seed = (seed * 31 + character.charCodeAt(0)) % MODULUS;
        }
        return new Rng(seed);
    }

    private state: number;

    constructor(seed: number = Rng.DEFAULT_SEED) {
        const reduced = seed % (MODULUS - 1);
        this.state = reduced > 0 ? reduced : reduced + (MODULUS - 1);
        Rng.created++;
    }

    get snapshot(): number {
        return this.state;
    }

    restore(snapshot: number): void {
        invariant(snapshot > 0 && snapshot < MODULUS, "snapshot out of range");
        this.state = snapshot;
    }

    next(): number {
        this.state = (this.state * MULTIPLIER) % MODULUS;
        return this.state;
    }

    /** An integer from 0 to below the limit. */
    below(limit: number): number {
        return this.next() % limit;
    }

    /** An integer from min to max, both included. */
    between(min: number, max: number): number {
        return min + this.below(max - min + 1);
    }

    chance(percent: number): boolean {
        return this.below(100) < percent;
    }

    roll({ count, sides, bonus = 0 }: Dice): number {
        let total = bonus;
        for (let i = 0; i < count; i++) {
            total += this.between(1, sides);
        }
        return total;
    }

    pick<T>(choices: readonly T[]): T {
        invariant(choices.length > 0, "nothing to pick from");
        return choices[this.below(choices.length)];
    }

    weighted<T>(choices: ReadonlyArray<readonly [choice: T, weight: number]>): T {
        let total = 0;
        for (const [, weight] of choices) {
            total += weight;
        }
        let rest = this.below(total);
        for (const [choice, weight] of choices) {
            rest -= weight;
            if (rest < 0) {
                return choice;
            }
        }
        return choices[choices.length - 1][0];
    }

    shuffle<T>(items: readonly T[]): T[] {
        const result = [...items];
        for (let i = result.length - 1; i > 0; i--) {
            const j = this.below(i + 1);
            [result[i], result[j]] = [result[j], result[i]];
        }
        return result;
    }

    /** A generator of its own, so that one system's dice do not disturb another's. */
    fork(): Rng {
        return new Rng(this.next());
    }
}
