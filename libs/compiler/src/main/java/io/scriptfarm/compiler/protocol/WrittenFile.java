package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.ProjectPath;
import java.util.Optional;

/// A file that a build writes.
///
/// @param lua whether it is Lua that TSTL wrote
/// @param map its source map, where that is made while linking
public record WrittenFile(
    String path, Optional<ProjectPath> script, String text, boolean lua, Optional<String> map) {}
