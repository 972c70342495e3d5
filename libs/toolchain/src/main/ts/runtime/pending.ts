// TypeScript's checker puts off some errors until the next check begins. What is put off while a script is transformed
// may be about nodes that the transformer made, which have no place in the text: to tell such an error throws. `tstl`
// checks all scripts before it transforms the first, and so never comes to it; the farm checks and transforms script by
// script. So the build has TypeScript complete what is pending through `completePending`.

/** Completes what was put off; what cannot be told is left out. */
export function completePending(pending: ReadonlyArray<() => void>): void {
    for (const complete of pending) {
        try {
            complete();
        } catch {
            // See above.
        }
    }
}
