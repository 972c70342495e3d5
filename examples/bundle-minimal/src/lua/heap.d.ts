/** @noSelfInFile */

/** A priority queue; the smallest key comes first. */
export interface Heap<T> {
  readonly size: number;
  readonly __value?: T;
}

declare function make<T>(): Heap<T>;
export { make as new };
export function push<T>(heap: Heap<T>, key: number, value: T): void;
export function pop<T>(heap: Heap<T>): LuaMultiReturn<[value: T, key: number] | [undefined]>;
