package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/// Tells the events of one build, in order and each thing once, however many rounds there are; and
/// knows by them how far the build is. For its thread, except where a method says otherwise.
final class BuildReporter {
  private final String id;
  private final SetAside setAside;
  private final Consumer<BuildEvent> publisher;
  private final Set<Told> told = new HashSet<>();
  private final SortedSet<ProjectPath> compiled = new TreeSet<>();
  private final ReentrantLock telling = new ReentrantLock(); // events leave in their order
  private long last; // sequence number, guarded by telling
  private boolean published; // as a whole; of the build's thread
  private volatile BuildProgress progress = BuildProgress.START;
  private volatile Optional<Obstacle> obstacle = Optional.empty();

  /// @param id of the build
  /// @param setAside whose scripts have failed
  /// @param publisher is told each event
  BuildReporter(String id, SetAside setAside, Consumer<BuildEvent> publisher) {
    this.id = id;
    this.setAside = setAside;
    this.publisher = publisher;
  }

  /// Knows what another gateway told of this build, and tells none of it again.
  void resume(List<BuildEvent> told) {
    told.forEach(this::noteTold);
    telling.lock();
    try {
      last = told.isEmpty() ? 0 : told.getLast().sequence();
    } finally {
      telling.unlock();
    }
  }

  private void noteTold(BuildEvent event) {
    switch (event) {
      case BuildEvent.Planned planned -> {
        isNew(BuildEvent.Planned.class, id);
        progress = progress.planned(planned.scripts());
      }
      case BuildEvent.ScriptFinished script -> {
        isNew(BuildEvent.ScriptFinished.class, script.script().value());
        progress = progress.plus(script.origin());
        if (script.origin() == BuildEvent.Origin.COMPILED) {
          compiled.add(script.script());
        }
      }
      case BuildEvent.ScriptReady ready ->
          isNew(BuildEvent.ScriptReady.class, ready.script().value());
      case BuildEvent.OutputReady ready ->
          isNew(BuildEvent.OutputReady.class, name(ready.output()));
      // What was saved is published before the plan, and the whole after it.
      case BuildEvent.GenerationPublished _, BuildEvent.PublicationRefused _ ->
          published |= told.contains(new Told(BuildEvent.Planned.class, id));
      case BuildEvent.Waiting _,
          BuildEvent.TimeSpent _,
          BuildEvent.ScriptExplained _,
          BuildEvent.Finished _ -> {}
    }
  }

  /// Whether it was told what became of the publication of the whole build.
  boolean isPublished() {
    return published;
  }

  /// How far the build is. For any thread.
  BuildProgress progress() {
    return progress;
  }

  /// What is in the way of all builds now.
  Optional<Obstacle> obstacle() {
    return obstacle;
  }

  /// Tells what is in the way of all builds, once until that changes; nothing, when the build has
  /// ended. For any thread.
  void meets(Optional<Obstacle> now) {
    telling.lock();
    try {
      boolean isNew = !now.map(Object::getClass).equals(obstacle.map(Object::getClass));
      obstacle = now;
      if (isNew && now.isPresent() && progress.took().isEmpty()) {
        waiting(now.get().waiting());
      }
    } finally {
      telling.unlock();
    }
  }

  /// Tells the event that `event` makes of its sequence number.
  void tell(LongFunction<BuildEvent> event) {
    telling.lock();
    try {
      publisher.accept(event.apply(++last));
    } finally {
      telling.unlock();
    }
  }

  /// What is told once, however many rounds there are: an event of this type about this subject.
  private record Told(Class<? extends BuildEvent> event, String subject) {}

  private boolean isNew(Class<? extends BuildEvent> event, String subject) {
    return told.add(new Told(event, subject));
  }

  /// What the build waits for at the moment, in words that go on after "waiting: ".
  void waits(String failure) {
    waiting("waiting: " + failure);
  }

  private void waiting(String what) {
    tell(sequence -> new BuildEvent.Waiting(id, sequence, what));
  }

  /// Tells the end.
  void finished(BuildEvent.Conclusion conclusion, Duration took) {
    progress = progress.ended(took);
    tell(sequence -> new BuildEvent.Finished(id, sequence, conclusion, progress.summary(took)));
  }

  void planned(Plan plan, int cached) {
    if (!isNew(BuildEvent.Planned.class, id)) {
      return;
    }
    int scripts = plan.work().scripts().size();
    progress = progress.planned(scripts);
    tell(
        sequence ->
            new BuildEvent.Planned(
                id, sequence, scripts, cached, plan.toolchain(), plan.plugins()));
  }

  void scriptFinished(
      ProjectPath path, CompileKey key, BuildEvent.Origin origin, List<Diagnostic> diagnostics) {
    if (!isNew(BuildEvent.ScriptFinished.class, path.value())) {
      return;
    }
    Optional<Diagnostic> error = setAside.errorOf(path);
    BuildEvent.Origin ended = error.isPresent() ? BuildEvent.Origin.FAILED : origin;
    List<Diagnostic> said = error.map(List::of).orElse(diagnostics);
    progress = progress.plus(ended);
    if (ended == BuildEvent.Origin.COMPILED) {
      compiled.add(path);
    }
    tell(sequence -> new BuildEvent.ScriptFinished(id, sequence, path, key, ended, said));
  }

  /// The scripts that the build compiled.
  SortedSet<ProjectPath> compiled() {
    return Collections.unmodifiableSortedSet(compiled);
  }

  void explained(ProjectPath script, List<KeyChange> changes) {
    tell(sequence -> new BuildEvent.ScriptExplained(id, sequence, script, changes));
  }

  /// @param worker absent for the gateway
  void timeSpent(Optional<String> worker, List<Slice> slices) {
    tell(sequence -> new BuildEvent.TimeSpent(id, sequence, worker, slices));
  }

  void scriptReady(ProjectPath script, List<OutputFile> outputs) {
    if (isNew(BuildEvent.ScriptReady.class, script.value())) {
      tell(sequence -> new BuildEvent.ScriptReady(id, sequence, script, outputs));
    }
  }

  /// Two scripts may have one output: then both are told, and the later one counts.
  void outputReady(OutputFile output, List<BuildEvent.Bytecode> bytecode) {
    if (isNew(BuildEvent.OutputReady.class, name(output))) {
      tell(sequence -> new BuildEvent.OutputReady(id, sequence, output, bytecode));
    }
  }

  private static String name(OutputFile output) {
    return output.path() + " " + output.digest();
  }
}
