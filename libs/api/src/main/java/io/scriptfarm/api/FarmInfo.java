package io.scriptfarm.api;

import io.scriptfarm.contract.Toolchain;

/// What a client needs to know of the farm.
///
/// @param cache where blobs come from and go to
/// @param toolchain what compiles projects that bring no compiler of their own
public record FarmInfo(String cache, Toolchain toolchain) {}
