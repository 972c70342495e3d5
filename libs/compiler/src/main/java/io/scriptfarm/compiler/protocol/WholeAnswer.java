package io.scriptfarm.compiler.protocol;

import java.util.Optional;

/// What a build with plugins gave.
///
/// @param clean whether the session is as good as one in which no code of the project ever ran
/// @param compiled how many scripts were compiled; the others kept their Lua of the build before
/// @param whole why each edit compiles all scripts, where that is known
public record WholeAnswer(LinkAnswer built, boolean clean, int compiled, Optional<String> whole) {}
