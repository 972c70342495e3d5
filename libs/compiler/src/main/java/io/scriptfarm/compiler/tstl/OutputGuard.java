package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.compiler.protocol.WrittenFile;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputPlaces;
import io.scriptfarm.contract.OutputPlaces.Found;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SnapshotTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/// Holds what a build writes against {@link OutputPlaces}. What may not be written becomes an error
/// of the build that names it and the reason; the other outputs stay, as `tstl` writes them beside
/// its errors. Outside of the session, where no code of the project reaches it. Immutable.
final class OutputGuard {
  /// The code of the farm's own diagnostic for it.
  private static final int CODE = 5;

  private final SnapshotTree tree;
  private final OutputPlaces places;

  private OutputGuard(SnapshotTree tree, OutputPlaces places) {
    this.tree = tree;
    this.places = places;
  }

  static OutputGuard of(ProjectSession session, Plan plan) {
    var snapshot = session.snapshot();
    SnapshotTree tree = new SnapshotTree(snapshot);
    OutputPlaces.Named named =
        named(plan.options(), session.project().config(), !plan.plugins().isEmpty(), tree);
    return new OutputGuard(
        tree,
        OutputPlaces.of(
            snapshot,
            session.project().config(),
            named,
            (path, content) ->
                tree.file(path)
                    .map(file -> file.digest().equals(content))
                    .map(same -> same ? Found.THE_SAME : Found.SOMETHING_ELSE)
                    .orElse(Found.NOTHING)));
  }

  /// The answer without the outputs that may not be written, and with an error for each.
  LinkAnswer allowed(LinkAnswer answer) {
    List<WrittenFile> outputs = new ArrayList<>();
    List<Diagnostic> refusals = new ArrayList<>();
    for (WrittenFile output : answer.outputs()) {
      places
          .refusal(place(output.path()), () -> Digest.ofUtf8(output.text()))
          .ifPresentOrElse(
              reason -> refusals.add(refusal(output.path(), reason)), () -> outputs.add(output));
    }
    return refusals.isEmpty()
        ? answer
        : new LinkAnswer(
            outputs,
            Diagnostic.sortAndDeduplicate(
                Stream.concat(answer.diagnostics().stream(), refusals.stream())),
            answer.emitSkipped(),
            answer.checksOnly());
  }

  /// Where a write to the path would really go; the path itself when it is no proper one, which is
  /// then refused.
  private String place(String path) {
    return OutputPlaces.isProper(path) ? withoutLinks(tree, path) : path;
  }

  private static Diagnostic refusal(String path, String reason) {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        CODE,
        Optional.of("scriptfarm"),
        Optional.empty(),
        "The output " + path + " is not written: " + reason + ".");
  }

  /// What the configuration says, from its options as a plan has them: paths relative to the root,
  /// but for the bundle, which is relative to where Lua goes.
  private static OutputPlaces.Named named(
      SortedMap<String, String> options, ProjectPath config, boolean plugins, SnapshotTree tree) {
    Optional<String> outDir = option(options, "outDir");
    Set<String> folders = new HashSet<>();
    outDir.ifPresent(path -> folders.add(withoutLinks(tree, path)));
    option(options, "declarationDir").ifPresent(path -> folders.add(withoutLinks(tree, path)));
    Set<String> files = new HashSet<>();
    for (String name : List.of("outFile", "tsBuildInfoFile", "luaBundle")) {
      option(options, name).ifPresent(path -> files.add(withoutLinks(tree, path)));
    }
    Path lua = outDir.map(Path::of).orElseGet(() -> folderOf(config));
    option(options, "luaBundle")
        .ifPresent(path -> files.add(withoutLinks(tree, lua.resolve(path).toString())));
    String extension = option(options, "extension").orElse("lua");
    return new OutputPlaces.Named(folders, files, outDir.isPresent(), extension, plugins);
  }

  private static Optional<String> option(SortedMap<String, String> options, String name) {
    return Optional.ofNullable(options.get(name)).filter(said -> !said.isBlank());
  }

  private static Path folderOf(ProjectPath file) {
    Path parent = Path.of(file.value()).getParent();
    return parent == null ? Path.of("") : parent;
  }

  /// The path as it is when the snapshot's links on the way are followed.
  private static String withoutLinks(SnapshotTree tree, String path) {
    Path whole = Path.of(path).normalize();
    for (Path above = whole; above != null; above = above.getParent()) {
      Optional<String> real = tree.realPath(above.toString());
      if (real.isPresent()) {
        return Path.of(real.get()).resolve(above.relativize(whole)).normalize().toString();
      }
    }
    return whole.toString();
  }
}
