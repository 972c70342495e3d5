package io.scriptfarm.cli.build;

import io.scriptfarm.contract.BuildEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A build's bytecode of one format: how many files there are of it, how many outputs are not valid
/// in its dialect, and why there is none where the farm cannot make it.
record BytecodeSummary(int files, int invalid, Optional<String> unavailable) {
  private static final BytecodeSummary NOTHING = new BytecodeSummary(0, 0, Optional.empty());

  /// By the format's name.
  static Map<String, BytecodeSummary> of(Collection<BuildEvent.Bytecode> bytecode) {
    Map<String, BytecodeSummary> summaries = new TreeMap<>();
    for (BuildEvent.Bytecode file : bytecode) {
      summaries.merge(file.format().id(), NOTHING.plus(file), (before, _) -> before.plus(file));
    }
    return summaries;
  }

  private BytecodeSummary plus(BuildEvent.Bytecode file) {
    return switch (file) {
      case BuildEvent.Loadable _ -> new BytecodeSummary(files + 1, invalid, unavailable);
      case BuildEvent.Invalid _ -> new BytecodeSummary(files, invalid + 1, unavailable);
      case BuildEvent.Unavailable(var _, String reason) ->
          new BytecodeSummary(files, invalid, Optional.of(reason));
    };
  }
}
