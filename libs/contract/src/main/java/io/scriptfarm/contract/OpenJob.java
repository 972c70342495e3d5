package io.scriptfarm.contract;

import java.util.Set;

/// Read the project while another worker plans it, so that its program is there when the plan is;
/// of no use after that, and settles nothing.
public record OpenJob(String id, String build, Project project) implements Job {
  @Override
  public Set<CompileKey> keys() {
    return Set.of();
  }
}
