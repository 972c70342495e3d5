package io.scriptfarm.compiler.engine;

import com.caoccao.javet.enums.V8GCType;
import com.caoccao.javet.exceptions.BaseJavetScriptingException;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetOutOfMemoryException;
import com.caoccao.javet.exceptions.JavetScriptingError;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable.NoThisAndResult;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.interop.executors.V8StringExecutor;
import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8Script;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One V8 isolate.
///
/// Memory: V8 ends the process when a heap reaches its limit, so the limit is raised there, for
/// ever, and the script is stopped. The session's own limit lies below: after each full collection
/// V8 is asked what is left, array buffers included.
final class V8Realm implements Realm {
  /// More than the largest single object (a string or an array of 1 GiB) can need before the stop
  /// is noticed.
  private static final long HEADROOM_BYTES = 2L * 1024 * 1024 * 1024;

  /// Javet 5.0.6 numbers the kinds of collection as V8 did before it had minor mark-sweeps, so V8's
  /// "mark, sweep, compact" arrives under the name of its neighbour (seen by printing them).
  private static final V8GCType FULL_COLLECTION = V8GCType.GCTypeIncrementalMarking;

  /// Where a snapshot has the function that calls and attaches the host, until it is restored.
  private static final String RUN = "__run";

  /// A host of a script's own kind, because a snapshot can hold no other: told an answer, or asked.
  private static final String ANSWERS =
      """
      (() => {
        const answers = new Map();
        return (name, argument, answer) => {
          const key = name + '\\0' + argument;
          return answer === undefined ? answers.get(key) ?? null : void answers.set(key, answer);
        };
      })()
      """;

  private final V8Runtime runtime;
  private final Limits limits;
  private @Nullable V8ValueFunction run;
  private @Nullable JavetCallbackContext door;
  private volatile boolean heapExceeded;
  private volatile long heapBytes;

  private V8Realm(V8Runtime runtime, Limits limits) {
    this.runtime = runtime;
    this.limits = limits;
  }

  /// An empty one.
  static V8Realm create(V8Host host, Host asked, Limits limits) {
    return create(
        host,
        new V8RuntimeOptions(),
        limits,
        realm -> {
          try (V8ValueFunction door = realm.door(asked)) {
            realm.run = realm.prelude(door);
          }
        });
  }

  /// One that is as a snapshot was.
  static V8Realm restore(V8Host host, Host asked, Limits limits, byte[] snapshot) {
    var options = new V8RuntimeOptions();
    options.setSnapshotBlob(snapshot);
    V8Realm restored =
        create(
            host,
            options,
            limits,
            realm -> {
              try (V8ValueObject global = realm.runtime.getGlobalObject();
                  V8ValueFunction door = realm.door(asked)) {
                V8ValueFunction run = global.get(RUN);
                realm.run = run;
                global.delete(RUN);
                run.callVoid(null, realm.runtime.createV8ValueUndefined(), door);
              }
            });
    options.setSnapshotBlob(null); // V8 has a copy of its own
    return restored;
  }

  /// One to make a snapshot of with [#rehearse].
  static V8Realm rehearsal(V8Host host, Limits limits, WarmUp warmUp) {
    var options = new V8RuntimeOptions();
    options.setCreateSnapshotEnabled(true);
    return create(
        host,
        options,
        limits,
        realm -> {
          try (V8ValueFunction answers = realm.runtime.getExecutor(ANSWERS).execute()) {
            for (var of : warmUp.answers().entrySet()) {
              for (var answer : of.getValue().entrySet()) {
                answers.callVoid(null, of.getKey(), answer.getKey(), answer.getValue());
              }
            }
            realm.run = realm.prelude(answers);
          }
        });
  }

  private interface Preparation {
    void of(V8Realm realm) throws JavetException;
  }

  private static V8Realm create(
      V8Host host, V8RuntimeOptions options, Limits limits, Preparation preparation) {
    try {
      var realm = new V8Realm(host.createV8Runtime(options), limits);
      realm.limitHeap();
      preparation.of(realm);
      return realm;
    } catch (JavetException e) {
      throw broken(e);
    }
  }

  private void limitHeap() {
    runtime.setPromiseRejectCallback(
        (event, promise, value) -> {}); // the default writes to the log
    runtime.setNearHeapLimitCallback(
        (current, initial) -> {
          if (current < limits.heapBytes()) {
            return limits.heapBytes() + HEADROOM_BYTES;
          }
          stopForMemory();
          return current + HEADROOM_BYTES;
        });
    runtime.addGCEpilogueCallback(
        (types, flags) -> {
          boolean full = types.contains(FULL_COLLECTION);
          var unused = runtime.getV8HeapStatistics().thenAccept(heap -> lookAt(heap, full));
        });
  }

  private void lookAt(V8HeapStatistics heap, boolean afterFullCollection) {
    heapBytes = heap.getTotalPhysicalSize() + heap.getMallocedMemory() + heap.getExternalMemory();
    if (afterFullCollection) {
      checkHeap(heap);
    }
  }

  private void checkHeap(V8HeapStatistics heap) {
    if (heap.getUsedHeapSize() + heap.getExternalMemory() > limits.heapBytes()) {
      stopForMemory();
    }
  }

