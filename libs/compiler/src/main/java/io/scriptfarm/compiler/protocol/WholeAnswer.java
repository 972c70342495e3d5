package io.scriptfarm.compiler.protocol;

/// What a build in one go gave.
///
/// @param clean whether the session is as good as one in which no code of the project ever ran
public record WholeAnswer(LinkAnswer built, boolean clean) {}
