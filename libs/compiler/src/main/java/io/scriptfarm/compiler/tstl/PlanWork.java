package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.plan.Planning;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.protocol.ReadSet;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectCompilers;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import io.scriptfarm.contract.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Does a {@link PlanJob}: parses the project's configuration, resolves its program, and gives each
/// script its key. The plan of a project with plugins is known by what it read, too. Thread-safe.
public final class PlanWork {
  private static final Pattern SCRIPT = Pattern.compile("(?!(.*/)?node_modules/).*\\.[cm]?tsx?");

  private final ContentSource contents;
  private final KnownOutcomes known;
  private final ReadKeys keys;

  /// @param known tells what scripts infer, as far as earlier builds found it out, and which plans
  ///     they made of what
  public PlanWork(ContentSource contents, KnownOutcomes known) {
    this.contents = contents;
    this.known = known;
    this.keys = new ReadKeys(known, contents);
  }

  /// {@link PlanJob.Planned}, with what was found out about single scripts as by-products.
  public Product run(PlanJob job, TstlCompiler compiler) {
    return compiler
        .inSession(
            job.project(),
            contents,
            found -> find(job.project(), found),
            session -> plan(session, compiler))
        .orElse(Product::of);
  }

  /// The plan of another snapshot with the same program. After an edit of scripts the program is
  /// another one, and planning from the one before takes less than looking.
  private Optional<Product> find(Project project, ProjectCompilers.Found found)
      throws ProjectCompilers.Refused {
    if (found.since().isPresent()) {
      return Optional.empty();
    }
    Snapshot snapshot = ProjectCompilers.snapshot(project, contents);
    return keys.find(first(project, found.installed(), snapshot), new SnapshotTree(snapshot))
        .map(plan -> Product.found(plan.outcome(), Map.of()));
  }

  private Product plan(ProjectSession session, TstlCompiler compiler) {
    ProjectGraph graph = session.call(DriverCall.PLAN, session.reference());
    if (Planning.isWhole(graph)) {
      return whole(session, graph);
    }
    InferenceSearch inferences = new InferenceSearch(session, known);
    Planning.Planned planned =
        Planning.plan(session.installed().pack().identity(), graph, inferences);
    if (!inferences.isSound()) {
      compiler.discard(session);
    }
    Blob plan = Blob.ofUtf8(Json.write(planned.plan()));
    if (!planned.provisional()) {
      return new Product(
          new PlanJob.Planned(plan.digest(), Optional.empty()), List.of(plan), inferences.found());
    }
    Blob kept = Blob.ofUtf8(Json.write(graph));
    return new Product(
        new PlanJob.Planned(plan.digest(), Optional.of(kept.digest())),
        List.of(plan, kept),
        inferences.found());
  }

  private Product whole(ProjectSession session, ProjectGraph graph) {
    ReadSet reads = session.call(DriverCall.READS, session.reference());
    Snapshot snapshot = session.snapshot();
    CompileKey first = first(session.project(), session.installed(), snapshot);
    CompileKey program = ReadKeys.key(first, reads, new SnapshotTree(snapshot));
    Blob plan =
        Blob.ofUtf8(
            Json.write(Planning.whole(session.installed().pack().identity(), graph, program)));
    return keys.remembering(
        new Product(new PlanJob.Planned(plan.digest(), Optional.empty()), List.of(plan)),
        first,
        reads,
        program);
  }

  /// What is known of a plan before it is made: the compilers and where the project has them, the
  /// configuration, and which scripts there are, so that projects with one configuration do not
  /// push out each other's read sets.
  private static CompileKey first(Project project, Installed installed, Snapshot snapshot) {
    List<String> parts = new ArrayList<>();
    parts.add(project.toolchain().hex());
    parts.add(installed.pack().identity().digest().hex());
    installed.folders().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(folder -> parts.add(folder.getKey() + " in " + folder.getValue()));
    parts.add(project.config().value());
    project.invocation().ifPresent(called -> parts.add(called.toString()));
    parts.add(String.valueOf(snapshot.entries().get(project.config())));
    for (ProjectPath path : snapshot.entries().keySet()) {
      if (SCRIPT.matcher(path.value()).matches()) {
        parts.add(path.value());
      }
    }
    return CompileKey.of("plan-reads", parts);
  }
}
