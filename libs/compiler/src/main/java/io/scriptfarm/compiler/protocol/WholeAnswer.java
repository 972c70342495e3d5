package io.scriptfarm.compiler.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a build with plugins gave.
///
/// @param clean whether the session is as good as one in which no code of the project ever ran
/// @param changed the scripts that were compiled, where the others kept their Lua of a build before
/// @param left what the next build can go on from, where there is something new
public record WholeAnswer(
    LinkAnswer built,
    boolean clean,
    Optional<List<String>> changed,
    PluginCode plugins,
    PluginVerdict verdict,
    Optional<Leaving> left) {

  /// What decides on what plugins do.
  ///
  /// @param modules the files of their code
  /// @param settings the options of the project, and how they are judged
  public record PluginCode(List<String> modules, String settings) {}

  /// Whether each script can be made without the others.
  ///
  /// @param reason why all are made together
  /// @param script the one that came out otherwise
  /// @param lasting whether the reason lies in the plugins, and not in what the scripts say now
  public record PluginVerdict(
      Kind kind, Optional<String> reason, Optional<String> script, boolean lasting) {}

  /// `OPEN` while nobody looked.
  public enum Kind {
    OPEN,
    APART,
    ALL_TOGETHER
  }

  /// As {@link LeftBuild}, with those printed scripts that were not left before, each as JSON.
  ///
  /// @param scripts all of them, in order
  public record Leaving(JsonNode state, List<String> scripts, Map<String, String> printed) {}
}
