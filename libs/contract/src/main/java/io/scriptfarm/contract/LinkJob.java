package io.scriptfarm.contract;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Link the transpiled scripts of a {@link Plan.Sharded} plan, or compile all of a {@link
/// Plan.Whole} one; settles its {@link #key}. Linking does without the tasks `without`, which have
/// no outcome. With `exactDiagnostics` what is said has the words of `tstl`; where tasks are left
/// out, that makes no difference.
public record LinkJob(
    String id,
    String build,
    Project project,
    SortedSet<CompileKey> without,
    boolean exactDiagnostics)
    implements Job {
  public LinkJob {
    without = Collections.unmodifiableSortedSet(new TreeSet<>(without));
  }

  /// Links everything.
  public LinkJob(String id, String build, Project project) {
    this(id, build, project, new TreeSet<>(), false);
  }

  /// The key of the linked result. What is linked, or compiled as a whole, follows from the plan,
  /// so nothing else is in it.
  public static CompileKey key(Project project) {
    return CompileKey.of("link", PlanJob.key(project).toString());
  }

  /// The key of the linked result with diagnostics in the words of `tstl`.
  public static CompileKey exactKey(Project project) {
    return CompileKey.of("link-exact", PlanJob.key(project).toString());
  }

  /// The key of what is linked without some tasks.
  public static CompileKey key(Project project, SortedSet<CompileKey> without) {
    return without.isEmpty()
        ? key(project)
        : CompileKey.of(
            "link-without",
            Stream.concat(Stream.of(PlanJob.key(project)), without.stream())
                .map(CompileKey::toString)
                .toList());
  }

  @Override
  public Set<CompileKey> keys() {
    return Set.of(
        exactDiagnostics && without.isEmpty() ? exactKey(project) : key(project, without));
  }

  /// TSTL's second phase is done, or both are where a project is compiled as a whole: requires are
  /// resolved, the Lua library is added, bundles are bundled. `diagnostics` are those of the whole
  /// build, in the order in which `tstl` prints them; `emitSkipped` says that there is no Lua to
  /// write (`noEmit`, `noEmitOnError`). `plugins` says who took part.
  public record Linked(
      List<OutputFile> outputs,
      List<Diagnostic> diagnostics,
      boolean emitSkipped,
      Optional<Plugged> plugins)
      implements CompileOutcome.Settled {
    public Linked(List<OutputFile> outputs, List<Diagnostic> diagnostics, boolean emitSkipped) {
      this(outputs, diagnostics, emitSkipped, Optional.empty());
    }

    public Linked {
      outputs = List.copyOf(outputs);
      diagnostics = List.copyOf(diagnostics);
    }

    @Override
    public Set<Digest> blobs() {
      return outputs.stream().flatMap(OutputFile::blobs).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<CompileKey> refutedBy() {
      return plugins.filter(by -> by.changed().isPresent()).map(by -> by.set().differing());
    }
  }

  /// Plugins that took part in a build.
  ///
  /// @param changed the scripts that were compiled, where the others kept what a build before had
  ///     made of them; such a result rests on the evidence for these plugins
  public record Plugged(PluginSet set, Optional<SortedSet<ProjectPath>> changed) {
    public Plugged {
      changed = changed.map(scripts -> Collections.unmodifiableSortedSet(new TreeSet<>(scripts)));
    }
  }

  /// These plugins made each script of a project alone as they made it with all others.
  public record PluginsAgreed() implements CompileOutcome.Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// These plugins have to see all scripts at once.
  ///
  /// @param reason a clause that names the plugin or the script
  /// @param script that came out otherwise, where one did
  public record PluginsDiffer(String reason, Optional<ProjectPath> script)
      implements CompileOutcome.Settled {
    @Override
    public Set<Digest> blobs() {
      return Set.of();
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// What the last build of a project with plugins left for the next one.
  ///
  /// @param build a blob that says all
  /// @param parts the blobs that it names
  public record Left(Digest build, Set<Digest> parts) implements CompileOutcome.Settled {
    public Left {
      parts = Collections.unmodifiableSortedSet(new TreeSet<>(parts));
    }

    @Override
    public Set<Digest> blobs() {
      Set<Digest> all = new TreeSet<>(parts);
      all.add(build);
      return all;
    }

    @Override
    public List<Diagnostic> diagnostics() {
      return List.of();
    }
  }

  /// Which file an artifact is, a Lua text or its bytecode: known by its {@link #key}, for those
  /// who have the artifact and do not know the build. Several builds may give the same artifact
  /// from different scripts (a comment moves its lines); the last one counts.
  public record Artifact(String path, Optional<ProjectPath> script, Digest map)
      implements CompileOutcome.Settled {
    public static CompileKey key(Digest artifact) {
      return CompileKey.of("artifact", artifact.hex());
    }

    /// What is known by the digests of a file and of its bytecode; nothing of files without a map.
    public static Map<CompileKey, CompileOutcome.Settled> of(OutputFile file, Digest artifact) {
      return file.map()
          .<Map<CompileKey, CompileOutcome.Settled>>map(
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
}
