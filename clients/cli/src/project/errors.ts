/** There is no project at the place that was named, or no snapshot can be taken of it; the message says what to change. */
export class ProjectError extends Error {}

/** There is no project at the place that was named; the message is tstl's. */
export class NoProject extends ProjectError {}

/** There is too much to take a snapshot of. */
export class SnapshotError extends ProjectError {}
