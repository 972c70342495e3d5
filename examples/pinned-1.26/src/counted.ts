const counts = new Map<string, number>();

/** Counts the calls of a method, by name. */
export function counted(target: object, key: string, descriptor: TypedPropertyDescriptor<any>) {
  const method = descriptor.value as (this: unknown, ...args: unknown[]) => unknown;
  descriptor.value = function (this: unknown, ...args: unknown[]) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return method.apply(this, args);
  };
  return descriptor;
}

export const total = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
export { counts as calls };
