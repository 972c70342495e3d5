package io.scriptfarm.contract;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compile the linked Lua to bytecode; settles {@link #key} of each of `formats`.
/// Mostly linking has done that already.
public record BytecodeJob(String id, String build, Project project, Set<BytecodeFormat> formats)
    implements Job {
  /// The key of the bytecode of the linked result.
  public static CompileKey key(Project project, BytecodeFormat format) {
    return key(LinkJob.key(project), format);
  }

  /// The key of the bytecode of what is known by the key `linked`.
  public static CompileKey key(CompileKey linked, BytecodeFormat format) {
    return CompileKey.of("bytecode", linked.toString(), format.id(), format.compiler());
  }

  public BytecodeJob {
    formats = Set.copyOf(formats);
  }

  @Override
  public Set<CompileKey> keys() {
    return formats.stream()
        .map(format -> key(project, format))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public BytecodeJob without(Set<CompileKey> settled) {
    return new BytecodeJob(
        id,
        build,
        project,
        formats.stream()
            .filter(format -> !settled.contains(key(project, format)))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// The Lua of a linked build is compiled to bytecode; `chunks` by {@link OutputFile#path}. Apart
  /// from {@link LinkJob.Linked}, because whether a worker can do it says nothing about the inputs:
  /// one that cannot gives {@link CompileOutcome.Failed}, and the next build asks again.
  ///
  /// @param diagnostics a warning for each file that is no Lua
  /// @param refutedBy as of the linked result
  public record BytecodeCompiled(
      SortedMap<String, Chunk> chunks, List<Diagnostic> diagnostics, Optional<CompileKey> refutedBy)
      implements CompileOutcome.Settled {
    public BytecodeCompiled(SortedMap<String, Chunk> chunks, List<Diagnostic> diagnostics) {
      this(chunks, diagnostics, Optional.empty());
    }

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
  public record Dumps(BytecodeFormat format, SortedMap<String, Chunk> chunks) {
    public Dumps {
      chunks = Collections.unmodifiableSortedMap(new TreeMap<>(chunks));
    }

    /// The blobs of all of them.
    public Stream<Digest> blobs() {
      return chunks.values().stream()
          .flatMap(
              chunk ->
                  chunk instanceof Loadable loadable
                      ? Stream.of(loadable.digest())
                      : Stream.empty());
    }
  }

  /// What became of one Lua file.
  public sealed interface Chunk {}

  /// Bytecode; `size` in bytes.
  public record Loadable(Digest digest, long size) implements Chunk {}

  /// The file is not valid in this dialect: engines cannot load its source either. `line` of the
  /// Lua counts from 1.
  public record Invalid(int line, String message) implements Chunk {}
}
