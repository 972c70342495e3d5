package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.world.Components;
import io.scriptfarm.runtime.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Runs the scripts of a world's entities, a tick at a time. Whatever a script does, a tick ends,
/// and what went wrong is told to the listener.
///
/// Belongs to the game's main thread.
public final class LuaScriptSystem implements AutoCloseable {
  private static final Comparator<Script> ORDER =
      Comparator.<Script>comparingInt(script -> script.component.order())
          .thenComparingLong(script -> script.entity);

  private final ScriptEngine engine;
  private final Components components;
  private final ScriptLimits limits;
  private final Calls calls;
  private final Timers timers;
  private final HotReload reload;
  private final List<Library> libraries = new ArrayList<>();
  private final Parameters parameters = new Parameters();
  private final Map<String, ScriptVersion> versions = new HashMap<>();
  private final Set<String> changed = new HashSet<>(); // scripts with a version that waits
  private final TreeMap<Long, Script> scripts = new TreeMap<>(); // by entity
  private final MemoryTurns memory;
  private final Set<Script> onProbation = new HashSet<>();
  private final Deque<Emitted> events = new ArrayDeque<>();
  private List<Script> updating = List.of();
  private boolean resort; // `updating` is to be made again
  private long seen = -1; // version of the components
  private long tick;
  private double time; // seconds
  private double before; // the time of the tick before
  private int first; // of `updating`: the first that the last tick had no time for
  private int deferred;

  private record Emitted(String event, @Nullable Object data) {}

  /// @param libraries what scripts may call besides `timer` and `events`
  public LuaScriptSystem(
      ScriptEngine engine,
      World world,
      ScriptLimits limits,
      ScriptListener listener,
      List<Library> libraries) {
    this.engine = engine;
    this.components = world.components(LuaScript.NAME);
    this.limits = limits;
    this.calls = new Calls(limits, listener);
    this.timers = new Timers(limits.timers());
    this.reload = new HotReload(engine, calls, timers, limits, () -> this.libraries);
    this.memory = new MemoryTurns(scripts, limits.memory(), calls);
    this.libraries.addAll(libraries);
    this.libraries.addAll(new OwnLibraries(calls, timers, this).all());
  }

  /// Gives a script, or a new version of it. It takes its place at the beginning of the next tick.
  public void load(ScriptVersion version) {
    versions.put(version.name(), version);
    changed.add(version.name());
  }

  /// Gives an entity a script, another one, or other parameters.
  public void attach(long entity, LuaScript script) {
    components.set(entity, script);
    Script there = scripts.get(entity);
    if (there == null) {
      return;
    }
    if (there.component.script().equals(script.script())) {
      there.component = script;
      if (there.running != null) {
        there.running.instance().globals().set("params", engine.copyOf(parametersOf(there)));
      }
      resort = true;
    } else {
      end(there);
      seen = -1;
    }
  }

  /// Has a script rest, or go on; also one that the system disabled.
  public void enable(long entity, boolean enabled) {
    Script script = scripts.get(entity);
    if (script == null || (script.enabled == enabled && !script.disabled)) {
      return;
    }
    if (!enabled) {
      callIfThere(script, "onDisable");
      script.enabled = false;
    } else {
      script.enabled = true;
      script.forgive();
      callIfThere(script, "onEnable");
    }
    resort = true;
  }

  /// Tells all scripts of an event, in the next tick, or in this one when it is still at it.
  ///
  /// @param data as in {@link ScriptEngine#copyOf}
  /// @throws HostException when too many wait already
  public void emit(String event, @Nullable Object data) {
    if (events.size() >= limits.events()) {
      throw new HostException("more than " + limits.events() + " events");
    }
    events.addLast(new Emitted(event, data));
  }

  /// The entity whose script is called now; empty when none is.
  public Optional<Long> current() {
    return calls.current().map(script -> script.entity);
  }

  /// Where the Lua of the script that is called now comes from.
  public Origins currentOrigins() {
    return calls
        .current()
        .flatMap(script -> Optional.ofNullable(script.registering()))
        .map(running -> running.version().origins())
        .orElse(Origins.NONE);
  }

  /// The game's time in seconds: the sum of all ticks.
  public double time() {
    return time;
  }

  /// Runs one tick: what is new, timers, events, `onUpdate` in order.
  ///
  /// @param seconds since the tick before
  public void update(double seconds) {
    tick++;
    before = time;
    time += seconds;
    calls.begin(tick);
    if (seen != components.version()) {
      follow();
    }
    if (!changed.isEmpty()) {
      reloadChanged();
    }
    settle();
    timers.fire(time, calls, this::call);
    deliver();
    updateAll();
    memory.tick();
  }

  private void follow() {
    seen = components.version();
    Set<Long> gone = new HashSet<>(scripts.keySet());
    for (long entity : components.entities()) {
      gone.remove(entity);
      if (!scripts.containsKey(entity) && components.get(entity) instanceof LuaScript component) {
        Script script = new Script(entity, component, calls.bucket(), before);
        scripts.put(entity, script);
        begin(script);
      }
    }
    gone.forEach(entity -> end(scripts.get(entity)));
    resort = true;
  }

  private void begin(Script script) {
    ScriptVersion version = versions.get(script.component.script());
    if (version == null) {
      calls.tell(new ScriptEvent.Missing(script.component.script(), script.entity));
      return;
    }
    become(script, version);
  }

