package io.scriptfarm.contract;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a piece of compile work ended. Only {@link Settled} outcomes are facts about the inputs and
/// may be cached; {@link Unsettled} ones are about this attempt.
public sealed interface CompileOutcome {

  /// An outcome that the same inputs always have. Errors of the user's code are settled too.
  sealed interface Settled extends CompileOutcome {
    /// Every blob that the outcome names. It is a hit only while all of them exist.
    Set<Digest> blobs();

    /// What the compiler said about the inputs.
    List<Diagnostic> diagnostics();
  }

  /// The attempt gave no outcome; another may.
  sealed interface Unsettled extends CompileOutcome {}

  /// `plan` is the blob that holds the {@link Plan}. While keys in it are provisional, because not
  /// all is known of what scripts see of each other, `graph` is the blob from which final keys are
  /// derived once the scripts are transpiled.
  record Planned(Digest plan, Optional<Digest> graph) implements Settled {
    @Override
    public Set<Digest> blobs() {
      return graph.map(digest -> Set.of(plan, digest)).orElse(Set.of(plan));
    }

    /// None: those of the configuration are in the plan.
    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// What the bodies of a script's functions mean to other scripts: `types` is a digest of the
  /// types that are inferred from them.
  record Inferred(Digest types) implements Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// One script went through TSTL's first phase. `text` is the blob with its Lua and declarations
  /// before linking; absent when the compiler crashed on the script, which is then told by a
  /// diagnostic. `map` is the source map of its Lua file, where it becomes one. `inferred` is a
  /// digest of the types that are inferred from the bodies of its functions, when there are such.
  /// `checks` is what TypeScript says, `transforms` what TSTL says after it; `ambiguous` that
  /// `checks` show a union in an order that may not be that of `tstl`, because it depends on what
  /// was checked before.
  record Transpiled(
      Optional<Digest> text,
      Optional<Digest> map,
      Optional<Digest> inferred,
      List<Diagnostic> checks,
      List<Diagnostic> transforms,
      boolean ambiguous)
      implements Settled {
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
  record Emitted(List<OutputFile> outputs, List<Diagnostic> diagnostics) implements Settled {
    public Emitted {
      outputs = List.copyOf(outputs);
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return outputs.stream().flatMap(OutputFile::blobs).collect(Collectors.toUnmodifiableSet());
    }
  }

  /// The Lua or JavaScript of one script, compiled by itself and not checked: for somebody who
  /// waits for it. Without outputs where a script has no Lua of its own, or where that depends on
  /// diagnostics: with bundles, plugins, `noEmit` and `noEmitOnError`.
  ///
  /// @param pragma what the script says of itself to the farm
  /// @param bytecode of the Lua, for the project's target
  record Saved(List<OutputFile> outputs, Optional<String> pragma, Optional<Dumps> bytecode)
      implements Settled {
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
              outputs.stream().flatMap(OutputFile::blobs), bytecode.stream().flatMap(Dumps::blobs))
          .collect(Collectors.toUnmodifiableSet());
    }

    /// None: they come with {@link Transpiled}.
    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// The declaration files of a program were checked.
  record DeclarationsChecked(List<Diagnostic> diagnostics) implements Settled {
    public DeclarationsChecked {
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }
  }

  /// TSTL's second phase is done, or both are where a project is compiled as a whole: requires are
  /// resolved, the Lua library is added, bundles are bundled. `diagnostics` are those of the whole
  /// build, in the order in which `tstl` prints them; `emitSkipped` says that there is no Lua to
  /// write (`noEmit`, `noEmitOnError`).
  record Linked(List<OutputFile> outputs, List<Diagnostic> diagnostics, boolean emitSkipped)
      implements Settled {
    public Linked {
      outputs = List.copyOf(outputs);
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return outputs.stream().flatMap(OutputFile::blobs).collect(Collectors.toUnmodifiableSet());
    }
  }

  /// One script was run in both languages ({@link Job.Parity}).
  record Compared(ParityReport report) implements Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// Which file an artifact is, a Lua text or its bytecode: known by its {@link #key}, for those
  /// who have the artifact and do not know the build. Several builds may give the same artifact
  /// from different scripts (a comment moves its lines); the last one counts.
  record Artifact(String path, Optional<ProjectPath> script, Digest map) implements Settled {
    public static CompileKey key(Digest artifact) {
      return CompileKey.of("artifact", artifact.hex());
    }

    /// What is known by the digests of a file and of its bytecode; nothing of files without a map.
    public static Map<CompileKey, Settled> of(OutputFile file, Digest artifact) {
      return file.map()
          .<Map<CompileKey, Settled>>map(
              map -> Map.of(key(artifact), new Artifact(file.path(), file.script(), map)))
          .orElse(Map.of());
    }

    @Override
    public Set<Digest> blobs() {
      return Set.of(map);
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// The Lua of a linked build is compiled to bytecode; `chunks` by {@link OutputFile#path}. Apart
  /// from {@link Linked}, because whether a worker can do it says nothing about the inputs: one
  /// that cannot gives {@link Failed}, and the next build asks again.
  ///
  /// @param diagnostics a warning for each file that is no Lua
  record BytecodeCompiled(SortedMap<String, Chunk> chunks, List<Diagnostic> diagnostics)
      implements Settled {
    public BytecodeCompiled {
      chunks = Collections.unmodifiableSortedMap(new TreeMap<>(chunks));
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return chunks.values().stream()
          .filter(Loadable.class::isInstance)
          .map(chunk -> ((Loadable) chunk).digest())
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /// Bytecode of Lua files, by their paths.
  record Dumps(BytecodeFormat format, SortedMap<String, Chunk> chunks) {
    public Dumps {
      chunks = Collections.unmodifiableSortedMap(new TreeMap<>(chunks));
    }

    Stream<Digest> blobs() {
      return chunks.values().stream()
          .flatMap(
              chunk ->
                  chunk instanceof Loadable loadable
                      ? Stream.of(loadable.digest())
                      : Stream.empty());
    }
  }

  /// What became of one Lua file.
  sealed interface Chunk {}

  /// Bytecode; `size` in bytes.
  record Loadable(Digest digest, long size) implements Chunk {}

  /// The file is not valid in this dialect: engines cannot load its source either. `line` of the
  /// Lua counts from 1.
  record Invalid(int line, String message) implements Chunk {}

  /// The store lacks contents that the work reads: upload them and submit again.
  record Incomplete(Set<Digest> missing) implements Unsettled {
    public Incomplete {
      missing = Set.copyOf(missing);
    }
  }

  /// The attempt failed. `reason` is a sentence that says what to do next.
  record Failed(Blame blame, String reason) implements Unsettled {}

  /// Who has to act on a failure.
  enum Blame {
    /// The request: repeating it as it is cannot succeed.
    USER,
    /// A defect of the farm.
    INTERNAL,
    /// Time, memory or a service ran out; repeating may succeed.
    RESOURCES
  }

  /// A file that a build writes. `path` is relative to the snapshot's root and may begin with `..`
  /// when the project's `outDir` lies outside; `script` is the source of a one-to-one output. `map`
  /// is the source map (version 3) of Lua or JavaScript that TypeScript became, whether or not the
  /// project ships maps; its sources are relative to the folder of `path`. `lua` says whether it is
  /// Lua that an engine would load, whatever its path ends with.
  record OutputFile(
      String path,
      Optional<ProjectPath> script,
      Digest digest,
      long size,
      Optional<Digest> map,
      boolean lua) {
    Stream<Digest> blobs() {
      return Stream.concat(Stream.of(digest), map.stream());
    }
  }
}
