export const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

export const lerp = (from: number, to: number, t: number): number => from + (to - from) * t;

export function percent(part: number, whole: number): string {
    return `${((100 * part) / whole).toFixed(1)}%`;
}

export function clock(seconds: number): string {
    const minutes = Math.floor(seconds / 60);
    return `${minutes}:${`${Math.floor(seconds % 60)}`.padStart(2, "0")}`;
}
