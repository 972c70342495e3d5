// What TSTL remembers about nodes and types. It keeps that in WeakMaps of its modules, as if every syntax
// tree belonged to one program; here trees outlive programs, and the same call or signature means
// something else beside other files or under other options. The build puts this class in their place.

let generation = 0;

/** Makes TSTL forget, so that what it says of a script does not depend on what it saw before. */
export function forgetScripts(): void {
    generation++;
}

/** A WeakMap that is emptied when scripts are forgotten. */
export class ScriptMemory<K extends WeakKey, V> {
    private map = new WeakMap<K, V>();
    private generation = generation;

    get(key: K): V | undefined {
        return this.current().get(key);
    }

    has(key: K): boolean {
        return this.current().has(key);
    }

    set(key: K, value: V): this {
        this.current().set(key, value);
        return this;
    }

    delete(key: K): boolean {
        return this.current().delete(key);
    }

    private current(): WeakMap<K, V> {
        if (this.generation !== generation) {
            this.generation = generation;
            this.map = new WeakMap();
        }
        return this.map;
    }
}
