export type Easing = (t: number) => number;

export const Easings = {
    linear: (t) => t,
    quadIn: (t) => t * t,
    quadOut: (t) => t * (2 - t),
    bounce: (t) => Math.abs(Math.sin(6.28 * (t + 1) * (t + 1)) * (1 - t)),
} satisfies Record<string, Easing>;

type NumericKeys<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];

/** Moves a number of an object to its goal in the given time. */
export class Tween<T extends object, K extends NumericKeys<T> & keyof T> {
    private elapsed = 0;
    private readonly from: number;

    constructor(
        private readonly target: T,
        private readonly key: K,
        private readonly to: number,
        private readonly seconds: number,
        private readonly easing: Easing = Easings.quadOut,
        private readonly done?: () => void,
    ) {
        this.from = target[key] as number;
    }

    get isDone(): boolean {
        return this.elapsed >= this.seconds;
    }

    update(dt: number): boolean {
        if (this.isDone) return true;
        this.elapsed = Math.min(this.seconds, this.elapsed + dt);
        const t = this.easing(this.elapsed / this.seconds);
        this.target[this.key] = (this.from + (this.to - this.from) * t) as T[K];
        if (this.isDone) this.done?.();
        return this.isDone;
    }
}

/** All running tweens; `animate` settles when its tween is done. */
export class Tweens {
    private running: Array<{ update(dt: number): boolean }> = [];

    animate<T extends object, K extends NumericKeys<T> & keyof T>(
        target: T,
        key: K,
        to: number,
        seconds: number,
        easing?: Easing,
    ): Promise<void> {
        return new Promise((resolve) => {
            this.running.push(new Tween(target, key, to, seconds, easing, () => resolve()));
        });
    }

    update(dt: number): void {
        this.running = this.running.filter((tween) => !tween.update(dt));
    }
}
