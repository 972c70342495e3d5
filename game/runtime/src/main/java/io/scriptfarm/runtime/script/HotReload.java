package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.engine.ScriptTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts a version of a script in the place of another one, all or nothing. The new one is tried out
/// aside; the old one goes on when that fails, and comes back when the new one fails soon.
final class HotReload {
  private static final String PERSISTENT = "persistent";

  private final ScriptEngine engine;
  private final Calls calls;
  private final Timers timers;
  private final ScriptLimits limits;
  private final Libraries libraries;
  private final Tasks tasks;
  private final Durations loads = new Durations();
  private final Durations reloads = new Durations();

  /// What scripts may call.
  @FunctionalInterface
  interface Libraries {
    List<Library> all();
  }

  HotReload(
      ScriptEngine engine, Calls calls, Timers timers, ScriptLimits limits, Libraries libraries) {
    this.engine = engine;
    this.calls = calls;
    this.timers = timers;
    this.limits = limits;
    this.libraries = libraries;
    this.tasks = new Tasks(engine);
  }

  /// @param values the script's parameters
  void toVersion(Script script, ScriptVersion version, Map<String, Object> values, long tick) {
    long begin = System.nanoTime();
    Running old = script.running;
    Optional<Running> tried = tryOut(script, version, values);
    loads.add(System.nanoTime() - begin);
    if (tried.isEmpty()) {
      return;
    }
    Running next = tried.get();
    swap(script, old, next, tick);
    script.forgive();
    start(script, next, tick);
    if (old != null) {
      reloads.add(System.nanoTime() - begin);
    }
  }

  private void swap(Script script, @Nullable Running old, Running next, long tick) {
    if (old != null) {
      script.probationEnds = tick + limits.probation();
      keep(script, old);
      script.totals.reloads++;
      calls.tell(
          new ScriptEvent.Reloaded(
              script.component.script(),
              script.entity,
              old.version().generation(),
              next.version().generation()));
    }
    script.running = next;
  }

  Timing loads() {
    return loads.timing();
  }

  Timing reloads() {
    return reloads.timing();
  }

  private void keep(Script script, Running old) {
    Running older = script.before;
    if (older != null) {
      end(older);
    }
    old.activate(false);
    script.before = old;
  }

  private void start(Script script, Running next, long tick) {
    for (String[] names : List.of(new String[] {"onStart", "init"}, new String[] {"onEnable"})) {
      Optional<ScriptFunction> function = next.function(names);
      if (function.isPresent() && script.running == next) {
        after(script, calls.call(script, function.get()), tick);
      }
    }
  }

  /// Runs a version aside, with what the one before leaves it.
  private Optional<Running> tryOut(
      Script script, ScriptVersion version, Map<String, Object> values) {
    Running next;
    try {
      ScriptInstance instance = engine.prepare(version.chunk(), version.modules(), libraries.all());
      next = new Running(version, instance);
    } catch (RefusedException e) {
      refuse(script, version, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    script.loading = next;
    try {
      Optional<String> problem = run(script, next, values);
      if (problem.isPresent()) {
        refuse(script, version, problem.get());
        end(next);
        return Optional.empty();
      }
      return Optional.of(next);
    } finally {
      script.loading = null;
    }
  }

  private Optional<String> run(Script script, Running next, Map<String, Object> values) {
    Running old = script.running;
    ScriptInstance instance = next.instance();
    try {
      Object left = old == null ? Map.of() : leftBy(script, old);
      Object state = old == null ? engine.table() : stateOf(old);
      tasks.giveTo(instance);
      instance.globals().set("entity", (double) script.entity);
      instance.globals().set("params", engine.copyOf(values));
      instance.globals().set(PERSISTENT, state);
      CallEnd end = calls.account(script, () -> instance.run(limits.start()));
      if (end.problem().isPresent()) {
        return end.problem();
      }
      next.bind();
      return old == null ? Optional.empty() : migrate(script, old, next, left);
    } catch (HostException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /// What `onBeforeReload` returns; what is persistent where there is nothing of that.
  private Object leftBy(Script script, Running old) {
    Optional<ScriptFunction> before = old.function("onBeforeReload");
    return before.isPresent()
            && calls.call(script, before.get()) instanceof CallEnd.Returned(ScriptTable left, var _)
        ? left
        : persistentOf(old);
  }

  private Optional<String> migrate(Script script, Running old, Running next, Object left) {
    Optional<ScriptFunction> migrate = next.function("onMigrate");
    if (migrate.isEmpty()) {
      return Optional.empty();
    }
    CallEnd end =
        calls.call(script, migrate.get(), engine.copyOf(left), (double) old.version().generation());
    if (end instanceof CallEnd.Returned(ScriptTable changed, var _)
        && next.instance().globals().get(PERSISTENT) instanceof ScriptTable persistent) {
      replace(persistent, changed); // in place: the script may hold it already
    }
    return end.problem();
  }

  private static void replace(ScriptTable content, ScriptTable by) {
    if (content.equals(by)) {
      return;
    }
    content.keys().forEach(key -> content.set(key, null));
    by.keys().forEach(key -> content.set(key, by.get(key)));
  }

  /// A copy, which a version may change while the one before still counts.
  private Object stateOf(Running running) {
    return Objects.requireNonNull(engine.copyOf(persistentOf(running)));
  }

  private Object persistentOf(Running running) {
    return running.instance().globals().get(PERSISTENT) instanceof ScriptTable state
        ? state
        : engine.table();
  }

  private void refuse(Script script, ScriptVersion version, String why) {
    calls.tell(new ScriptEvent.Refused(script.component.script(), version.generation(), why));
  }

  /// Has the version before come back when a new one fails.
  void after(Script script, CallEnd end, long tick) {
    Running old = script.before;
    Running failed = script.running;
    Optional<String> problem = end.problem();
    if (old == null || failed == null || problem.isEmpty() || tick > script.probationEnds) {
      return;
    }
    script.before = null;
    script.running = old;
    old.activate(true);
    timers.restore(old);
    end(failed);
    script.forgive();
    calls.tell(
        new ScriptEvent.RolledBack(
            script.component.script(),
            script.entity,
            failed.version().generation(),
            old.version().generation(),
            problem.get()));
  }

  /// Lets the version before go when the new one has proved itself.
  void settle(Script script, long tick) {
    Running old = script.before;
    if (old != null && tick > script.probationEnds) {
      end(old);
      script.before = null;
    }
  }

  /// Ends a version with all that it registered.
  void end(@Nullable Running running) {
    if (running != null) {
      running.activate(false);
      timers.drop(running);
      running.instance().close();
    }
  }
}
