import * as bits from "@platform/bits";

/** Fletcher's checksum with a twist; 31 bits. */
export function checksum(data: string): number {
    let low = 1;
    let high = 0;
    for (let i = 0; i < data.length; i++) {
        low = (low + data.charCodeAt(i)) % 65521;
        high = (high + low) % 32749;
    }
    return bits.or(bits.shiftLeft(high, 16), bits.and(low, 0xffff));
}

export function toHex(value: number): string {
    const digits = "0123456789abcdef";
    let hex = "";
    for (let shift = 28; shift >= 0; shift -= 4) {
        hex += digits.charAt(bits.and(bits.shiftRight(value, shift), 15));
    }
    return hex;
}
