/** The same functions as native/bits for targets without bit operators (Lua 5.1, universal). */

const LIMIT = 2147483648;

function combine(a: number, b: number, keep: (x: number, y: number) => boolean): number {
    let result = 0;
    let place = 1;
    let x = a % LIMIT;
    let y = b % LIMIT;
    while (x > 0 || y > 0) {
        if (keep(x % 2, y % 2)) {
            result += place;
        }
        x = Math.floor(x / 2);
        y = Math.floor(y / 2);
        place *= 2;
    }
    return result;
}

export function and(a: number, b: number): number {
    return combine(a, b, (x, y) => x === 1 && y === 1);
}

export function or(a: number, b: number): number {
    return combine(a, b, (x, y) => x === 1 || y === 1);
}

export function xor(a: number, b: number): number {
    return combine(a, b, (x, y) => x !== y);
}

export function shiftLeft(value: number, by: number): number {
    let result = value % LIMIT;
    for (let i = 0; i < by; i++) {
        result = (result * 2) % LIMIT;
    }
    return result;
}

export function shiftRight(value: number, by: number): number {
    let result = value % LIMIT;
    for (let i = 0; i < by; i++) {
        result = Math.floor(result / 2);
    }
    return result;
}

export function test(value: number, mask: number): boolean {
    return and(value, mask) !== 0;
}

export function collect(flags: readonly number[]): number {
    return flags.reduce((bits, flag) => or(bits, flag), 0);
}
