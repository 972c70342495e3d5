package io.scriptfarm.walls;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What may know what. Maven keeps modules apart; these keep libraries behind the one module that
/// may know them, and habits out of the code. A rule over classes that are not there fails.
final class Walls {
  private static final int MOST_METHODS_OF_A_PORT = 4;

  /// Ports that have more methods, each with the reason.
  private static final Map<String, String> WIDE_PORTS = Map.of();

  /// Who may ask the clock: where parts are put together, and programs that measure, and tests.
  private static final String[] CLOCKS = {
    "..wiring..",
    "io.scriptfarm.bench..",
    "io.scriptfarm.drill..",
    "io.scriptfarm.harness..",
    "io.scriptfarm.soundness..",
    "io.scriptfarm.testkit.."
  };

  /// Begins of the names of other classes that do so, each with the reason.
  private static final Map<String, String> ASK_THE_CLOCK =
      Map.of(
          "io.scriptfarm.cli.run.SupervisorProcess", "puts the supervisor together",
          "io.scriptfarm.compiler.engine.V8Snapshots", "compares the times of files on disk",
          "io.scriptfarm.delivery.pull.DiskCache", "a game server makes one without a clock");

  private static final String[] SERVER = {
    "io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..", "io.vertx.."
  };

  /// They put all commands together, in the package of what commands share.
  private static final Set<String> PROGRAMS = Set.of("io.scriptfarm.cli.Farm");

  private static final Set<String> RESOURCE_METHODS =
      Set.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS");

  private Walls() {}

  /// Every wall by its name.
  static Map<String, ArchRule> all() {
    Map<String, ArchRule> walls = new LinkedHashMap<>();
    walls.put("onlyTheStoreKnowsRedis", only("io.lettuce..", "store"));
    walls.put("onlyTheQueueKnowsKafka", only("org.apache.kafka..", "queue", "embedded", "testkit"));
    walls.put("onlyTelemetryKnowsTheExporter", only("io.opentelemetry.exporter..", "telemetry"));
    walls.put("onlyTheEnginePackageKnowsGraal", only("org.graalvm..", "compiler.engine"));
    walls.put("onlyTheEnginePackageKnowsV8", only("com.caoccao.javet..", "compiler.engine"));
    walls.put(
        "onlyLuaKnowsLuaJ",
        only("org.luaj..", "lua", "parity", "luaparity", "runtime.luaj", "bench"));
    walls.put(
        "onlySourcesOfScriptsKnowDelivery",
        noClasses()
            .that()
            .resideInAPackage("io.scriptfarm.runtime..")
            .and()
            .resideOutsideOfPackage("io.scriptfarm.runtime.source..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.scriptfarm.delivery..")
            .allowEmptyShould(false));
    walls.put("onlyLuaKnowsRealLua", only("party.iroiro..", "lua", "luaparity"));
    walls.put(
        "onlyTheCommandLineKnowsPicocli",
        only(
            "picocli..",
            "cli",
            "soundness",
            "peersuite",
            "luaparity",
            "drill",
            "manifests",
            "images"));
    walls.put(
        "theContractDependsOnTheJdkAlone",
        dependsOnly(
            "io.scriptfarm.contract", "java..", "org.jspecify..", "io.scriptfarm.contract"));
    walls.put(
        "theContractsJsonDependsOnJacksonBesides",
        dependsOnly(
            "io.scriptfarm.contract.wire..",
            "java..",
            "org.jspecify..",
            "io.scriptfarm.contract..",
            "com.fasterxml.jackson.."));
    for (String library :
        List.of(
            "contract",
            "publication",
            "orchestration",
            "api",
            "client",
            "access",
            "compiler",
            "lua",
            "parity",
            "trace",
            "runtime",
            "toolchain",
            "store",
            "queue",
            "cli")) {
      walls.put(library + "KnowsNoServer", knowsNot("io.scriptfarm." + library + "..", SERVER));
    }
    // It brings a server for game clients, of Vert.x alone.
    walls.put(
        "deliveryKnowsNoQuarkus",
        knowsNot(
            "io.scriptfarm.delivery..",
            "io.quarkus..",
            "io.smallrye..",
            "io.vertx.ext.web..",
            "jakarta.."));
    List<String> services = List.of("gateway", "worker", "cache");
    for (String service : services) {
      walls.put(
          service + "StandsAlone",
          knowsNot(
              "io.scriptfarm." + service + "..",
              services.stream()
                  .filter(other -> !other.equals(service))
                  .map(other -> "io.scriptfarm." + other + "..")
                  .toArray(String[]::new)));
    }
    walls.put("nobodyKnowsTheCommandLine", nobodyKnowsTheCommandLine());
    walls.put("onlyWorkersRecordOutcomes", onlyWorkersRecordOutcomes());
    walls.put("nobodySleeps", nobodySleeps());
    walls.put("nobodyAsksTheClock", nobodyAsksTheClock());
    walls.put("everyResourceMethodDeclaresItsAction", everyResourceMethodDeclaresItsAction());
    walls.put("onlyPullsHaveRoutesOfTheirOwn", onlyPullsHaveRoutesOfTheirOwn());
    walls.put("portsAreNarrow", portsAreNarrow());
    walls.put("noCirclesOfPackages", noCirclesOfPackages());
    return walls;
  }

  /// Only some packages of ours may know a library.
  private static ArchRule only(String library, String... knowing) {
    String[] packages = new String[knowing.length];
    for (int i = 0; i < knowing.length; i++) {
      packages[i] = "io.scriptfarm." + knowing[i] + "..";
    }
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(false);
  }

