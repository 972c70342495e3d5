package io.scriptfarm.peersuite;

import java.time.Duration;
import java.util.List;

/// What the farm made of a case. `differences` from the record are one sentence each, none if it
/// did as TSTL did. `took` is the farm's own time for the build, from taking it to its last event.
public record PeerResult(String name, List<String> differences, Duration took) {
  public PeerResult {
    differences = List.copyOf(differences);
  }

  public boolean same() {
    return differences.isEmpty();
  }
}
