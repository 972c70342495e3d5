package io.scriptfarm.walls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Violations of each wall, as sources that are compiled when the walls are tested.
final class Planted {
  /// Libraries as far as the violations need them.
  private static final List<String> LIBRARIES =
      List.of(
          stub("io.lettuce.core"),
          stub("io.opentelemetry.exporter"),
          stub("org.apache.kafka.clients"),
          stub("org.graalvm.polyglot"),
          stub("com.caoccao.javet"),
          stub("org.luaj.vm2"),
          stub("party.iroiro.luajava"),
          stub("picocli"),
          stub("io.quarkus.arc"),
          stub("io.scriptfarm.delivery"),
          stub("org.slf4j.planted"),
          "package io.vertx.ext.web; public class Router {}",
          "package io.scriptfarm.contract; public interface OutcomeIndex { void record(java.util.Map<?, ?> outcomes); }",
          "package jakarta.ws.rs; @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) public @interface GET {}");

  private record Violation(String wall, String type, String body) {}

  private static final List<Violation> ALL = violations();

  private Planted() {}

  private static List<Violation> violations() {
    List<Violation> all = new ArrayList<>();
    all.add(knows("onlyTheStoreKnowsRedis", "gateway", "io.lettuce.core.Stub"));
    all.add(knows("onlyTheQueueKnowsKafka", "delivery", "org.apache.kafka.clients.Stub"));
    all.add(knows("onlyTelemetryKnowsTheExporter", "worker", "io.opentelemetry.exporter.Stub"));
    all.add(knows("onlyTheEnginePackageKnowsGraal", "compiler.tstl", "org.graalvm.polyglot.Stub"));
    all.add(knows("onlyTheEnginePackageKnowsV8", "parity", "com.caoccao.javet.Stub"));
    all.add(knows("onlyLuaKnowsLuaJ", "worker", "org.luaj.vm2.Stub"));
    all.add(knows("onlyLuaKnowsLuaJ", "runtime.engine", "org.luaj.vm2.Stub"));
    all.add(
        knows("onlySourcesOfScriptsKnowDelivery", "runtime.script", "io.scriptfarm.delivery.Stub"));
    all.add(knows("onlyLuaKnowsRealLua", "parity", "party.iroiro.luajava.Stub"));
    all.add(knows("onlyTheCommandLineKnowsPicocli", "orchestration", "picocli.Stub"));
    all.add(knows("theContractDependsOnTheJdkAlone", "contract", "org.slf4j.planted.Stub"));
    all.add(
        new Violation(
            "theContractDependsOnTheJdkAlone",
            "io.scriptfarm.contract.KnowsItsJson",
            "Object known = io.scriptfarm.contract.wire.Planted0.class;"));
    all.add(new Violation("", "io.scriptfarm.contract.wire.Planted0", ""));
    all.add(
        knows(
            "theContractsJsonDependsOnJacksonBesides", "contract.wire", "org.slf4j.planted.Stub"));
    for (String wall : Walls.all().keySet()) {
      if (wall.endsWith("KnowsNoServer")) {
        all.add(knows(wall, wall.replace("KnowsNoServer", ""), "io.quarkus.arc.Stub"));
      }
    }
    all.add(knows("deliveryKnowsNoQuarkus", "delivery", "io.quarkus.arc.Stub"));
    all.add(knows("gatewayStandsAlone", "gateway", "io.scriptfarm.worker.Planted1"));
    all.add(new Violation("", "io.scriptfarm.worker.Planted1", ""));
    all.add(knows("workerStandsAlone", "worker", "io.scriptfarm.cache.Planted2"));
    all.add(new Violation("", "io.scriptfarm.cache.Planted2", ""));
    all.add(knows("cacheStandsAlone", "cache", "io.scriptfarm.worker.Planted1"));
    all.add(knows("nobodyKnowsTheCommandLine", "orchestration", "io.scriptfarm.cli.Planted3"));
    all.add(new Violation("", "io.scriptfarm.cli.Planted3", ""));
    for (Map.Entry<String, String> call :
        Map.of(
                "SleepsMillis", "Thread.sleep(1)",
                "SleepsNanos", "Thread.sleep(1, 1)",
                "SleepsForADuration", "Thread.sleep(java.time.Duration.ZERO)",
                "SleepsByUnit", "java.util.concurrent.TimeUnit.SECONDS.sleep(1)")
            .entrySet()) {
      all.add(does("nobodySleeps", "io.scriptfarm.cli." + call.getKey(), call.getValue()));
    }
    all.add(
        does(
            "onlyWorkersRecordOutcomes",
            "io.scriptfarm.gateway.RecordsOutcomes",
            "((io.scriptfarm.contract.OutcomeIndex) null).record(java.util.Map.of())"));
    int clock = 0;
    for (String call :
        List.of(
            "java.time.Instant.now()",
            "java.time.LocalDate.now()",
            "java.time.Clock.systemUTC()",
            "java.time.InstantSource.system()",
            "System.currentTimeMillis()",
            "new java.util.Date()")) {
      all.add(does("nobodyAsksTheClock", "io.scriptfarm.store.AsksTheClock" + clock++, call));
    }
    all.add(
        new Violation(
            "everyResourceMethodDeclaresItsAction",
            "io.scriptfarm.gateway.OpenResource",
            "@jakarta.ws.rs.GET public String everything() { return \"\"; }"));
    all.add(knows("onlyPullsHaveRoutesOfTheirOwn", "gateway.stream", "io.vertx.ext.web.Router"));
    all.add(
        new Violation(
            "portsAreNarrow",
            "io.scriptfarm.publication.WidePort",
            "void a(); void b(); void c(); void d(); void e();"));
    all.add(knows("noCirclesOfPackages", "trace.one", "io.scriptfarm.trace.two.Two"));
    all.add(
        new Violation(
            "",
            "io.scriptfarm.trace.two.Two",
            "Object known = io.scriptfarm.trace.one.NoCirclesOfPackages.class;"));
    return List.copyOf(all);
  }

