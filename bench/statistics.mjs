export const median = values => quantile(values, 0.5);

/** The value below which a share `q` of them lies: always one that was measured. */
export function quantile(values, q) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
