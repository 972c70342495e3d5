package io.scriptfarm.runtime.figures;

import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.runtime.engine.SampleListener;
import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.Origins;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Where scripts spend their instructions, by lines of TypeScript. It is given samples of an
/// engine, keeps the last ones, and writes them as a trace that Perfetto and Chrome open.
///
/// Belongs to the thread that runs scripts.
public final class ScriptProfiler implements SampleListener {
  private static final int KEPT = 50_000;
  private static final int DEEPEST = 64;
  private static final double LONGEST = 1_000; // microseconds that a sample may stand for

  private final LuaScriptSystem system;
  private final LongSupplier nanos;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /// @param frames outermost first: the script, then lines
  private record Sample(double micros, long entity, List<String> frames) {}

  /// @param nanos a clock that goes on, as `System::nanoTime`
  public ScriptProfiler(LuaScriptSystem system, LongSupplier nanos) {
    this.system = system;
    this.nanos = nanos;
  }

  @Override
  public void sampled(List<Place> stack) {
    Origins origins = system.currentOrigins();
    List<String> frames = new ArrayList<>();
    for (Place place : stack.subList(0, Math.min(stack.size(), DEEPEST)).reversed()) {
      frames.add(
          origins
              .of(place.chunk(), place.line())
              .map(Object::toString)
              .orElseGet(() -> place.chunk() + ":" + place.line()));
    }
    if (samples.size() == KEPT) {
      samples.removeFirst();
    }
    samples.addLast(
        new Sample(nanos.getAsLong() / 1e3, system.current().orElse(0L), List.copyOf(frames)));
  }

  /// How many samples each line has, as the innermost one; the most first.
  public Map<String, Long> lines() {
    Map<String, Long> counts = new LinkedHashMap<>();
    samples.stream()
        .filter(sample -> !sample.frames().isEmpty())
        .forEach(sample -> counts.merge(sample.frames().getLast(), 1L, Long::sum));
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /// Writes the samples in the Trace Event Format: each frame is an event of the phase `X`, as long
  /// as samples one after the other have it. Times are microseconds; a sample stands for the time
  /// since the one before, 1 ms at most.
  public void writeTrace(Appendable out) throws IOException {
    out.append("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
    List<Open> open = new ArrayList<>();
    double before = samples.isEmpty() ? 0 : samples.getFirst().micros();
    boolean first = true;
    for (Sample sample : samples) {
      double begin = Math.max(before, sample.micros() - LONGEST);
      boolean goesOn = begin == before;
      int shared = goesOn ? shared(open, sample) : 0;
      first = close(open, shared, before, out, first);
      for (int i = shared; i < sample.frames().size(); i++) {
        open.add(new Open(sample.frames().get(i), sample.entity(), begin));
      }
      before = sample.micros();
    }
    close(open, 0, before, out, first);
    out.append("]}\n");
  }

  private record Open(String frame, long entity, double begin) {}

  private static int shared(List<Open> open, Sample sample) {
    int shared = 0;
    while (shared < open.size()
        && shared < sample.frames().size()
        && open.get(shared).entity() == sample.entity()
        && open.get(shared).frame().equals(sample.frames().get(shared))) {
      shared++;
    }
    return shared;
  }

  /// @return whether nothing was written yet
  private static boolean close(List<Open> open, int keep, double end, Appendable out, boolean first)
      throws IOException {
    boolean none = first;
    while (open.size() > keep) {
      Open last = open.removeLast();
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("name", last.frame());
      event.put("ph", "X");
      event.put("ts", last.begin());
      event.put("dur", end - last.begin());
      event.put("pid", 1);
      event.put("tid", 1);
      event.put("args", Map.of("entity", last.entity()));
      out.append(none ? "" : ",\n").append(Json.write(event));
      none = false;
    }
    return none;
  }
}
