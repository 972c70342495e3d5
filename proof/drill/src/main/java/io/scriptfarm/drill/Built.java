package io.scriptfarm.drill;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a client's build ended.
///
/// @param failure why it has no result; absent when it has one
/// @param exit what the command line would end with
/// @param outputs digests of its files by path
record Built(
    GeneratedProject project,
    Optional<String> failure,
    int exit,
    SortedMap<String, String> outputs,
    Duration took) {
  Built {
    outputs = new TreeMap<>(outputs);
  }

  static Built failed(GeneratedProject project, String why, Duration took) {
    return new Built(project, Optional.of(why), -1, new TreeMap<>(), took);
  }

  Built after(Duration time) {
    return new Built(project, failure, exit, outputs, time);
  }
}
