package io.scriptfarm.compiler.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;

/// GraalJS: one polyglot engine, so that sessions share what was parsed and compiled; one context
/// for each session.
final class GraalEngine implements JsEngine {
  private static final System.Logger LOG = System.getLogger(GraalEngine.class.getName());
  private static final int SOURCES = 4; // a process works with one or two toolchains at a time
  private static final int LARGEST_GRAPH = 150_000; // nodes; TypeScript's other functions: 14,000

  private final Engine engine;
  private final String version;
  private final boolean interpreting;
  private final OpenSessions sessions = new OpenSessions();
  private final Map<String, Source> sources =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
          return size() > SOURCES;
        }
      };

  private GraalEngine(Engine engine) {
    this.engine = engine;
    if (!engine.getLanguages().containsKey("js")) {
      throw new IllegalStateException(
          "GraalJS is not on the class path: add org.graalvm.js:js-language");
    }
    // Outside of a GraalVM the engine calls itself a development build; its jar knows better.
    String jar = Engine.class.getPackage().getImplementationVersion();
    this.version =
        "GraalJS "
            + (jar == null ? engine.getVersion() : jar)
            + " ("
            + engine.getImplementationName()
            + ")";
    this.interpreting = isInterpreting(engine);
  }

  static GraalEngine create() {
    var made = new GraalEngine(polyglot());
    if (made.interpreting) {
      LOG.log(
          System.Logger.Level.WARNING,
          "GraalJS has no just-in-time compiler in this JVM and is only INTERPRETING: compiling takes"
              + " ten to twenty times as long. Start the JVM with @engine.args (see GraalJit),"
              + " or use the engine 'v8'.");
    }
    return made;
  }

  /// Without copies of functions for each of their callers, of which TypeScript's compiler gets
  /// dozens: making them took more time than they ever saved. And without compiling what becomes
  /// monstrous: `createTypeChecker` took all of a worker's 4 GB. Only an engine with a
  /// just-in-time compiler knows these options.
  private static Engine polyglot() {
    Engine plain = builder().build();
    if (isInterpreting(plain)) {
      return plain;
    }
    plain.close();
    return builder()
        .allowExperimentalOptions(true)
        .option("engine.Splitting", "false")
        .option("compiler.MaximumGraalGraphSize", String.valueOf(LARGEST_GRAPH))
        .build();
  }

  private static Engine.Builder builder() {
    return Engine.newBuilder("js")
        .option("engine.WarnInterpreterOnly", "false"); // we warn ourselves
  }

  private static boolean isInterpreting(Engine engine) {
    return engine.getImplementationName().equals("Interpreted");
  }

  @Override
  public EngineKind kind() {
    return EngineKind.GRAALJS;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean isInterpreting() {
    return interpreting;
  }

  @Override
  public JsSession open(StartScript start, Limits limits) {
    Source source = source(start);
    GuardedSession session =
        GuardedSession.open(
            start.name(),
            limits,
            asked -> GraalRealm.create(engine, asked),
            realm -> realm.evaluate(source),
            sessions);
    sessions.opened(session);
    return session;
  }

  private Source source(StartScript start) {
    synchronized (sources) {
      return sources.computeIfAbsent(
          start.identity(),
          identity ->
              Source.newBuilder("js", start.script().get(), start.name())
                  .cached(true)
                  .buildLiteral());
    }
  }

  @Override
  public long heapBytes() {
    return sessions.heapBytes();
  }

  @Override
  public boolean isStuck() {
    return sessions.isStuck();
  }

  @Override
  public void close() {
    sessions.closeAll();
  }
}
