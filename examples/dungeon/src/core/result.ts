/** A value or the reason why there is none. */
export type Result<T, E = string> = Success<T> | Failure<E>;

export interface Success<T> {
    readonly ok: true;
    readonly value: T;
}

export interface Failure<E> {
    readonly ok: false;
    readonly reason: E;
}

export const success = <T>(value: T): Success<T> => ({ ok: true, value });
export const failure = <E>(reason: E): Failure<E> => ({ ok: false, reason });

export function attempt<T>(action: () => T): Result<T> {
    try {
        return success(action());
    } catch (error) {
        return failure(error instanceof Error ? error.message : `${error}`);
    }
}

export function then<A, B, E>(result: Result<A, E>, next: (value: A) => Result<B, E>): Result<B, E> {
    return result.ok ? next(result.value) : result;
}

export function orElse<T, E>(result: Result<T, E>, fallback: T): T {
    return result.ok ? result.value : fallback;
}

/** All values, or the first failure. */
export function all<T, E>(results: ReadonlyArray<Result<T, E>>): Result<T[], E> {
    const values: T[] = [];
    for (const result of results) {
        if (!result.ok) return result;
        values.push(result.value);
    }
    return success(values);
}