  private void stopForMemory() {
    heapExceeded = true;
    runtime.terminateExecution();
  }

  /// The function that asks the host.
  private V8ValueFunction door(Host asked) throws JavetException {
    NoThisAndResult<JavetException> bridge =
        arguments -> {
          try {
            String name = ((V8ValueString) arguments[0]).getValue();
            String argument = ((V8ValueString) arguments[1]).getValue();
            String answer =
                name.equals(Locales.NAME) ? Locales.answer(argument) : asked.ask(name, argument);
            return answer == null
                ? runtime.createV8ValueNull()
                : runtime.createV8ValueString(answer);
          } catch (Refused e) {
            return runtime.createV8ValueBoolean(false);
          }
        };
    var door =
        new JavetCallbackContext("host", JavetCallbackType.DirectCallNoThisAndResult, bridge);
    this.door = door;
    return runtime.createV8ValueFunction(door);
  }

  private V8ValueFunction prelude(V8ValueFunction host) throws JavetException {
    try (V8ValueFunction prelude =
        runtime.getExecutor(Prelude.TEXT).setResourceName(Prelude.NAME).execute()) {
      return prelude.call(null, host, Locales.REPLACEMENTS, Locales.NAME);
    }
  }

  Outcome evaluate(StartScript start, CodeCache codeCache) {
    byte[] known = codeCache.get(start.identity());
    try (V8Script compiled =
        new V8StringExecutor(runtime, start.script().get(), known)
            .setResourceName(start.name())
            .compileV8Script(true)) {
      compiled.execute(false);
      if (known == null) {
        codeCache.put(start.identity(), compiled.getCachedData());
      }
      return new Outcome.Returned("");
    } catch (JavetException e) {
      return failed(e);
    }
  }

  /// Evaluates the script, warms it up, and gives away what the realm is then. It can do nothing
  /// else afterwards.
  Outcome rehearse(StartScript start, WarmUp warmUp, Consumer<byte[]> snapshot) {
    try {
      runtime.getExecutor(start.script().get()).setResourceName(start.name()).executeVoid();
      for (WarmUp.Call call : warmUp.calls()) {
        Outcome outcome = call(call.function(), call.argument());
        if (!(outcome instanceof Outcome.Returned)) {
          return outcome;
        }
      }
      try (V8ValueObject global = runtime.getGlobalObject();
          V8ValueFunction run = Objects.requireNonNull(this.run)) {
        this.run = null;
        run.callVoid(null, runtime.createV8ValueUndefined(), runtime.createV8ValueNull());
        global.set(RUN, run);
      }
      snapshot.accept(runtime.createSnapshot());
      return new Outcome.Returned("");
    } catch (JavetException e) {
      return failed(e);
    }
  }

  @Override
  public Outcome call(String function, String argument) {
    V8ValueFunction run = this.run;
    if (run == null) {
      throw new IllegalStateException("the realm was not prepared");
    }
    try {
      try (V8Value name = runtime.createV8ValueString(function);
          V8Value value = runtime.createV8ValueString(argument);
          V8Value result = run.call(null, name, value)) {
        if (result instanceof V8ValueString string) {
          return new Outcome.Returned(string.getValue());
        }
      }
      return new Outcome.Threw(reason(run, "message"), reason(run, "stack"));
    } catch (JavetException e) {
      return failed(e);
    } finally {
      measure();
    }
  }

  private void measure() {
    var unused = runtime.getV8HeapStatistics().thenAccept(heap -> lookAt(heap, false));
  }

  private static String reason(V8ValueFunction run, String part) throws JavetException {
    String text = run.callString(null, null, part);
    return text == null ? "" : text;
  }

  private Outcome failed(JavetException failure) {
    if (heapExceeded || failure instanceof JavetOutOfMemoryException) {
      return new Outcome.OutOfMemory(
          (limits.heapBytes() >> 20)
              + " MiB; raise farm.worker.heap-limit if the project needs that much");
    }
    return switch (failure) {
      case JavetTerminatedException stopped -> new Outcome.Stopped();
      case BaseJavetScriptingException threw -> threw(threw.getScriptingError());
      default -> throw broken(failure);
    };
  }

  private static Outcome threw(JavetScriptingError error) {
    String message = error.getDetailedMessage();
    String stack = error.getStack();
    return new Outcome.Threw(
        message == null ? String.valueOf(error.getContext()) : message,
        stack == null ? "    at " + error.getResourceName() + ":" + error.getLineNumber() : stack);
  }

  private static IllegalStateException broken(JavetException e) {
    return new IllegalStateException("V8 failed: " + e.getMessage(), e);
  }

  @Override
  public void stop() {
    runtime.terminateExecution();
  }

  @Override
  public void resume() {
    runtime.cancelTerminateExecution();
  }

  @Override
  public long heapBytes() {
    return heapBytes;
  }

  @Override
  public void trim() {
    runtime.lowMemoryNotification();
    measure(); // what the collection freed, it gives back after its end
  }

  @Override
  public void dispose() {
    try {
      if (run != null) {
        run.close();
      }
      if (door != null) {
        runtime.removeCallbackContext(door.getHandle());
      }
      runtime.close();
    } catch (JavetException e) {
      throw broken(e);
    }
  }
}
