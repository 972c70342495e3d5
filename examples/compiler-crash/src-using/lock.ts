/**
 * `using` with an object literal: TSTL rewrites the statement, then asks the type checker about a node it made up itself.
 * TypeScript throws "Cannot read properties of undefined (reading 'flags')".
 */
export function withLock(locks: Set<string>, name: string, action: () => void): void {
  using _lock = {
    name,
    [Symbol.dispose]() {
      locks.delete(name)
    },
  }
  locks.add(name)
  action()
}
