package io.scriptfarm.contract;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Transpile some of the plan's tasks, which share one type checker.
public record TranspileJob(String id, String build, Project project, List<Plan.Task> tasks)
    implements Job {
  public TranspileJob {
    tasks = List.copyOf(tasks);
  }

  @Override
  public String work(CompileKey key) {
    return tasks.stream()
        .filter(task -> task.key().equals(key))
        .map(task -> "transpile " + subject(task))
        .findFirst()
        .orElse("transpile");
  }

  private static String subject(Plan.Task task) {
    return switch (task.subject()) {
      case Plan.Script(ProjectPath path) -> path.value();
      case Plan.JavaScript(ProjectPath path) -> path.value();
      case Plan.Declarations() -> "the declaration files";
    };
  }

  @Override
  public Set<CompileKey> keys() {
    return tasks.stream().map(Plan.Task::key).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public TranspileJob without(Set<CompileKey> settled) {
    return new TranspileJob(
        id, build, project, tasks.stream().filter(task -> !settled.contains(task.key())).toList());
  }

  /// One script went through TSTL's first phase. `text` is the blob with its Lua and declarations
  /// before linking; absent when the compiler crashed on the script, which is then told by a
  /// diagnostic. `map` is the source map of its Lua file, where it becomes one. `inferred` is a
  /// digest of the types that are inferred from the bodies of its functions, when there are such.
  /// `checks` is what TypeScript says, `transforms` what TSTL says after it.
  public record Transpiled(
      Optional<Digest> text,
      Optional<Digest> map,
      Optional<Digest> inferred,
      List<Diagnostic> checks,
      List<Diagnostic> transforms)
      implements CompileOutcome.Settled {
    public Transpiled {
      checks = List.copyOf(checks);
      transforms = List.copyOf(transforms);
    }

    @Override
    public Set<Digest> blobs() {
      return Stream.of(text, map).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return Stream.concat(checks.stream(), transforms.stream()).toList();
    }
  }

  /// One script as JavaScript ({@link Emit#JS}): its file and its source map. No outputs when the
  /// compiler crashed on it, which is then told by a diagnostic.
  public record Emitted(List<OutputFile> outputs, List<Diagnostic> diagnostics)
      implements CompileOutcome.Settled {
    public Emitted {
      outputs = List.copyOf(outputs);
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return outputs.stream().flatMap(OutputFile::blobs).collect(Collectors.toUnmodifiableSet());
    }
  }

  /// The declaration files of a program were checked.
  public record DeclarationsChecked(List<Diagnostic> diagnostics)
      implements CompileOutcome.Settled {
    public DeclarationsChecked {
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }
  }
}
