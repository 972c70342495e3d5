package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.util.Optional;

/// A digest of what the bodies of a script's functions mean to others; empty where it infers
/// nothing, and where the compiler crashes on it.
public record InferredTypes(ProjectPath path, Optional<Digest> types) {}
