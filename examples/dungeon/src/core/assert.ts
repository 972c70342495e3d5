export class GameError extends Error {
    public override readonly name: string = "GameError";

    constructor(
        message: string,
        public readonly subject?: string,
    ) {
        super(message);
    }

    get summary(): string {
        return this.subject !== undefined ? `${this.subject}: ${this.message}` : this.message;
    }
}

export class DataError extends GameError {
    public override readonly name = "DataError";
}

export function invariant(condition: boolean, message: string): asserts condition {
    if (!condition) {
        throw new GameError(message, "invariant");
    }
}

/** For the default branch of an exhaustive switch. */
export function assertNever(value: never, what: string): never {
    throw new GameError(`unhandled ${what}`, `${value}`);
}

export function defined<T>(value: T | undefined, what: string): T {
    if (value === undefined) {
        throw new GameError(`${what} is missing`);
    }
    return value;
}
