package io.scriptfarm.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What happened to a build, as editors (server-sent events) and consumers of the results topic see
/// it (requirement R5). A build's events come in the order of their `sequence`, from 1 without
/// gaps; {@link Finished} is the last.
public sealed interface BuildEvent {
  String build();

  long sequence();

  /// The project is planned: `scripts` in all, of which `cached` need no compiling. `toolchain` is
  /// what compiles them, the project's own pair or the bundled one. With `plugins`, all scripts are
  /// compiled at once on one worker, because plugins may see the whole program.
  record Planned(
      String build,
      long sequence,
      int scripts,
      int cached,
      Toolchain toolchain,
      List<Plan.Plugin> plugins)
      implements BuildEvent {
    public Planned {
      plugins = List.copyOf(plugins);
    }
  }

  /// The files that a script becomes which was just saved: as soon as they are there, before its
  /// diagnostics and everything else. None where the script has no files of its own, as in a
  /// bundle. The build tells them once more with all others.
  record ScriptReady(String build, long sequence, ProjectPath script, List<OutputFile> outputs)
      implements BuildEvent {
    public ScriptReady {
      outputs = List.copyOf(outputs);
    }
  }

  /// One script has an outcome; its diagnostics are complete except for those of linking.
  record ScriptFinished(
      String build,
      long sequence,
      ProjectPath script,
      CompileKey key,
      Origin origin,
      List<Diagnostic> diagnostics)
      implements BuildEvent {}

  /// One file that the build writes, with the digest to fetch it by, and its bytecode: in the
  /// format of the project's target first, then in those that were asked for. None for what is not
  /// Lua.
  record OutputReady(String build, long sequence, OutputFile output, List<Bytecode> bytecode)
      implements BuildEvent {
    public OutputReady {
      bytecode = List.copyOf(bytecode);
    }
  }

  /// A Lua file in one format of bytecode.
  sealed interface Bytecode {
    BytecodeFormat format();
  }

  /// The blob to load; `size` in bytes.
  record Loadable(BytecodeFormat format, Digest digest, long size) implements Bytecode {}

  /// The file is not valid in this dialect; `line` of the Lua counts from 1.
  record Invalid(BytecodeFormat format, int line, String message) implements Bytecode {}

  /// The farm could not make it, and `reason` says what to do; the Lua is there all the same.
  record Unavailable(BytecodeFormat format, String reason) implements Bytecode {}

  /// The build is generation `generation` of a workspace, which servers hear of now. The counts are
  /// of files that differ from the generation before; without any, that one is named.
  record GenerationPublished(
      String build,
      long sequence,
      String workspace,
      long generation,
      int added,
      int changed,
      int removed)
      implements BuildEvent {}

  /// The build was to be published, and is not, for these reasons.
  record PublicationRefused(String build, long sequence, List<Diagnostic> problems)
      implements BuildEvent {
    public PublicationRefused {
      problems = List.copyOf(problems);
    }
  }

  /// The build stands still: no worker runs, or a backend of the farm is away. `what` is a sentence
  /// about it. The next event says that it goes on, or that its patience ended.
  record Waiting(String build, long sequence, String what) implements BuildEvent {}

  /// Where time of the build went, for whoever asked for that: in the gateway, or on the worker
  /// that is named. Slices count from the beginning of the build.
  record TimeSpent(String build, long sequence, Optional<String> worker, List<Slice> slices)
      implements BuildEvent {
    public TimeSpent {
      slices = List.copyOf(slices);
    }
  }

  /// The build compiled a script anew, for whoever asked why: for these changes of its key
  /// against the state of the project that was named.
  record ScriptExplained(String build, long sequence, ProjectPath script, List<KeyChange> changes)
      implements BuildEvent {
    public ScriptExplained {
      changes = List.copyOf(changes);
    }
  }

  /// The build ended; nothing follows.
  record Finished(String build, long sequence, Conclusion conclusion, Summary summary)
      implements BuildEvent {}

  /// Where a script's outcome came from.
  enum Origin {
    CACHED,
    COMPILED,
    FAILED
  }

  /// How a build ended.
  sealed interface Conclusion {}

  /// There is a result. `diagnostics` are those of the whole build in the order in which `tstl`
  /// prints them; `emitSkipped` says that there is no Lua to write.
  record Delivered(List<Diagnostic> diagnostics, boolean emitSkipped) implements Conclusion {}

  /// The store lacks contents: upload them and submit again.
  record ContentMissing(Set<Digest> missing) implements Conclusion {}

  /// The gateway stopped: submit the build again, to it when it is back or to another one. What was
  /// made is kept.
  record Interrupted() implements Conclusion {}

  /// The build `by`, a newer one of the same session, took its place; nobody is to submit it again.
  record Superseded(String by) implements Conclusion {}

  /// Its client said that it does not want it any more; nobody is to submit it again.
  record Cancelled() implements Conclusion {}

  /// There is no result, and `reason` says why.
  record Aborted(CompileOutcome.Blame blame, String reason) implements Conclusion {}

  /// `compiled` counts the scripts that were compiled for this build, `cached` those that were
  /// known or that another build was compiling already, `failed` those without Lua.
  record Summary(int scripts, int compiled, int cached, int failed, Duration took) {}
}
