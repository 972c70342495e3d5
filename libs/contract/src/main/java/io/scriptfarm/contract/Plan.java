package io.scriptfarm.contract;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What building a project takes, as TypeScript's own configuration parser and module resolution
/// see it: the tasks in program order, each with its key. `diagnostics` are those of the
/// configuration; `sources` are the contents that the program reads, so that a worker can fetch
/// them in one go.
public record Plan(List<Task> tasks, List<Diagnostic> diagnostics, Set<Digest> sources) {

  public Plan {
    tasks = List.copyOf(tasks);
    diagnostics = List.copyOf(diagnostics);
    sources = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(sources));
  }

  /// One cacheable piece of a build. `weight` is the size of what it reads itself, in bytes: a
  /// first guess at its cost.
  public record Task(CompileKey key, Subject subject, long weight) {}

  /// What a task compiles.
  public sealed interface Subject {}

  /// One TypeScript, TSX or JSON file that becomes Lua.
  public record Script(ProjectPath path) implements Subject {}

  /// All declaration files of the program together: nothing is emitted, but they have diagnostics.
  public record Declarations() implements Subject {}
}
