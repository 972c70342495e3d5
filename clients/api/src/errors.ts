/** The farm did not do what it was asked; the message says what to do next. */
export class FarmError extends Error {
    override readonly name: string = "FarmError";
}

/** Nothing answers at the farm's address. */
export class UnreachableError extends FarmError {
    override readonly name = "UnreachableError";
    /** Whether nothing came back at all. Else somebody said that there is no farm: the machine, or a name server. */
    readonly silent: boolean;

    constructor(message: string, options: ErrorOptions & { readonly silent?: boolean } = {}) {
        super(message, options);
        this.silent = options.silent ?? false;
    }
}

/** The farm answered with an error. */
export class RefusedError extends FarmError {
    override readonly name = "RefusedError";

    /**
     * @param status of HTTP
     * @param retryAfter when the farm wants to be asked again, in milliseconds
     */
    constructor(
        readonly status: number,
        message: string,
        readonly retryAfter?: number,
    ) {
        super(message);
    }
}

/** A connection broke off, or what came over it is damaged: to be tried again. */
export class ConnectionError extends Error {
    override readonly name = "ConnectionError";
}
