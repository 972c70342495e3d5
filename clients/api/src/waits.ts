import { ConnectionError, FarmError, RefusedError, UnreachableError } from "./errors.js";

/** Whom to ask, for people. */
export interface Service {
    readonly name: "the gateway" | "the cache-service";
    readonly address: string;
}

export interface Patience {
    /** The first pause, in milliseconds; each is twice as long as the one before, half of it left to chance. */
    readonly first: number;
    readonly longest: number;
    readonly attempts: number;
    /** How long an address that was given may say nothing, in milliseconds. */
    readonly silence: number;
}

/**
 * From 77 s to two and a half minutes: longer than a farm takes to start. A minute of silence: longer than a cluster takes
 * to notice that a machine is gone.
 */
export const FOR_A_RESTART: Patience = { first: 100, longest: 2000, attempts: 80, silence: 60_000 };

// However long the other side asks for.
const LONGEST_ASKED = 10_000;
// Said by a farm, or by what stands before it, while a service is away.
const LATER = new Set([429, 502, 503, 504]);
// A connection that was cut stands again before the fourth failure.
const WORTH_TELLING = 4;

/**
 * Asks the services of a farm, and waits for one that is away: what fails is tried again, after pauses that grow, a
 * bounded number of times. An address where nothing answers is waited for only if a service is known to be there: it
 * answered before, or the gateway just gave the address. Where somebody gave the address, it is waited for a while if it
 * says nothing at all, as in the first moments after a machine is lost; one that refuses has no farm. All that a farm is
 * asked for may be asked twice.
 */
export class Waits {
    private readonly present = new Set<string>();
    private silentSince: number | undefined;

    /**
     * @param tell hears once in a wait for whom it is
     * @param given whether somebody named the gateway, who will know that it is there
     */
    constructor(
        private readonly patience: Patience,
        private readonly tell: (line: string) => void,
        private readonly given = false,
    ) {}

    /** Notes that `service` is there, whether or not it answers now. */
    expect(service: Service): void {
        this.present.add(service.address);
    }

    /** The answer of `service`. */
    async ask<T>(service: Service, signal: AbortSignal | undefined, exchange: () => Promise<T>): Promise<T> {
        for (let failures = 1; ; failures++) {
            try {
                const answer = await exchange();
                this.expect(service);
                this.silentSince = undefined;
                return answer;
            } catch (cause) {
                if (cause instanceof RefusedError) {
                    this.expect(service);
                    if (!LATER.has(cause.status)) throw cause;
                } else if (!(cause instanceof UnreachableError || cause instanceof ConnectionError)) {
                    throw cause;
                }
                await this.pause(service, failures, cause, signal);
            }
        }
    }

    /** Waits after so many failures in a row; throws when that was the last one that is allowed. */
    async pause(service: Service, failures: number, cause: Error, signal: AbortSignal | undefined): Promise<void> {
        if (cause instanceof UnreachableError && !this.present.has(service.address)) {
            if (!this.given || !cause.silent) throw cause;
            if (this.silentSince === undefined) {
                this.silentSince = performance.now();
                this.tell(`waiting for ${service.name} at ${service.address}, ${this.patience.silence / 1000} s at most: ${cause.message}`);
            }
            if (performance.now() - this.silentSince > this.patience.silence) throw cause;
        }
        if (failures >= this.patience.attempts) {
            if (cause instanceof RefusedError) throw cause;
            throw new FarmError(
                `${service.name} at ${service.address} did not come back (${cause.message}); see farm status, and run the same command again: what is done is kept`,
                { cause },
            );
        }
        if (failures === WORTH_TELLING && this.silentSince === undefined) this.tell(`waiting for ${service.name} at ${service.address}: ${cause.message}`);
        const chosen = this.chosen(failures);
        const asked = cause instanceof RefusedError ? Math.min(cause.retryAfter ?? 0, LONGEST_ASKED) : 0;
        await sleep(chosen > asked ? chosen : asked + chosen / 4, signal);
    }

    /** Pauses as after so many failures, of what goes on for ever. */
    async rest(failures: number, signal: AbortSignal | undefined): Promise<void> {
        await sleep(this.chosen(failures), signal);
    }

    private chosen(failures: number): number {
        const most = Math.min(this.patience.longest, this.patience.first * 2 ** Math.min(failures - 1, 16));
        return most / 2 + Math.random() * (most / 2);
    }
}

function sleep(millis: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = () => {
            clearTimeout(timer);
            reject(signal!.reason as Error);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener("abort", stop);
            resolve();
        }, millis);
        signal?.addEventListener("abort", stop, { once: true });
    });
}
