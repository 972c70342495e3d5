package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.ScriptFunction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// What scripts want to be called for later, by the game's own time.
final class Timers {
  private final PriorityQueue<Timer> queue =
      new PriorityQueue<>(Comparator.comparingDouble(Timer::due).thenComparingLong(Timer::id));
  private final Map<Long, Running> waiting = new HashMap<>(); // whose each is
  private final Map<Running, List<Timer>> parked = new HashMap<>(); // of versions that may return
  private final int most;
  private long last;

  /// @param most of one version
  Timers(int most) {
    this.most = most;
  }

  /// @param due in seconds
  /// @param period in seconds; 0 for once
  private record Timer(
      long id, double due, double period, Script script, Running running, ScriptFunction function) {
    Timer next() {
      return new Timer(id, due + period, period, script, running, function);
    }
  }

  /// @return what it is cancelled by
  long add(Script script, Running running, double due, double period, ScriptFunction function) {
    if (running.timers() >= most) {
      throw new HostException("more than " + most + " timers");
    }
    last++;
    running.countTimers(1);
    waiting.put(last, running);
    queue.add(new Timer(last, due, period, script, running, function));
    return last;
  }

  /// @return false when there is none of this version
  boolean cancel(Running running, long id) {
    boolean its = waiting.remove(id, running);
    if (its) {
      running.countTimers(-1);
    }
    return its;
  }

  int size() {
    return waiting.size();
  }

  /// Calls what is due, the earliest first; each at most once, so that no period is too short.
  void fire(double now, Calls calls, Calling calling) {
    List<Timer> again = new ArrayList<>();
    List<Timer> late = new ArrayList<>();
    long youngest = last; // what a timer sets for now comes in the next tick
    while (!queue.isEmpty() && queue.peek().due() <= now) {
      Timer timer = queue.remove();
      if (!waiting.containsKey(timer.id())) {
        continue;
      }
      if (!timer.running().isActive()) {
        parked.computeIfAbsent(timer.running(), _ -> new ArrayList<>()).add(timer);
        continue;
      }
      if (timer.id() > youngest || calls.isTickOver() || !calls.mayCall(timer.script())) {
        late.add(timer);
        continue;
      }
      if (timer.period() > 0) {
        again.add(timer);
      } else {
        waiting.remove(timer.id());
        timer.running().countTimers(-1);
      }
      calling.call(timer.script(), timer.function());
    }
    again.forEach(timer -> queue.add(timer.next()));
    queue.addAll(late);
  }

  /// How a script is called.
  @FunctionalInterface
  interface Calling {
    void call(Script script, ScriptFunction function);
  }

  void restore(Running running) {
    queue.addAll(parked.getOrDefault(running, List.of()));
    parked.remove(running);
  }

  void drop(Running running) {
    parked.remove(running);
    queue.removeIf(timer -> timer.running() == running);
    waiting.values().removeIf(its -> its == running);
  }
}
