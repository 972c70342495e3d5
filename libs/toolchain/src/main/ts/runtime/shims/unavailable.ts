// What plugins may not do on a farm. Naming it is harmless, because packages name much that they never use;
// calling it is an error that says so.

/** The call of something that the farm does not give to plugins. */
export class NotAvailable extends Error {
    readonly code = "ERR_NOT_AVAILABLE";

    constructor(what: string) {
        super(`'${what}' is not available to plugins on the farm: they may read the project's files, and nothing else`);
    }
}

/** Functions of these names, which throw {@link NotAvailable}. */
export function refused(module: string, names: string): Record<string, () => never> {
    return Object.fromEntries(names.split(/\s+/).map(name => [name, refusal(`${module}.${name}`)]));
}

/** A module whose every member throws {@link NotAvailable} when it is called. */
export function unavailable(module: string): object {
    return new Proxy(
        {},
        {
            get: (target, name) =>
                typeof name === "symbol" || name === "__esModule" || name === "then"
                    ? (Reflect.get(target, name) as unknown)
                    : refusal(`${module}.${name}`),
        },
    );
}

function refusal(what: string): () => never {
    return function () {
        throw new NotAvailable(what);
    };
}
