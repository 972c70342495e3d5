import { PriorityQueue } from "./priorityQueue";

export class Cancelled extends Error {
    public override readonly name = "Cancelled";
}

/** Promises that settle as game time passes. */
export class Scheduler {
    private now = 0;
    private readonly waiting = new PriorityQueue<{ due: number; resolve: () => void }>();
    private readonly cancelled = new Set<string>();

    get time(): number {
        return this.now;
    }

    get pending(): number {
        return this.waiting.size;
    }

    delay(turns: number): Promise<void> {
        return new Promise((resolve) => {
            const due = this.now + Math.max(1, turns);
            this.waiting.push({ due, resolve: () => resolve() }, due);
        });
    }

    /** Rejects if the token was cancelled before the time is up. */
    async delayUnless(token: string, turns: number): Promise<number> {
        await this.delay(turns);
        if (this.cancelled.has(token)) {
            throw new Cancelled(token);
        }
        return this.now;
    }

    cancel(token: string): void {
        this.cancelled.add(token);
    }

    advance(turns = 1): void {
        for (let i = 0; i < turns; i++) {
            this.now++;
            this.settle();
        }
    }

    private settle(): void {
        const later: Array<{ due: number; resolve: () => void }> = [];
        for (const timer of this.waiting.drain()) {
            if (timer.due <= this.now) {
                timer.resolve();
            } else {
                later.push(timer);
            }
        }
        later.forEach((timer) => this.waiting.push(timer, timer.due));
    }
}
