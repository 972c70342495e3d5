package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.script.ScriptEvent.Cause;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Calls scripts, and sees to it that none takes more than it may: its own, its owner's and the
/// tick's allowance.
final class Calls {
  private static final System.Logger LOG = System.getLogger(Calls.class.getName());
  private static final int PATIENCE = 3; // failures one after the other before a script waits
  private static final int LONGEST_WAIT = 9; // as a power of two, in ticks

  private final ScriptLimits limits;
  private final ScriptListener listener;
  private final Errors errors = new Errors();
  private final Durations durations = new Durations();
  private final Map<String, Bucket> owners = new HashMap<>();
  private final Set<Script> takers = new LinkedHashSet<>(); // may hold too much
  private @Nullable Script current;
  private long tick;
  private long instructionsOfTick;
  private long nanosOfTick;

  Calls(ScriptLimits limits, ScriptListener listener) {
    this.limits = limits;
    this.listener = listener;
  }

  void begin(long nextTick) {
    tick = nextTick;
    instructionsOfTick = 0;
    nanosOfTick = 0;
  }

  long instructionsOfTick() {
    return instructionsOfTick;
  }

  long nanosOfTick() {
    return nanosOfTick;
  }

  /// Whether scripts have used up the tick.
  boolean isTickOver() {
    return instructionsOfTick >= limits.tick().instructions()
        || nanosOfTick >= limits.tick().time().toNanos();
  }

  List<ScriptError> errors() {
    return errors.all();
  }

  Timing timing() {
    return durations.timing();
  }

  Bucket bucket() {
    return new Bucket(limits.script(), tick);
  }

  /// The script that is called.
  Optional<Script> current() {
    return Optional.ofNullable(current);
  }

  void tell(ScriptEvent event) {
    try {
      listener.heard(event);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the listener failed with " + event, e);
    }
  }

  /// @param function of `script`
  CallEnd call(Script script, ScriptFunction function, @Nullable Object... arguments) {
    return account(script, () -> function.call(allowance(), arguments));
  }

  /// Not more than the tick has left, so that the last one of a tick does not make it late.
  private Allowance allowance() {
    long left = Math.max(0, limits.tick().time().toNanos() - nanosOfTick);
    Duration time = Duration.ofNanos(Math.max(left, limits.tick().time().toNanos() / 4));
    return time.compareTo(limits.call().time()) < 0
        ? new Allowance(limits.call().instructions(), time)
        : limits.call();
  }

  /// Calls what is a script's, and counts it as the script's.
  CallEnd account(Script script, Supplier<CallEnd> call) {
    Script around = current;
    current = script;
    CallEnd end;
    try {
      end = call.get();
    } finally {
      current = around;
    }
    CallEnd.Spent spent = end.spent();
    count(script, spent);
    durations.add(spent.nanos());
    instructionsOfTick += around == null ? spent.instructions() : 0;
    nanosOfTick += around == null ? spent.nanos() : 0;
    charge(script, spent.instructions());
    switch (end) {
      case CallEnd.Returned _ -> script.failures = 0;
      case CallEnd.Failed(String message, String traceback, var _) -> {
        failed(script, Cause.ERROR, message, traceback);
        slowDown(script);
      }
      case CallEnd.Aborted(CallEnd.Limit limit, String traceback, var _) -> {
        Cause cause = Cause.valueOf(limit.name());
        failed(script, cause, end.problem().orElseThrow(), traceback);
        if (!wasHeldUp(end)) {
          strike(script, cause);
        }
      }
    }
    return end;
  }

  /// Whether a call took its time without doing much: the machine had no time for it, or the host.
  private boolean wasHeldUp(CallEnd end) {
    return end instanceof CallEnd.Aborted(CallEnd.Limit limit, var _, CallEnd.Spent spent)
        && limit == CallEnd.Limit.TIME
        && spent.instructions() < limits.call().instructions() / 4;
  }

  /// The next script that may hold too much, as far as its calls tell; it is asked about once.
  @Nullable Script taker() {
    Iterator<Script> all = takers.iterator();
    if (!all.hasNext()) {
      return null;
    }
    Script next = all.next();
    all.remove();
    return next;
  }

  private void count(Script script, CallEnd.Spent spent) {
    script.totals.calls++;
    script.totals.instructions += spent.instructions();
    script.totals.nanos += spent.nanos();
    script.taken += spent.bytes();
    if (script.memory + script.taken > limits.memory()) {
      takers.add(script);
    }
    script.totals.longest = Math.max(script.totals.longest, spent.nanos());
  }

  private void charge(Script script, long instructions) {
    script.bucket.spend(instructions, tick);
    Bucket owner =
        owners.computeIfAbsent(script.component.owner(), _ -> new Bucket(limits.owner(), tick));
    owner.spend(instructions, tick);
    long own = script.bucket.readyAt(tick);
    if (own > tick) {
      waitUntil(script, own, Cause.SCRIPT_ALLOWANCE);
    }
  }

  /// Whether a script may be called now. One whose owner has nothing left waits.
  boolean mayCall(Script script) {
    if (!script.isReady(tick)) {
      return false;
    }
    Bucket owner = owners.get(script.component.owner());
    long ready = owner == null ? tick : owner.readyAt(tick);
    if (ready > tick) {
      waitUntil(script, ready, Cause.OWNER_ALLOWANCE);
      return false;
    }
    return true;
  }

  private void failed(Script script, Cause cause, String message, String traceback) {
    script.totals.failures++;
    script.failures++;
    Running running = script.registering();
    ScriptVersion version = running == null ? null : running.version();
    script.met(message);
    tell(
        new ScriptEvent.Failed(errors.met(script, version, cause, message, traceback, tick), tick));
  }

  private void slowDown(Script script) {
    if (script.failures >= PATIENCE) {
      int wait = 1 << Math.min(LONGEST_WAIT, script.failures - PATIENCE);
      waitUntil(script, tick + 1 + wait, Cause.ERROR);
    }
  }

  private void strike(Script script, Cause cause) {
    if (script.strike(tick, limits.window()) >= limits.strikes()) {
      disable(script, cause);
    }
  }

  void disable(Script script, Cause cause) {
    if (!script.disabled) {
      script.disabled = true;
      tell(new ScriptEvent.Disabled(script.component.script(), script.entity, tick, cause));
    }
  }

  private void waitUntil(Script script, long until, Cause cause) {
    if (until > script.wakes) {
      boolean waits = script.wakes > tick;
      script.wakes = until;
      if (!waits) {
        tell(
            new ScriptEvent.Throttled(
                script.component.script(), script.entity, tick, until, cause));
      }
    }
  }
}
