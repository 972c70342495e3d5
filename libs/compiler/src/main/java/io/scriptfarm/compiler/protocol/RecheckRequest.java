package io.scriptfarm.compiler.protocol;

import java.util.List;

/// The files with diagnostics of TypeScript, by path.
public record RecheckRequest(ProjectRef project, List<String> paths) {}
