package io.scriptfarm.orchestration;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What of a project was too much for the compiler, and is set aside so that the rest can be built
/// (requirement R43). Each such script has an error.
///
/// A file that keeps the project from being planned, or every script from being compiled, is *left
/// out*: the project is built as if that file were empty. A script that is too much by itself is
/// *skipped*: the others are linked without it. Of the build's thread.
final class SetAside {
  private static final int CODE = 5; // among the farm's own diagnostics

  private static final Blob NOTHING = Blob.ofUtf8("");

  private final Map<ProjectPath, Diagnostic> leftOut = new TreeMap<>();
  private final Map<CompileKey, Diagnostic> skipped = new HashMap<>();

  /// Whether anything is.
  boolean isEmpty() {
    return leftOut.isEmpty() && skipped.isEmpty();
  }

  /// A new round begins: what was skipped may be tried again.
  void beginRound() {
    skipped.clear();
  }

  /// Leaves the culprits out, if there are any that are not left out already.
  ///
  /// @return the project without them
  Optional<Project> leaveOut(TooMuch outcome, Project project, ArtifactStore store) {
    if (outcome.culprits().isEmpty() || leftOut.keySet().containsAll(outcome.culprits())) {
      return Optional.empty();
    }
    Blob listing = store.read(Set.of(project.snapshot())).get(project.snapshot());
    if (listing == null) {
      return Optional.empty();
    }
    for (ProjectPath culprit : outcome.culprits()) {
      leftOut.put(culprit, error(Optional.of(culprit), outcome.reason()));
    }
    Map<ProjectPath, Snapshot.Entry> entries =
        new TreeMap<>(SnapshotCodec.decode(listing).entries());
    outcome
        .culprits()
        .forEach(
            culprit ->
                entries.replace(culprit, new Snapshot.File(NOTHING.digest(), NOTHING.size())));
    Blob without = SnapshotCodec.encode(Snapshot.of(entries));
    store.write(List.of(NOTHING, without));
    return Optional.of(project.of(without.digest()));
  }

  /// Begins from the whole project again, if `missing` is what was left out of: the farm made that
  /// listing, so nobody else can send it.
  ///
  /// @param project without what was left out
  /// @return whether it is
  boolean forgets(Set<Digest> missing, Project project) {
    boolean isOurs =
        !leftOut.isEmpty()
            && (missing.contains(project.snapshot()) || missing.contains(NOTHING.digest()));
    if (isOurs) {
      leftOut.clear();
    }
    return isOurs;
  }

  /// Skips a task of the plan.
  void skip(Plan.Task task, TooMuch outcome) {
    skipped.put(task.key(), error(TranspileStage.script(task), outcome.reason()));
  }

  /// The tasks that are skipped, by their keys.
  SortedSet<CompileKey> skippedTasks() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(skipped.keySet()));
  }

  /// The error of a script, if it is set aside.
  Optional<Diagnostic> errorOf(ProjectPath script) {
    return errors()
        .filter(
            error ->
                error.location().map(Diagnostic.Location::file).equals(Optional.of(script.value())))
        .findFirst();
  }

  /// These diagnostics and the errors of what is set aside.
  List<Diagnostic> withErrors(List<Diagnostic> others) {
    return isEmpty()
        ? others
        : Diagnostic.sortAndDeduplicate(Stream.concat(others.stream(), errors()));
  }

  /// What of a linked project is delivered: nothing that was left out has a file, and nothing at
  /// all has one where the project wants no files when there are errors.
  LinkJob.Linked deliverable(LinkJob.Linked linked, Plan plan) {
    if (isEmpty()) {
      return linked;
    }
    boolean none = "true".equals(plan.options().get("noEmitOnError"));
    return new LinkJob.Linked(
        none ? List.of() : deliverable(linked.outputs()),
        withErrors(linked.diagnostics()),
        none || linked.emitSkipped(),
        linked.plugins());
  }

  private List<OutputFile> deliverable(List<OutputFile> outputs) {
    return outputs.stream()
        .filter(output -> output.script().filter(leftOut::containsKey).isEmpty())
        .toList();
  }

  private Stream<Diagnostic> errors() {
    return Stream.concat(leftOut.values().stream(), skipped.values().stream());
  }

  private static Diagnostic error(Optional<ProjectPath> script, String reason) {
    return new Diagnostic(
        Diagnostic.Category.ERROR,
        CODE,
        Optional.of("scriptfarm"),
        script.map(path -> new Diagnostic.Location(path.value(), 0, 0, 1, 1)),
        (script.isPresent() ? "This script is" : "The declaration files together are")
            + " too much for the compiler, and the others are built without: "
            + reason
            + ".");
  }
}
