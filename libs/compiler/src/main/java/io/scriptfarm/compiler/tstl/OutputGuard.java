package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.compiler.protocol.WrittenFile;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.OutputPlaces;
import io.scriptfarm.contract.OutputPlaces.Found;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Holds what a build writes against {@link OutputPlaces}. What may not be written becomes an error
/// of the build that names it and the reason; the other outputs stay, as `tstl` writes them beside
/// its errors. Outside of the session, where no code of the project reaches it.
final class OutputGuard {
  /// The code of the farm's own diagnostic for it.
  private static final int CODE = 5;

  private OutputGuard() {}

  /// The answer without the outputs that may not be written, and with an error for each.
  static LinkAnswer allowed(ProjectSession session, Plan plan, LinkAnswer answer) {
    Project project = session.project();
    if (plan.plugins().isEmpty() && arePlain(project, plan, answer.outputs())) {
      return answer;
    }
    Gate gate = new Gate(project, session.snapshot(), plan);
    List<WrittenFile> outputs = new ArrayList<>();
    List<Diagnostic> refusals = new ArrayList<>();
    for (WrittenFile output : answer.outputs()) {
      gate.refusal(output.path(), () -> Digest.ofUtf8(output.text()))
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

  /// Whether outputs of another build may be written in this snapshot.
  static boolean allows(Project project, Snapshot snapshot, Plan plan, List<OutputFile> outputs) {
    Gate gate = new Gate(project, snapshot, plan);
    return outputs.stream()
        .allMatch(output -> gate.refusal(output.path(), output::digest).isEmpty());
  }

  /// What may be written in one snapshot.
  private static final class Gate {
    private final SnapshotTree tree;
    private final OutputPlaces places;

    Gate(Project project, Snapshot snapshot, Plan plan) {
      this.tree = new SnapshotTree(snapshot);
      this.places =
          OutputPlaces.of(
              snapshot,
              project.config(),
              named(plan, project.config(), path -> withoutLinks(tree, path)),
              (path, content) ->
                  tree.file(path)
                      .map(file -> file.digest().equals(content))
                      .map(same -> same ? Found.THE_SAME : Found.SOMETHING_ELSE)
                      .orElse(Found.NOTHING));
    }

    Optional<String> refusal(String path, Supplier<Digest> content) {
      String real = OutputPlaces.isProper(path) ? withoutLinks(tree, path) : path;
      return places.refusal(real, content);
    }
  }

  /// Whether all outputs would be allowed if there were something at each path, and no sources but
  /// the scripts. Mostly it is so where no code of the project names outputs, and it saves a look
  /// at all files of the project.
  private static boolean arePlain(Project project, Plan plan, List<WrittenFile> outputs) {
    Map<ProjectPath, Snapshot.Entry> scripts = new HashMap<>();
    plan.work()
        .scripts()
        .forEach(script -> scripts.put(script, new Snapshot.File(project.snapshot(), 0)));
    OutputPlaces places =
        OutputPlaces.of(
            Snapshot.of(scripts),
            project.config(),
            named(plan, project.config(), path -> Path.of(path).normalize().toString()),
            (path, content) -> Found.SOMETHING_ELSE);
    return outputs.stream()
        .allMatch(output -> places.refusal(output.path(), project::snapshot).isEmpty());
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
      Plan plan, ProjectPath config, UnaryOperator<String> place) {
    SortedMap<String, String> options = plan.options();
    Optional<String> outDir = option(options, "outDir");
    Set<String> folders = new HashSet<>();
    outDir.map(place).ifPresent(folders::add);
    option(options, "declarationDir").map(place).ifPresent(folders::add);
    Set<String> files = new HashSet<>();
    for (String name : List.of("outFile", "tsBuildInfoFile", "luaBundle")) {
      option(options, name).map(place).ifPresent(files::add);
    }
    Path lua = outDir.map(Path::of).orElseGet(() -> folderOf(config));
    option(options, "luaBundle")
        .map(bundle -> place.apply(lua.resolve(bundle).toString()))
        .ifPresent(files::add);
    return new OutputPlaces.Named(
        folders,
        files,
        outDir.isPresent(),
        option(options, "extension").orElse("lua"),
        !plan.plugins().isEmpty());
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
