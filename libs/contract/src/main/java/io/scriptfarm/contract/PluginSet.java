package io.scriptfarm.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// Plugins of a project, by all that decides what they do: the compilers, their code, their
/// options, and how the farm judges them. What was seen of a set holds wherever the set is used.
///
/// It is kept among the outcomes, which only workers write: {@link LinkJob.PluginsAgreed} by the
/// key {@link #agreed}, {@link LinkJob.PluginsDiffer} by the key {@link #differing}. The second
/// counts more, and nothing takes it back.
public record PluginSet(Digest digest) {
  /// @param compilers the farm's toolchain and the project's pair
  /// @param code digests by path
  /// @param settings the options, canonical
  public static PluginSet of(
      List<Digest> compilers, SortedMap<String, Digest> code, String settings) {
    List<String> parts = new ArrayList<>(compilers.stream().map(Digest::hex).toList());
    parts.add(settings);
    code.forEach((path, content) -> parts.addAll(List.of(path, content.hex())));
    return new PluginSet(CompileKey.of("plugin-set", parts).digest());
  }

  public CompileKey agreed() {
    return CompileKey.of("plugins-agreed", digest.hex());
  }

  public CompileKey differing() {
    return CompileKey.of("plugins-differ", digest.hex());
  }
}
