// TypeScript shows the members of a union in the order in which its checker came to know them. The driver
// wants to see, and to say, that order: the build puts a call of `shownUnion` where TypeScript formats a union.

type Show = <T>(types: readonly T[]) => readonly T[];

let hooked = false;
let show: Show = types => types;

/** Called once, by a TypeScript that calls `shownUnion`. */
export function showsUnions(): void {
    hooked = true;
}

/** Whether this TypeScript tells what unions it shows. */
export function unionsAreSeen(): boolean {
    return hooked;
}

/** The members in the order in which they are to be shown. */
export function shownUnion<T>(types: readonly T[]): readonly T[] {
    return show(types);
}

export function onUnionShown(listener: Show): void {
    show = listener;
}
