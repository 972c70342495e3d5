// The environment variables of a project's plugins. The client passes on the values of those that plugins were seen to
// read, in a file of the snapshot, so they are part of every key. What is read and was not passed on is remembered.
import { currentFiles, MOUNT } from "./snapshot-files";

/** Where a snapshot has the values; nobody has a file of that name in a project. The client says the same. */
const FILE = `${MOUNT}/.farm/environment.json`;

const asked = new Set<string>();
let values: Record<string, string> | undefined;

function given(): Record<string, string> {
    values ??= JSON.parse(currentFiles().readFile(FILE) ?? "{}") as Record<string, string>;
    return values;
}

function ask(name: string | symbol): void {
    if (typeof name === "string" && !(name in given())) asked.add(name);
}

/** As `process.env`: values are text, and what a plugin sets the others see. */
export const environment: Record<string, string> = new Proxy(Object.create(null) as Record<string, string>, {
    get(_, name) {
        ask(name);
        return Reflect.get(given(), name) as unknown;
    },
    has(_, name) {
        ask(name);
        return Reflect.has(given(), name);
    },
    set: (_, name, value) => Reflect.set(given(), name, String(value)),
    deleteProperty: (_, name) => Reflect.deleteProperty(given(), name),
    ownKeys: () => Reflect.ownKeys(given()),
    getOwnPropertyDescriptor(_, name) {
        ask(name);
        return Reflect.getOwnPropertyDescriptor(given(), name);
    },
    defineProperty: (_, name, descriptor) => Reflect.defineProperty(given(), name, descriptor),
});

/** The variables that were read and not passed on, sorted. */
export function askedVariables(): string[] {
    return [...asked].sort();
}

/** What a plugin does that gives `process.env` another value. */
export function replaceVariables(others: Readonly<Record<string, unknown>>): void {
    values = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
}

/** Begins anew, for another build in the session. */
export function forgetVariables(): void {
    asked.clear();
    values = undefined;
}
