export const median = values => quantile(values, 0.5);

/** The value below which a share `q` of them lies: always one that was measured. */
export function quantile(values, q) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

/**
 * Seconds of `tstl`, the median beside that engine which left it the most of the machine: GraalJS compiles on between
 * builds, and slows down whatever runs then. `rows` are results of one case or size.
 */
export const undisturbed = rows => Math.min(...rows.map(r => median(r.tstl)));
