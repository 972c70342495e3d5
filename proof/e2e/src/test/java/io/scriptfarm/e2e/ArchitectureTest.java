package io.scriptfarm.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/// The walls that ARCHITECTURE.md draws. Maven keeps modules apart; this keeps libraries behind the
/// one module that may know them.
@AnalyzeClasses(packages = "io.scriptfarm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheStoreKnowsRedis =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.scriptfarm.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lettuce..");

  @ArchTest
  static final ArchRule onlyTheQueueKnowsKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.scriptfarm.queue..", "io.scriptfarm.embedded..", "io.scriptfarm.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyTheEnginePackageKnowsJavaScriptEngines =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.scriptfarm.compiler.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.caoccao.javet..", "org.graalvm..");

  @ArchTest
  static final ArchRule theContractDependsOnTheJdkAlone =
      noClasses()
          .that()
          .resideInAPackage("io.scriptfarm.contract")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "org.jspecify..", "io.scriptfarm.contract");

  @ArchTest
  static final ArchRule theGatewayStandsAlone = standsAlone("gateway", "worker", "cache", "cli");

  @ArchTest
  static final ArchRule theWorkerStandsAlone = standsAlone("worker", "gateway", "cache", "cli");

  @ArchTest
  static final ArchRule theCacheServiceStandsAlone =
      standsAlone("cache", "gateway", "worker", "cli");

  @ArchTest
  static final ArchRule nobodyAsksTheClock =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.scriptfarm.contract..",
              "io.scriptfarm.gateway..",
              "io.scriptfarm.worker..",
              "io.scriptfarm.store..")
          .and()
          .resideOutsideOfPackage("..wiring..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(InstantSource.class, "system");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  private static ArchRule standsAlone(String service, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = "io.scriptfarm." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage("io.scriptfarm." + service + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
