package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.LeftBuild;
import io.scriptfarm.compiler.protocol.ReadSet;
import io.scriptfarm.compiler.protocol.WholeAnswer.Leaving;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PluginSet;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What builds with plugins left for the next one, in the store: so an edit compiles what it
/// changed in any session. The latest of each project counts. Thread-safe, as its source of
/// outcomes is.
final class LeftBuilds {
  private final KnownOutcomes known;
  private final ContentSource contents;

  LeftBuilds(KnownOutcomes known, ContentSource contents) {
    this.known = known;
    this.contents = contents;
  }

  /// A build, and what it left.
  ///
  /// @param reads what it read, and the builds that it went on from
  /// @param code what of the project was run
  record Left(
      Project project, LeftBuild build, PluginSet plugins, ReadSet reads, Set<Digest> code) {
    /// Everything that it names.
    private Set<Digest> parts() {
      Set<Digest> parts = new HashSet<>(build.printed().values());
      parts.add(project.snapshot());
      return parts;
    }
  }

  /// Names a project by what has to be the same for the next build to go on from the last.
  static CompileKey key(Project project, Installed installed, Plan plan) {
    List<String> parts = new ArrayList<>();
    parts.add(project.toolchain().hex());
    parts.add(installed.pack().identity().digest().hex());
    parts.add(new TreeMap<>(installed.folders()).toString());
    parts.add(project.config().value());
    parts.add(project.invocation().toString());
    plan.work().scripts().stream().map(ProjectPath::value).forEach(parts::add);
    return CompileKey.of("left-build", parts);
  }

  /// What the last build left, if the store still has all of it.
  Optional<Left> find(CompileKey key) {
    if (!(known.find(Set.of(key)).get(key) instanceof LinkJob.Left(Digest build, var parts))) {
      return Optional.empty();
    }
    Set<Digest> wanted = new HashSet<>(parts);
    wanted.add(build);
    contents.prefetch(wanted);
    try {
      return contents.read(build).map(blob -> Json.read(blob.bytes(), Left.class));
    } catch (MalformedException e) {
      return Optional.empty(); // another version of the farm left it
    }
  }

  /// What a build leaves, and the blobs of that.
  record Making(Left left, List<Blob> blobs) {
    /// The product, with what is left for the key.
    Product with(Product product, CompileKey key) {
      Blob build = Blob.ofUtf8(Json.write(left));
      return product
          .with(blobs)
          .with(List.of(build))
          .with(Map.of(key, new LinkJob.Left(build.digest(), left.parts())));
    }
  }

  /// @param before what was left for this build, if it went on from that
  static Making make(
      Project project,
      Leaving leaving,
      Optional<Left> before,
      PluginSet plugins,
      ReadSet reads,
      Set<Digest> code) {
    SortedMap<String, Digest> printed = new TreeMap<>();
    List<Blob> blobs = new ArrayList<>();
    before.ifPresent(left -> printed.putAll(left.build().printed()));
    leaving
        .printed()
        .forEach(
            (script, text) -> {
              Blob blob = Blob.ofUtf8(text);
              blobs.add(blob);
              printed.put(script, blob.digest());
            });
    printed.keySet().retainAll(leaving.scripts());
    return new Making(
        new Left(project, new LeftBuild(leaving.state(), printed), plugins, reads, code), blobs);
  }
}
