package io.scriptfarm.drill;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.queue.KafkaCompletions;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.TopicSubscription;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.RedisStoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Runs drills, each on a farm of its own.
final class Exercise {
  private static final int WORKERS = 2;
  private static final String PREFIX = "scriptfarm";

  private final long seed;
  private final InstantSource clock;
  private final Consumer<String> out;

  /// @param out is told how it goes, by lines
  Exercise(long seed, InstantSource clock, Consumer<String> out) {
    this.seed = seed;
    this.clock = clock;
    this.out = out;
  }

  Outcome run(Drill drill) throws InterruptedException {
    Path work = Repository.temporary("drill");
    out.accept(drill.name() + ": " + drill.about());
    try (Reference reference = new Reference(work);
        DrillFarm farm = DrillFarm.start(WORKERS);
        RedisStore store =
            RedisStore.connect(RedisStoreConfig.of(farm.processes().redis()), clock);
        KafkaCompletions completions =
            new KafkaCompletions(KafkaConfig.of(farm.processes().kafka(), PREFIX))) {
      Tally tally = new Tally();
      List<FarmClient> connections = new ArrayList<>();
      try (TopicSubscription _ = completions.subscribe(tally::add)) {
        return run(
            drill,
            new Scene(farm, store, tally, new Dice(seed)),
            work,
            reference,
            connections,
            tally);
      } finally {
        connections.forEach(FarmClient::close);
      }
    }
  }

  private Outcome run(
      Drill drill,
      Scene scene,
      Path work,
      Reference reference,
      List<FarmClient> connections,
      Tally tally)
      throws InterruptedException {
    DrillFarm farm = scene.farm();
    Load load =
        new Load(
            Math.floorMod(drill.name().hashCode(), 1_000) * 100_000,
            drill.builds(),
            drill.scripts(),
            seed);
    long begin = System.nanoTime();
    List<String> faults;
    List<Built> built;
    MemoryLog memory = new MemoryLog(farm);
    try (MemoryLog _ = memory) {
      load.start(clients(drill, farm, work, connections));
      faults = drill.trouble().make(scene, load, new Dice(seed));
      out.accept("  the faults are over, %d builds have ended".formatted(load.done()));
      built = load.finish();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    String unwell = farm.awaitWell();
    out.accept("  comparing with tstl");
    return Outcome.of(
        drill,
        faults,
        built,
        reference,
        tally.counts(),
        memory.growth(),
        farm.restarts(),
        unwell,
        took);
  }

  private List<Builder> clients(
      Drill drill, DrillFarm farm, Path work, List<FarmClient> connections) {
    List<Builder> clients = new ArrayList<>();
    for (int i = 0; i < drill.clients(); i++) {
      if (i < drill.byCommandLine()) {
        clients.add(new CommandLineUser(farm.processes(), work.resolve("user" + i)));
      } else {
        FarmClient client = FarmClient.waiting(FarmAddress.open(farm.processes().gateway()));
        connections.add(client);
        clients.add(new Client(client, Urgency.values()[i % Urgency.values().length]));
      }
    }
    return clients;
  }
}
