package io.scriptfarm.compiler.protocol;

import java.util.List;

/// The scripts of which TSTL says something, in program order.
public record SelfConversionsRequest(ProjectRef project, List<DiagnosedScript> scripts) {

  /// @param codes of the diagnostics
  public record DiagnosedScript(String path, List<Integer> codes) {}
}
