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
}

/** From 77 s to two and a half minutes: longer than a farm takes to start. */
export const FOR_A_RESTART: Patience = { first: 100, longest: 2000, attempts: 80 };

// However long the other side asks for.
const LONGEST_ASKED = 10_000;
// A connection that was cut stands again before the fourth failure.
const WORTH_TELLING = 4;

/**
 * Asks the services of a farm, and waits for one that is away: what fails is tried again, after pauses that grow, a
 * bounded number of times. An address where nothing answers is waited for only if a service is known to be there: it
 * answered before, or the gateway just gave the address. All that a farm is asked for may be asked twice.
 */
export class Waits {
    private readonly present = new Set<string>();

    /** @param tell hears once in a wait for whom it is */
    constructor(
        private readonly patience: Patience,
        private readonly tell: (line: string) => void,
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
                return answer;
            } catch (cause) {
                if (cause instanceof RefusedError) {
                    this.expect(service);
                    if (cause.status !== 503 && cause.status !== 429) throw cause;
                } else if (!(cause instanceof UnreachableError || cause instanceof ConnectionError)) {
                    throw cause;
                }
                await this.pause(service, failures, cause, signal);
            }
        }
    }

    /** Waits after so many failures in a row; throws when that was the last one that is allowed. */
    async pause(service: Service, failures: number, cause: Error, signal: AbortSignal | undefined): Promise<void> {
        if (cause instanceof UnreachableError && !this.present.has(service.address)) throw cause;
        if (failures >= this.patience.attempts) {
            if (cause instanceof RefusedError) throw cause;
            throw new FarmError(
                `${service.name} at ${service.address} did not come back (${cause.message}); see farm status, and run the same command again: what is done is kept`,
                { cause },
            );
        }
        if (failures === WORTH_TELLING) this.tell(`waiting for ${service.name} at ${service.address}: ${cause.message}`);
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
