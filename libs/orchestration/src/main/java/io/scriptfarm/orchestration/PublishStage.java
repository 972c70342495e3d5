package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.WorkspaceName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes generations of a build: early of what was saved, and of the whole at the end. Asks no
/// worker; tells {@link BuildEvent.GenerationPublished} and {@link BuildEvent.PublicationRefused}.
final class PublishStage {
  private final Build build;
  private final Publications publications;
  private final Patience patience;
  private Optional<WorkspaceName> publishedIn = Optional.empty();

  PublishStage(Build build, Publications publications, Patience patience) {
    this.build = build;
    this.publications = publications;
    this.patience = patience;
  }

  /// Finds what saved scripts can be published upon.
  Optional<Publications.Base> base() {
    return patience.ask(
        () ->
            publications.base(
                build.project(),
                build.request().turn().saved(),
                build.request().products().publish()));
  }

  /// Publishes saved scripts, where nothing else changes by them.
  void saved(Publications.Base base, Map<ProjectPath, SaveJob.Saved> scripts) {
    patience.ask(() -> publications.publishSaved(base, scripts)).ifPresent(this::tell);
  }

  /// Publishes the build, if somebody wants that.
  void run(Plan plan, LinkJob.Linked linked, Map<BytecodeFormat, CompileOutcome> code)
      throws Fleet.NotSettledException {
    var built = new Publications.Built(build.project(), plan, linked.outputs(), artifacts(code));
    switch (patience.ask(() -> publications.publish(built, build.request().products().publish()))) {
      case Publications.NotWanted() -> {}
      case Publications.Vanished(int artifacts) ->
          throw new Fleet.NotSettledException(
              new CompileOutcome.Lost(artifacts + " artifacts of the build"));
      case Publications.Refused(List<Diagnostic> problems) ->
          build
              .reporter()
              .tell(sequence -> new BuildEvent.PublicationRefused(build.id(), sequence, problems));
      case Publications.Published published -> tell(published);
    }
  }

  /// Forgets old generations where the build published one; never fails, because nobody waits for
  /// it.
  void collect() {
    publishedIn.ifPresent(
        workspace -> {
          try {
            publications.collect(workspace);
          } catch (RuntimeException e) { // whatever it is, the build is told to be finished
            System.getLogger(Build.class.getName())
                .log(
                    System.Logger.Level.WARNING,
                    "old generations of " + workspace + " stay until the next one is published",
                    e);
          }
        });
  }

  /// What can be loaded, by the Lua file's path and the format's id.
  private static Map<String, Map<String, Manifest.Artifact>> artifacts(
      Map<BytecodeFormat, CompileOutcome> code) {
    Map<String, Map<String, Manifest.Artifact>> artifacts = new HashMap<>();
    code.forEach(
        (format, outcome) -> {
          if (outcome instanceof BytecodeJob.BytecodeCompiled(var chunks, var _, var _)) {
            chunks.forEach(
                (path, chunk) -> {
                  if (chunk instanceof BytecodeJob.Loadable(Digest digest, long size)) {
                    artifacts
                        .computeIfAbsent(path, file -> new HashMap<>())
                        .put(format.id(), new Manifest.Artifact(digest, size));
                  }
                });
          }
        });
    return artifacts;
  }

  private void tell(Publications.Published published) {
    Manifest manifest = published.manifest();
    publishedIn = Optional.of(manifest.workspace());
    Manifest.Difference difference = published.difference();
    build
        .reporter()
        .tell(
            sequence ->
                new BuildEvent.GenerationPublished(
                    build.id(),
                    sequence,
                    manifest.workspace().value(),
                    manifest.generation(),
                    difference.added().size(),
                    difference.changed().size(),
                    difference.removed().size()));
  }
}
