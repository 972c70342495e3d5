// Node's `Buffer`, as far as TSTL uses it: to write a source map into its Lua file.
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export const Buffer = {
    from: (text: string) => ({
        toString(encoding: "base64"): string {
            if (encoding !== "base64") throw new Error(`this Buffer knows no ${String(encoding)}`);
            return base64(utf8(text));
        },
    }),
};

/** The bytes as characters. */
function utf8(text: string): string {
    return encodeURIComponent(text.toWellFormed()).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function base64(bytes: string): string {
    const parts: string[] = [];
    for (let i = 0; i < bytes.length; i += 3) {
        const present = Math.min(3, bytes.length - i);
        const bits = (bytes.charCodeAt(i) << 16) | ((bytes.charCodeAt(i + 1) || 0) << 8) | (bytes.charCodeAt(i + 2) || 0);
        for (let digit = 0; digit < 4; digit++) {
            parts.push(digit <= present ? DIGITS[(bits >> (18 - 6 * digit)) & 63] : "=");
        }
    }
    return parts.join("");
}
