package io.scriptfarm.contract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compile one script that was saved, and nothing else; settles its {@link #key}.
public record SaveJob(String id, String build, Project project, ProjectPath script, Emit emit)
    implements Job {
  /// The key of the Lua or JavaScript of one script, compiled by itself.
  public static CompileKey key(Project project, ProjectPath script, Emit emit) {
    return CompileKey.of("save", emit.name(), PlanJob.key(project).toString(), script.value());
  }

  @Override
  public String work(CompileKey key) {
    return "save " + script;
  }

  @Override
  public Set<CompileKey> keys() {
    return Set.of(key(project, script, emit));
  }

  /// The Lua or JavaScript of one script, compiled by itself and not checked: for somebody who
  /// waits for it. Without outputs where a script has no Lua of its own, or where that depends on
  /// diagnostics: with bundles, plugins, `noEmit` and `noEmitOnError`.
  ///
  /// @param pragma what the script says of itself to the farm
  /// @param bytecode of the Lua, for the project's target
  public record Saved(
      List<OutputFile> outputs, Optional<String> pragma, Optional<BytecodeJob.Dumps> bytecode)
      implements CompileOutcome.Settled {
    public Saved {
      outputs = List.copyOf(outputs);
    }

    /// Without anything for games.
    public static Saved of(List<OutputFile> outputs) {
      return new Saved(outputs, Optional.empty(), Optional.empty());
    }

    @Override
    public Set<Digest> blobs() {
      return Stream.concat(
              outputs.stream().flatMap(OutputFile::blobs),
              bytecode.stream().flatMap(BytecodeJob.Dumps::blobs))
          .collect(Collectors.toUnmodifiableSet());
    }

    /// None: they come with {@link TranspileJob.Transpiled}.
    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }
}
