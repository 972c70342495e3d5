// What plugins may not do on a farm. Naming it is harmless, because packages name much that they never use;
// calling it is an error that says so.

/** The call of something that the farm does not give to plugins. */
export class NotAvailable extends Error {
    readonly code = "ERR_NOT_AVAILABLE";
}

/** An object with these members, whose every other member throws {@link NotAvailable} when it is called. */
export function unavailable<T extends object>(what: string, members: T): T {
    return new Proxy(members, {
        get(target, name, receiver) {
            if (name in target || typeof name === "symbol" || name === "__esModule" || name === "then") {
                return Reflect.get(target, name, receiver) as unknown;
            }
            return function () {
                throw new NotAvailable(
                    `'${what}.${name}' is not available to plugins on the farm: they may read the project's files, and nothing else`,
                );
            };
        },
    });
}
