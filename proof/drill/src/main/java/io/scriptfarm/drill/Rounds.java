package io.scriptfarm.drill;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.queue.KafkaCompletions;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.TopicSubscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// A drill on a farm of two gateways behind one address and three workers: each process is killed
/// in turn, one every 20 s, while clients build through both gateways, until the time is over. A
/// process is back before the next one is killed, or the farm has no time to be whole.
final class Rounds {
  private static final int WORKERS = 3;
  private static final int CLIENTS = 20;
  private static final int SCRIPTS = 50; // of a project
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration UNDER_WAY = Duration.ofSeconds(4);
  private static final int FIRST_PROJECT = 90_000_000; // those of other drills have other numbers

  private final long seed;
  private final Duration time;
  private final Consumer<String> out;

  /// @param time how long processes are killed
  /// @param out is told how it goes, by lines
  Rounds(long seed, Duration time, Consumer<String> out) {
    this.seed = seed;
    this.time = time;
    this.out = out;
  }

  /// Runs it, ends the farm, and compares what was built with tstl's.
  Outcome run() throws InterruptedException {
    Path work = Repository.temporary("rounds");
    Drill drill =
        new Drill(
            "rounds",
            "two gateways, three workers; each process is killed in turn, one every "
                + EVERY.toSeconds()
                + " s",
            CLIENTS,
            0,
            1,
            SCRIPTS,
            (_, _, _) -> List.of());
    out.accept(drill.name() + ": " + drill.about());
    Function<Reference, Outcome> compare = onFarm(drill);
    out.accept("  comparing with tstl");
    try (Reference reference = new Reference(work)) {
      return compare.apply(reference);
    }
  }

  private Function<Reference, Outcome> onFarm(Drill drill) throws InterruptedException {
    Tally tally = new Tally();
    try (DrillFarm farm = DrillFarm.start(WORKERS, true);
        KafkaCompletions completions =
            new KafkaCompletions(KafkaConfig.of(farm.processes().kafka(), Exercise.PREFIX));
        TopicSubscription _ = completions.subscribe(tally::add)) {
      List<FarmClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(FarmClient.waiting(FarmAddress.open(farm.gateway())));
        }
        return strike(drill, farm, clients, tally);
      } finally {
        clients.forEach(FarmClient::close);
      }
    }
  }

  private Function<Reference, Outcome> strike(
      Drill drill, DrillFarm farm, List<FarmClient> clients, Tally tally)
      throws InterruptedException {
    Load load = new Load(FIRST_PROJECT, 1, SCRIPTS, seed);
    long begin = System.nanoTime();
    List<String> killed;
    List<Built> built;
    MemoryWatch memory = new MemoryWatch(farm);
    try (memory) {
      load.start(builders(clients));
      killed = kill(farm, load);
      out.accept("  the last one is killed, %d builds have ended".formatted(load.done()));
      built = load.finish();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    String unwell = farm.awaitWell();
    var counts = tally.counts();
    var growth = memory.log().growth();
    var restarts = farm.restarts();
    return reference ->
        Outcome.of(drill, killed, built, reference, counts, growth, restarts, unwell, took);
  }

  private static List<Builder> builders(List<FarmClient> clients) {
    List<Builder> builders = new ArrayList<>();
    for (FarmClient client : clients) {
      builders.add(new Client(client, Urgency.values()[builders.size() % Urgency.values().length]));
    }
    return builders;
  }

  private List<String> kill(DrillFarm farm, Load load) throws InterruptedException {
    List<String> victims = farm.names();
    List<String> killed = new ArrayList<>();
    load.awaitSomebody();
    Pause.of(UNDER_WAY);
    long end = System.nanoTime() + time.toNanos();
    for (int i = 0; System.nanoTime() < end && load.awaitSomebody(); i++) {
      long next = System.nanoTime() + EVERY.toNanos();
      String victim = victims.get(i % victims.size());
      farm.kill(victim);
      killed.add(victim + " killed");
      out.accept("  %s killed, %d builds have ended".formatted(victim, load.done()));
      Pause.of(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
    }
    return killed;
  }
}
