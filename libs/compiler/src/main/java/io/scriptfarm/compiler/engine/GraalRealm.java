package io.scriptfarm.compiler.engine;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/// One GraalJS context.
final class GraalRealm implements Realm {
  private static final Duration STOPPING =
      Duration.ofSeconds(10); // a safepoint is milliseconds away
  private static final Source PRELUDE =
      Source.newBuilder("js", Prelude.TEXT, Prelude.NAME).cached(true).buildLiteral();

  private final Context context;
  private final Value run;

  private GraalRealm(Context context, Value run) {
    this.context = context;
    this.run = run;
  }

  static GraalRealm create(Engine engine, Host asked) {
    Context context = sandboxed(engine);
    ProxyExecutable bridge =
        arguments -> {
          try {
            String name = arguments[0].asString();
            String argument = arguments[1].asString();
            return name.equals(Locales.NAME) ? Locales.answer(argument) : asked.ask(name, argument);
          } catch (Refused e) {
            return false;
          }
        };
    return new GraalRealm(
        context, context.eval(PRELUDE).execute(bridge, Locales.REPLACEMENTS, Locales.NAME));
  }

  /// A context that reaches nothing outside of it, with the same locale and time zone everywhere.
  static Context sandboxed(Engine engine) {
    return Context.newBuilder("js")
        .engine(engine)
        .timeZone(ZoneOffset.UTC)
        .allowAllAccess(false)
        .allowHostAccess(HostAccess.NONE)
        .allowHostClassLookup(className -> false)
        .allowHostClassLoading(false)
        .allowPolyglotAccess(PolyglotAccess.NONE)
        .allowEnvironmentAccess(EnvironmentAccess.NONE)
        .allowIO(IOAccess.NONE)
        .allowNativeAccess(false)
        .allowCreateThread(false)
        .allowCreateProcess(false)
        .allowExperimentalOptions(true)
        .option("js.locale", "en-US")
        .option("js.load", "false")
        .option("js.print", "false")
        .option("js.console", "false")
        .option("js.graal-builtin", "false")
        .option("js.java-package-globals", "false")
        .option("js.polyglot-builtin", "false")
        .option("js.shared-array-buffer", "false")
        .option("js.webassembly", "false")
        .in(new ByteArrayInputStream(new byte[0]))
        .out(OutputStream.nullOutputStream())
        .err(OutputStream.nullOutputStream())
        .build();
  }

  Outcome evaluate(Source source) {
    return watched(
        () -> {
          context.eval(source);
          return new Outcome.Returned("");
        });
  }

  @Override
  public Outcome call(String function, String argument) {
    return watched(
        () -> {
          Value result = run.execute(function, argument);
          return result.isNull()
              ? new Outcome.Threw(
                  run.execute(null, "message").asString(), run.execute(null, "stack").asString())
              : new Outcome.Returned(result.asString());
        });
  }

  private Outcome watched(Supplier<Outcome> work) {
    HeapWatch.Running call = HeapWatch.watch(this::stop);
    Outcome outcome;
    try (call) {
      outcome = work.get();
    } catch (PolyglotException e) {
      outcome = failed(e);
    } catch (OutOfMemoryError e) {
      outcome = outOfMemory();
    }
    return call.stopped() && outcome instanceof Outcome.Stopped ? outOfMemory() : outcome;
  }

  private static Outcome failed(PolyglotException e) {
    if (e.isInterrupted() || e.isCancelled()) {
      return new Outcome.Stopped();
    }
    if (e.isInternalError()) {
      throw new IllegalStateException("GraalJS failed: " + e.getMessage(), e);
    }
    if (e.isResourceExhausted() && !isStackOverflow(e)) {
      return outOfMemory();
    }
    Value thrown = e.getGuestObject();
    String stack =
        thrown != null && thrown.hasMember("stack") && thrown.getMember("stack").isString()
            ? thrown.getMember("stack").asString()
            : "";
    return new Outcome.Threw(String.valueOf(e.getMessage()), stack);
  }

  private static boolean isStackOverflow(PolyglotException e) {
    String message = e.getMessage();
    return message != null && message.contains("call stack");
  }

  private static Outcome outOfMemory() {
    return new Outcome.OutOfMemory(
        "a heap of "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MiB has to spare; start the worker with a larger -Xmx if the project needs that"
            + " much");
  }

  @Override
  public void stop() {
    try {
      context.interrupt(STOPPING);
    } catch (TimeoutException e) {
      context.close(true);
    }
  }

  @Override
  public void resume() {
    // Interrupting an idle context leaves no trace.
  }

  @Override
  public long heapBytes() {
    return 0;
  }

  @Override
  public void trim() {
    // The heap is the JVM's.
  }

  @Override
  public void dispose() {
    context.close(true);
  }
}