  private void become(Script script, ScriptVersion version) {
    reload.toVersion(script, version, parametersOf(script), tick);
    if (script.before != null) {
      onProbation.add(script);
    }
    resort = true;
  }

  private Map<String, Object> parametersOf(Script script) {
    Parameters.Given given = parameters.of(script.entity, script.component.parameters());
    given
        .problem()
        .ifPresent(
            why ->
                calls.tell(
                    new ScriptEvent.BadParameters(script.component.script(), script.entity, why)));
    return given.values();
  }

  private void end(@Nullable Script script) {
    if (script == null) {
      return;
    }
    Running running = script.running;
    if (running != null) {
      running.function("onDestroy", "destroy").ifPresent(function -> calls.call(script, function));
    }
    reload.end(script.running);
    reload.end(script.before);
    script.running = null;
    script.before = null;
    scripts.remove(script.entity);
    onProbation.remove(script);
    parameters.forget(script.entity);
    resort = true;
  }

  private void reloadChanged() {
    Set<String> names = Set.copyOf(changed);
    changed.clear();
    for (Script script : List.copyOf(scripts.values())) {
      String name = script.component.script();
      ScriptVersion version = versions.get(name);
      Running running = script.running;
      if (names.contains(name)
          && version != null
          && (running == null || !running.version().equals(version))) {
        become(script, version);
      }
    }
  }

  private void settle() {
    onProbation.removeIf(
        script -> {
          reload.settle(script, tick);
          return script.before == null;
        });
  }

  private void deliver() {
    for (int left = events.size(); left > 0 && !calls.isTickOver(); left--) {
      Emitted emitted = events.removeFirst();
      for (Script script : inOrder()) {
        Running running = script.running;
        if (running == null || !running.listens() || !calls.mayCall(script)) {
          continue;
        }
        for (ScriptFunction handler : running.handlers(emitted.event())) {
          call(script, handler, engine.copyOf(emitted.data()));
        }
        if (running.onEvent().isPresent() && script.running == running) {
          call(script, running.onEvent().get(), emitted.event(), engine.copyOf(emitted.data()));
        }
      }
    }
  }

  private List<Script> inOrder() {
    return scripts.values().stream().sorted(ORDER).toList();
  }

  /// Begins with those that the tick before had no time for.
  private void updateAll() {
    if (resort) {
      resort = false;
      first = 0;
      updating = scripts.values().stream().filter(LuaScriptSystem::updates).sorted(ORDER).toList();
    }
    List<Script> all = updating;
    int begin = first;
    first = 0;
    deferred = 0;
    for (int i = 0; i < all.size(); i++) {
      int at = (begin + i) % all.size();
      if (calls.isTickOver()) {
        first = at;
        deferred = all.size() - i;
        return;
      }
      update(all.get(at));
    }
  }

  private static boolean updates(Script script) {
    Running running = script.running;
    return running != null && script.runs() && running.onUpdate().isPresent();
  }

  private void update(Script script) {
    Running running = script.running;
    if (running != null && calls.mayCall(script)) {
      double since = time - script.updated;
      script.updated = time;
      running.onUpdate().ifPresent(onUpdate -> call(script, onUpdate, since));
    }
  }

  private void callIfThere(Script script, String name) {
    Running running = script.running;
    if (running != null) {
      running.function(name).ifPresent(function -> call(script, function));
    }
  }

  private void call(Script script, ScriptFunction function, @Nullable Object... arguments) {
    CallEnd end = calls.call(script, function, arguments);
    if (script.before != null) {
      reload.after(script, end, tick);
      resort = true;
    }
  }

  public ScriptSystemStats stats() {
    long failures = scripts.values().stream().mapToLong(script -> script.totals.failures).sum();
    return new ScriptSystemStats(
        tick,
        scripts.size(),
        updating.size(),
        timers.size(),
        scripts.values().stream().mapToLong(script -> script.totals.calls).sum(),
        failures,
        scripts.values().stream().mapToLong(script -> script.totals.reloads).sum(),
        parameters.parses(),
        calls.instructionsOfTick(),
        calls.nanosOfTick(),
        deferred,
        scripts.values().stream().mapToLong(script -> script.memory).sum(),
        calls.timing(),
        reload.loads(),
        reload.reloads());
  }

  /// The last different errors of all scripts, the one that came last first.
  public List<ScriptError> errors() {
    return calls.errors();
  }

  /// A report of each script, by entity.
  public List<ScriptReport> reports() {
    return scripts.values().stream().map(this::report).toList();
  }

  private ScriptReport report(Script script) {
    Running running = script.running;
    ScriptReport.State state =
        running == null
            ? ScriptReport.State.BROKEN
            : script.disabled
                ? ScriptReport.State.DISABLED
                : !script.enabled
                    ? ScriptReport.State.OFF
                    : script.wakes > tick ? ScriptReport.State.WAITS : ScriptReport.State.RUNS;
    Script.Totals totals = script.totals;
    return new ScriptReport(
        script.component.script(),
        script.entity,
        running == null ? 0 : running.version().generation(),
        state,
        totals.calls,
        totals.instructions,
        totals.nanos,
        totals.longest,
        totals.failures,
        totals.reloads,
        script.memory,
        script.messages());
  }

  /// Ends all scripts, each with its `onDestroy`.
  @Override
  public void close() {
    List.copyOf(scripts.values()).forEach(this::end);
    engine.close();
  }
}
