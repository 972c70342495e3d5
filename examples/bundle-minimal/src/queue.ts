import * as heap from "#lua/heap";

export function make<T>(): heap.Heap<T> {
  return heap.new<T>();
}

export function push<T>(queue: heap.Heap<T>, key: number, value: T) {
  heap.push(queue, key, value);
}

export function pop<T>(queue: heap.Heap<T>): T | undefined {
  const [value] = heap.pop(queue);
  return value;
}
