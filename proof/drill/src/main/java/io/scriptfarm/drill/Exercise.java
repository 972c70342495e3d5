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
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs drills, each on a farm of its own.
final class Exercise {
  private static final int WORKERS = 2;
  static final String PREFIX = "scriptfarm";

  private final long seed;
  private final boolean twoGateways;
  private final InstantSource clock;
  private final Consumer<String> out;

  /// @param out is told how it goes, by lines
  Exercise(long seed, boolean twoGateways, InstantSource clock, Consumer<String> out) {
    this.seed = seed;
    this.twoGateways = twoGateways;
    this.clock = clock;
    this.out = out;
  }

  /// Runs a drill, ends its farm, and compares what was built with tstl's.
  Outcome run(Drill drill) throws InterruptedException {
    Path work = Repository.temporary("drill");
    out.accept(drill.name() + ": " + drill.about());
    Function<Reference, Outcome> compare = onFarm(drill, work);
    out.accept("  comparing with tstl");
    try (Reference reference = new Reference(work)) {
      return compare.apply(reference);
    }
  }

  private Function<Reference, Outcome> onFarm(Drill drill, Path work) throws InterruptedException {
    try (DrillFarm farm = DrillFarm.start(WORKERS, twoGateways);
        RedisStore store =
            RedisStore.connect(RedisStoreConfig.of(farm.processes().redis()), clock);
        KafkaCompletions completions =
            new KafkaCompletions(KafkaConfig.of(farm.processes().kafka(), PREFIX))) {
      Tally tally = new Tally();
      List<FarmClient> connections = new ArrayList<>();
      try (TopicSubscription _ = completions.subscribe(tally::add)) {
        Scene scene = new Scene(farm, store, tally, new Dice(seed), out);
        return strike(drill, scene, clients(drill, farm, work, connections), tally);
      } finally {
        connections.forEach(FarmClient::close);
      }
    }
  }

  private Function<Reference, Outcome> strike(
      Drill drill, Scene scene, List<Builder> clients, Tally tally) throws InterruptedException {
    DrillFarm farm = scene.farm();
    // Projects of other drills have other numbers.
    int first = Math.floorMod(drill.name().hashCode(), 1_000) * 100_000;
    Load load = new Load(first, drill.builds(), drill.scripts(), seed);
    long begin = System.nanoTime();
    List<String> faults;
    List<Built> built;
    MemoryWatch memory = new MemoryWatch(farm);
    try (memory) {
      load.start(clients);
      faults = drill.trouble().make(scene, load, new Dice(seed));
      out.accept("  the faults are over, %d builds have ended".formatted(load.done()));
      built = load.finish();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    String unwell = farm.awaitWell();
    Tally.Counts counts = tally.counts();
    Map<String, MemoryLog.Growth> growth = memory.log().growth();
    Map<String, Integer> restarts = farm.restarts();
    return reference ->
        Outcome.of(drill, faults, built, reference, counts, growth, restarts, unwell, took);
  }

  private List<Builder> clients(
      Drill drill, DrillFarm farm, Path work, List<FarmClient> connections) {
    List<Builder> clients = new ArrayList<>();
    for (int i = 0; i < drill.clients(); i++) {
      if (i < drill.byCommandLine()) {
        clients.add(new CommandLineUser(farm, work.resolve("user" + i)));
      } else {
        FarmClient client = FarmClient.waiting(FarmAddress.open(farm.gateway()));
        connections.add(client);
        clients.add(new Client(client, Urgency.values()[i % Urgency.values().length]));
      }
    }
    return clients;
  }
}
