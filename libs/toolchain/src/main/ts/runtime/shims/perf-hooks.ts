// `measurePerformance` has nothing to measure with here.
export const performance = { now: () => 0, mark() {}, measure() {}, clearMarks() {}, clearMeasures() {} };
