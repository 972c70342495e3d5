// Whether a project's code left the engine and the compilers as they were, so that another build may go on in the same
// session. Compared is what such code can reach by name: the properties of the built-in objects and of what modules
// export, of their members, and of the prototypes of those.
const { getOwnPropertyDescriptor, ownKeys } = Reflect;

type Properties = Map<PropertyKey, unknown>;

/** `exports` > a class > its prototype > a method. */
const DEPTH = 3;
/** Data, not something to call. */
const LARGEST_ARRAY = 100;

/** Objects with their properties at one moment. */
export class Untouched {
    private readonly seen = new Map<object, Properties>();

    /** @param changing members of `roots` that other code than a project's gives other values */
    constructor(roots: Iterable<object>, private readonly changing: ReadonlySet<PropertyKey>) {
        for (const root of roots) this.visit(root, DEPTH);
    }

    /** Whether all of them have the same properties now. */
    holds(): boolean {
        for (const [object, before] of this.seen) {
            const keys = ownKeys(object);
            let known = 0;
            for (const key of keys) {
                if (this.changing.has(key)) continue;
                if (!before.has(key) || !Object.is(valueOf(object, key), before.get(key))) return false;
                known++;
            }
            if (known !== before.size) return false;
        }
        return true;
    }

    private visit(object: object, depth: number): void {
        if (this.seen.has(object) || (Array.isArray(object) && object.length > LARGEST_ARRAY)) return;
        const properties: Properties = new Map();
        this.seen.set(object, properties);
        for (const key of ownKeys(object)) {
            if (this.changing.has(key)) continue;
            const value = valueOf(object, key);
            properties.set(key, value);
            if (depth > 0 && ((typeof value === "object" && value !== null) || typeof value === "function")) this.visit(value, depth - 1);
        }
    }
}

/** A getter counts as itself, but for what modules export: TypeScript has a getter for each of its functions. */
function valueOf(object: object, key: PropertyKey): unknown {
    const property = getOwnPropertyDescriptor(object, key)!;
    if (property.get === undefined) return property.value;
    return property.enumerable && !property.configurable ? (object as Record<PropertyKey, unknown>)[key] : property.get;
}
