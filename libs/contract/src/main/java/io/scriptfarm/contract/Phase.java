package io.scriptfarm.contract;

/// What the time of a build goes into. The gateway has the stages of a build, and workers have what
/// they do for a job.
public enum Phase {
  /// A stage: saved scripts are compiled before all else.
  SAVE,
  /// A stage; on a worker: which files there are, how they resolve, and the keys of scripts.
  PLAN,
  /// A stage: all scripts are compiled.
  TRANSPILE,
  /// A stage; on a worker: TSTL's second phase.
  LINK,
  /// A stage; on a worker: Lua becomes bytecode.
  BYTECODE,
  /// A stage: the build becomes a generation.
  PUBLISH,
  /// A stage: why scripts were compiled is found out.
  EXPLAIN,
  /// The gateway waits for workers.
  WAIT,
  /// A job waits in the queue for a worker.
  QUEUE,
  /// A worker reads from the store.
  FETCH,
  /// TypeScript reads, parses and resolves the project's files.
  PROGRAM,
  /// TypeScript looks for errors of types.
  CHECK,
  /// A script becomes Lua or JavaScript before it is linked.
  TRANSFORM,
  /// A worker writes to the store.
  STORE,
  /// A worker does what is none of these.
  OTHER
}
