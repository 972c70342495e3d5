package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.OneAddress;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SecondGateway;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two gateways of one farm behind one address.
@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R41 with two gateways behind one address")
class ManyGatewaysTest {
  private static final Duration BUILD = Duration.ofMinutes(2);

  private final FarmProcess farm;

  ManyGatewaysTest(FarmProcess farm) {
    this.farm = farm;
  }

  private Ran.Running build(OneAddress address, Path project) {
    Map<String, String> environment = farm.environment();
    environment.put("FARM_URL", address.uri().toString());
    return Ran.start(
        project,
        environment,
        List.of(Repository.root().resolve("farm").toString(), "build", "--json", "."));
  }

  @Test
  @DisplayName("R43 one is killed while clients stream, and each gets the end of its build")
  void oneIsKilled() {
    farm.up();
    farm.clearCache();
    try (SecondGateway second = SecondGateway.of(farm);
        OneAddress address = new OneAddress(List.of(second.port(), farm.portOf("gateway")))) {
      Set<String> before = farm.builds();
      List<Path> projects = new ArrayList<>();
      List<Ran.Running> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Path project = Repository.copyOf("rxjs", Repository.temporary("gateways"));
        projects.add(project);
        clients.add(build(address, project));
      }
      String build = farm.newestBuild(before);
      CompletableFuture<List<BuildEvents.Event>> followed =
          CompletableFuture.supplyAsync(() -> BuildEvents.all(farm.gateway(), build));
      BuildEvents.until(farm.gateway(), build, 0, e -> e.name().equals("script-finished"));

      second.kill();

      for (int i = 0; i < clients.size(); i++) {
        CommandBuild built = CommandBuild.of(clients.get(i).await(BUILD));
        assertEquals(251, built.scripts());
        assertEquals(Tstl.outputOf("rxjs", "dist"), Tree.of(projects.get(i).resolve("dist")));
      }
      List<BuildEvents.Event> events = followed.join();
      assertEquals(
          LongStream.rangeClosed(1, events.size()).boxed().toList(),
          events.stream().map(event -> event.data().path("sequence").asLong()).toList(),
          "nothing is missing, and nothing comes twice");
      assertEquals("delivered", events.getLast().data().at("/conclusion/type").asText());
    }
  }
}
