package io.scriptfarm.compiler.protocol;

import java.util.List;

/// The scripts with diagnostics whose words may differ.
public record RecheckRequest(ProjectRef project, List<String> paths) {}
