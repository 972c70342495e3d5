package io.scriptfarm.contract;

import java.util.List;
import java.util.Set;

/// Run one script in both languages, with `updates` calls of `onUpdate`, and compare; settles its
/// {@link #key}.
public record ParityJob(String id, String build, Project project, ProjectPath script, int updates)
    implements Job {
  /// How many instructions of Lua a run may take in LuaJ; that is some 30 million in a second.
  public static final long INSTRUCTIONS = 5_000_000;

  /// How many steps of a run are compared.
  public static final int STEPS = 10_000;

  /// The key of how a script behaves in both languages, with so many calls of `onUpdate`. The
  /// project's target says which Lua runs it, so the plan's key covers that; a run on another Lua
  /// is {@link Provisional}. The limits that end a run in the same place each time are in the key.
  /// What time and memory ends has no place that is the same, and is provisional too.
  public static CompileKey key(Project project, ProjectPath script, int updates) {
    return CompileKey.of(
        "parity",
        PlanJob.key(project).toString(),
        script.value(),
        Integer.toString(updates),
        Long.toString(INSTRUCTIONS),
        Integer.toString(STEPS));
  }

  @Override
  public String work(CompileKey key) {
    return "parity " + script;
  }

  @Override
  public Set<CompileKey> keys() {
    return Set.of(key(project, script, updates));
  }

  /// One script was run in both languages, in JavaScript and in the Lua of its target. Each run
  /// came to an end that it always has: its own, an error, or a limit of the {@link #key}.
  public record Compared(ParityReport report) implements CompileOutcome.Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// What this attempt saw, and another may see differently: time or memory ran out, the process
  /// that ran the script was ended, or the worker ran it on LuaJ for lack of the target's Lua. The
  /// report's notes say which.
  public record Provisional(ParityReport report) implements CompileOutcome.Unsettled {}
}
