package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R3 the same project from several clients at once")
class SharedWorkTest {
  private static final int CLIENTS = 8;
  private static final int SCRIPTS = 251;
  private static final Duration AT_MOST = Duration.ofMinutes(4);

  private final FarmProcess farm;

  SharedWorkTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Test
  @DisplayName("is compiled once")
  void isCompiledOnce() {
    Path parent = Repository.temporary("clients");
    List<Path> projects = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      projects.add(Repository.copyOf("rxjs", parent));
    }
    farm.clearCache();
    long before = farm.counter("scripts.compiled");

    List<Ran.Running> clients = projects.stream().map(farm::startBuild).toList();
    List<CommandBuild> builds =
        clients.stream().map(client -> CommandBuild.of(client.await(AT_MOST))).toList();

    assertEquals(SCRIPTS, farm.counter("scripts.compiled") - before);
    Tree expected = Tstl.outputOf("rxjs", "dist");
    for (int i = 0; i < CLIENTS; i++) {
      assertEquals(SCRIPTS, builds.get(i).scripts());
      assertEquals(expected, Tree.of(projects.get(i).resolve("dist")));
      assertEquals(builds.getFirst().diagnostics(), builds.get(i).diagnostics());
    }
    int compiled = builds.stream().mapToInt(CommandBuild::compiled).sum();
    assertEquals(
        SCRIPTS, compiled, "each script is some build's work, and no script that of two builds");
  }

  @Test
  @DisplayName("a first build counts every script as compiled, and both workers take part")
  void aFirstBuildCountsEveryScript() {
    Path project = Repository.copyOf("rxjs", Repository.temporary("first"));
    farm.clearCache();
    CommandBuild built = farm.buildWithoutMemory(project);
    assertEquals(SCRIPTS, built.compiled() + built.failed());
    assertEquals(0, built.cached());
    for (JsonNode worker : farm.status().path("workers")) {
      String id = worker.path("id").asText();
      assertTrue(farm.hasTranspiled(id, built.id()), id + " did nothing of the build");
    }
  }
}
