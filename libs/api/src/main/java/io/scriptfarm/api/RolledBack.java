package io.scriptfarm.api;

/// What came of a rollback: `generation` holds what `rollbackOf` held.
public record RolledBack(long generation, long rollbackOf) {}