  private static String stub(String pack) {
    return "package " + pack + "; public class Stub {}";
  }

  private static Violation knows(String wall, String pack, String library) {
    String name = Character.toUpperCase(wall.charAt(0)) + wall.substring(1);
    return new Violation(
        wall, "io.scriptfarm." + pack + "." + name, "Object known = " + library + ".class;");
  }

  private static Violation does(String wall, String type, String call) {
    return new Violation(wall, type, "void go() throws Exception { " + call + "; }");
  }

  static Set<String> walls() {
    return ALL.stream()
        .map(Violation::wall)
        .filter(wall -> !wall.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The classes that a wall has to catch.
  static List<String> violators(String wall) {
    return ALL.stream().filter(v -> v.wall().equals(wall)).map(Violation::type).toList();
  }

  /// Compiles all of them below `folder`.
  static Path compile(Path folder) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Violation violation : ALL) {
      int dot = violation.type().lastIndexOf('.');
      String kind = violation.wall().equals("portsAreNarrow") ? "interface" : "class";
      sources.put(
          violation.type(),
          "package %s; public %s %s { %s }"
              .formatted(
                  violation.type().substring(0, dot),
                  kind,
                  violation.type().substring(dot + 1),
                  violation.body()));
    }
    List<JavaFileObject> files =
        Stream.concat(sources.values().stream(), LIBRARIES.stream())
            .map(Planted::file)
            .collect(Collectors.toList());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    boolean done =
        compiler
            .getTask(
                problems,
                null,
                null,
                List.of("-proc:none", "-d", folder.toString(), "-cp", folder.toString()),
                null,
                files)
            .call();
    if (!done) {
      throw new UncheckedIOException(new IOException(problems.toString()));
    }
    return folder.resolve("io/scriptfarm");
  }

  private static JavaFileObject file(String source) {
    String pack = source.substring("package ".length(), source.indexOf(';'));
    String name = source.replaceAll("(?s).*?public (?:class|interface|@interface) (\\w+).*", "$1");
    URI uri = URI.create("string:///" + pack.replace('.', '/') + "/" + name + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignored) {
        return source;
      }
    };
  }
}
