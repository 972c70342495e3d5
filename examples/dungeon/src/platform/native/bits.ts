/** Bits by the operators that the target has (LuaJIT, Lua 5.3 and later). */

export function and(a: number, b: number): number {
    return a & b;
}

export function or(a: number, b: number): number {
    return a | b;
}

export function xor(a: number, b: number): number {
    return a ^ b;
}

export function shiftLeft(value: number, by: number): number {
    return (value << by) & 0x7fffffff;
}

export function shiftRight(value: number, by: number): number {
    return (value & 0x7fffffff) >>> by;
}

export function test(value: number, mask: number): boolean {
    return (value & mask) !== 0;
}

export function collect(flags: readonly number[]): number {
    let bits = 0;
    for (const flag of flags) {
        bits |= flag;
    }
    return bits;
}
