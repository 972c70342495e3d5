/**
 * A class expression with a private name: TypeScript has nothing to say against it, TSTL 1.37.1 throws
 * "PrivateIdentifier is not supported" and takes the whole build with it.
 */
export function countered<B extends new (...args: any[]) => object>(Base: B) {
  return class extends Base {
    #count = 0

    tick(): number {
      return ++this.#count
    }
  }
}
