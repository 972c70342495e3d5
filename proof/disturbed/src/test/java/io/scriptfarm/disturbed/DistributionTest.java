package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.FarmProcess.Setup;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The archive of the command line, unpacked outside of the checkout.
@Tag("farm")
@DisplayName("R41 the distribution")
class DistributionTest {
  private static final String EXAMPLE = "bundle-minimal";

  @Test
  @DisplayName("starts a farm that has nothing of the checkout, and builds what tstl builds")
  void runsOutsideOfTheCheckout() throws IOException {
    Path folder = Repository.temporary("distribution");
    Ran.expectSuccess(
        folder, Duration.ofMinutes(1), "tar", "-xzf", archive().toString(), "--strip-components=1");
    Setup setup = Setup.v8().withWorkers(1).withOperator(folder.resolve("bin/scriptfarm"));
    try (FarmProcess farm = FarmProcess.start(setup)) {
      for (String process : List.of("kafka", "cache-service", "gateway", "worker-1")) {
        String command = commandOf(farm.pid(process));
        assertTrue(command.contains(folder.toString()), () -> process + ": " + command);
        assertTrue(!command.contains(Repository.root().toString()), () -> process + ": " + command);
      }
      Path project = Repository.copyOf(EXAMPLE, folder.resolve("projects"));
      CommandBuild build = farm.build(project);
      assertEquals(0, build.exit(), () -> build.ran() + farm.logs());
      assertEquals(Tstl.outputOf(EXAMPLE, "dist"), Tree.of(project.resolve("dist")));
    }
  }

  private static Path archive() throws IOException {
    Path target = Repository.root().resolve("deploy/dist/target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("scriptfarm-[0-9].*\\.tar\\.gz"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no archive in " + target));
    }
  }

  /// All of it; what Java tells is cut off.
  private static String commandOf(long pid) throws IOException {
    Path file = Path.of("/proc", Long.toString(pid), "cmdline");
    return Files.readString(file, StandardCharsets.UTF_8).replace('\0', ' ');
  }
}
