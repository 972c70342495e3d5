package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One of some gateways on a farm in memory. It hears of the others when the test says so.
final class GatewayInMemory implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final FarmInMemory farm;
  private final String id;
  final Builds builds;
  final Peers peers;
  final FarmBuilds all;
  Instant now = Instant.EPOCH;

  GatewayInMemory(FarmInMemory farm, String id) {
    this.farm = farm;
    this.id = id;
    this.builds =
        new Builds(
            farm.fleet,
            farm.store.artifacts(),
            farm.publications,
            farm.patience,
            FarmInMemory.TOOLCHAIN,
            farm.ledger(id),
            farm.events::add,
            BuildTrace.Maker.NONE,
            1 << 20,
            () -> now);
    this.peers = new Peers(builds, farm.ledger(id), farm.store.gateways(), farm.shares, () -> now);
    this.all = new FarmBuilds(builds, peers, farm.ledger(id));
  }

  /// Does nothing for the others any more, and they can know.
  void dies() {
    farm.store.gateways().leave(id);
  }

  /// All events of a build, followed through this gateway to the last, as a client does.
  List<BuildEvent> follow(String build) throws InterruptedException {
    List<BuildEvent> events = new ArrayList<>();
    while (!hasEnd(events)) {
      try (FarmBuilds.Followed followed = all.follow(build, events.size()).orElseThrow()) {
        while (!hasEnd(events) && !followed.isGone()) {
          events.addAll(followed.read(events.size(), LONG));
        }
      }
    }
    return events;
  }

  private static boolean hasEnd(List<BuildEvent> events) {
    return !events.isEmpty() && events.getLast() instanceof BuildEvent.Finished;
  }

  BuildEvent.Conclusion conclusion(String build) throws InterruptedException {
    return ((BuildEvent.Finished) follow(build).getLast()).conclusion();
  }

  @Override
  public void close() {
    peers.close();
    builds.close();
  }
}
