// Node's `util`, as far as the compilers' dependencies use it.
export const deprecate = <T>(call: T): T => call;
export const inspect = (value: unknown): string => String(value);
export const inherits = (child: { prototype: object }, parent: { prototype: object }): void => {
    Object.setPrototypeOf(child.prototype, parent.prototype);
};
export default { deprecate, inspect, inherits };