  private static ArchRule dependsOnly(String ours, String... packages) {
    return classes()
        .that()
        .resideInAPackage(ours)
        .should()
        .onlyDependOnClassesThat(resideIn(packages))
        .allowEmptyShould(false);
  }

  private static DescribedPredicate<JavaClass> resideIn(String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages)
        .or(DescribedPredicate.describe("are primitive", JavaClass::isPrimitive))
        .or(
            DescribedPredicate.describe(
                "are arrays of these",
                type ->
                    type.isArray()
                        && (type.getBaseComponentType().isPrimitive()
                            || JavaClass.Predicates.resideInAnyPackage(packages)
                                .test(type.getBaseComponentType()))));
  }

  private static ArchRule knowsNot(String ours, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage(ours)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .allowEmptyShould(false);
  }

  private static ArchRule nobodyKnowsTheCommandLine() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.scriptfarm.cli..",
            "io.scriptfarm.soundness..",
            "io.scriptfarm.peersuite..",
            "io.scriptfarm.luaparity..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.scriptfarm.cli..")
        .allowEmptyShould(false);
  }

  /// Whoever could write an outcome could have every client get whatever he likes. Stores do it
  /// when they are told, and whoever waits for a store passes it on.
  private static ArchRule onlyWorkersRecordOutcomes() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.scriptfarm.worker.execute..",
            "io.scriptfarm.store..",
            "io.scriptfarm.contract.patience..",
            "io.scriptfarm.contract.evidence..",
            "io.scriptfarm.testkit..",
            "io.scriptfarm.bench..")
        .should()
        .callMethodWhere(
            target(name("record"))
                .and(
                    target(
                        owner(
                            JavaClass.Predicates.assignableTo(
                                "io.scriptfarm.contract.OutcomeIndex")))))
        .allowEmptyShould(false);
  }

  /// Each overload, and `TimeUnit.sleep`.
  private static ArchRule nobodySleeps() {
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.scriptfarm.contract.wire.Pause")
        .should()
        .callMethodWhere(
            target(name("sleep")).and(target(owner(JavaClass.Predicates.type(Thread.class)))))
        .orShould()
        .callMethodWhere(
            target(name("sleep")).and(target(owner(JavaClass.Predicates.type(TimeUnit.class)))))
        .allowEmptyShould(false);
  }

  private static ArchRule nobodyAsksTheClock() {
    return noClasses()
        .that(
            JavaClass.Predicates.resideOutsideOfPackages(CLOCKS)
                .and(
                    DescribedPredicate.describe(
                        "are not called Wiring", type -> !type.getSimpleName().endsWith("Wiring")))
                .and(
                    DescribedPredicate.describe(
                        "are not " + ASK_THE_CLOCK,
                        type ->
                            ASK_THE_CLOCK.keySet().stream().noneMatch(type.getName()::startsWith))))
        .should()
        .callMethodWhere(
            target(name("now"))
                .and(target(owner(JavaClass.Predicates.resideInAPackage("java.time")))))
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethodWhere(
            target(nameStartingWith("system"))
                .and(target(owner(JavaClass.Predicates.type(Clock.class)))))
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callConstructor(java.util.Date.class)
        .allowEmptyShould(false);
  }

  private static ArchRule everyResourceMethodDeclaresItsAction() {
    return methods()
        .that(
            DescribedPredicate.<JavaMember>describe(
                "answer requests",
                method ->
                    method.getAnnotations().stream()
                        .map(annotation -> annotation.getRawType())
                        .anyMatch(
                            type ->
                                type.getPackageName().equals("jakarta.ws.rs")
                                    && RESOURCE_METHODS.contains(type.getSimpleName()))))
        .should()
        .beAnnotatedWith(
            DescribedPredicate.describe(
                "@Allowed",
                annotation ->
                    annotation.getRawType().getName().equals("io.scriptfarm.access.Allowed")))
        .allowEmptyShould(false);
  }

  /// Routes declare their action by asking the gate, which no rule can see; so they are few. Who
  /// limits the time for heads adds none: the router tells him that the service begins.
  private static ArchRule onlyPullsHaveRoutesOfTheirOwn() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("io.scriptfarm.cache.pull", "io.scriptfarm.service.head")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.vertx.ext.web.Router")
        .allowEmptyShould(false);
  }

  private static ArchRule portsAreNarrow() {
    return classes()
        .that()
        .resideInAnyPackage("io.scriptfarm.contract", "io.scriptfarm.publication")
        .and()
        .areInterfaces()
        .should(
            new ArchCondition<JavaClass>("have at most " + MOST_METHODS_OF_A_PORT + " methods") {
              @Override
              public void check(JavaClass port, ConditionEvents events) {
                long methods =
                    port.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                        .count();
                events.add(
                    new SimpleConditionEvent(
                        port,
                        methods <= MOST_METHODS_OF_A_PORT || WIDE_PORTS.containsKey(port.getName()),
                        port.getName() + " has " + methods + " methods"));
              }
            })
        .allowEmptyShould(false);
  }

  private static ArchRule noCirclesOfPackages() {
    return slices()
        .matching("io.scriptfarm.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            DescribedPredicate.describe(
                "programs of the command line", type -> PROGRAMS.contains(type.getName())),
            DescribedPredicate.alwaysTrue())
        .allowEmptyShould(false);
  }
}
