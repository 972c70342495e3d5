package io.scriptfarm.orchestration;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.GatewayStatus;
import io.scriptfarm.contract.GatewayStatus.KnownBuild;
import io.scriptfarm.contract.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The other gateways of the farm. Several times a second it tells them what this one does and
/// hears what they do: which of its builds nobody wants any more, how many builds share the
/// workers, and whether a gateway is gone whose builds somebody has to go on with. Thread-safe.
public final class Peers implements AutoCloseable {
  /// How long a build goes on that nobody follows any more. A client whose connection was cut is
  /// back within seconds.
  public static final Duration ABANDONED = Duration.ofSeconds(30);

  /// How long a gateway is taken to be there that says nothing. Longer than a pause of a busy one.
  private static final Duration LEASE = Duration.ofSeconds(3);

  private static final Duration EVERY = Duration.ofMillis(500);

  /// How often in a row a gateway has to be absent. After a restart of Redis all are, for a moment.
  static final int MOST_ABSENCES = 3;

  /// How long a gateway runs a build until it says that the build does it no harm. One that is
  /// taken over finds what was done before, so what killed its gateway happens again much sooner.
  static final Duration HARMLESS = Duration.ofSeconds(20);

  /// How many finished builds are told.
  private static final int SHOWN = 10;

  private static final System.Logger LOG = System.getLogger(Peers.class.getName());

  private final Builds builds;
  private final Ledger ledger;
  private final GatewayRoster roster;
  private final Shares shares;
  private final InstantSource clock;
  private final Map<String, Integer> followed = new ConcurrentHashMap<>(); // build: how many do
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> absences = new HashMap<>(); // of owners; of the looking thread
  private final Map<String, Instant> vouching = new HashMap<>(); // when next; of the looking thread
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("peers").factory());
  private volatile List<GatewayStatus> others = List.of();

  /// @param clock a steady one
  public Peers(
      Builds builds, Ledger ledger, GatewayRoster roster, Shares shares, InstantSource clock) {
    this.builds = builds;
    this.ledger = ledger;
    this.roster = roster;
    this.shares = shares;
    this.clock = clock;
  }

  /// Begins to look, until it is closed.
  public void start() {
    timer.scheduleWithFixedDelay(this::lookPatiently, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// One more client follows a build through this gateway, until it is closed.
  Following follow(String build) {
    followed.merge(build, 1, Integer::sum);
    return () -> followed.computeIfPresent(build, (_, count) -> count == 1 ? null : count - 1);
  }

  /// What a client does with a build.
  @FunctionalInterface
  interface Following extends AutoCloseable {
    @Override
    void close();
  }

  /// Has whichever gateway runs the build end it; what other builds wait for goes on. Returns when
  /// the others can know.
  ///
  /// @throws StoreUnavailableException when they cannot
  void cancel(String build) {
    cancelled.add(build);
    roster.announce(status(), LEASE);
  }

  /// The builds that the gateways run, and some that they ran lately, youngest first.
  List<KnownBuild> builds() {
    return Stream.concat(
            builds.known().stream(), others.stream().flatMap(other -> other.builds().stream()))
        .sorted(Comparator.comparing(KnownBuild::started).reversed())
        .toList();
  }

  private void lookPatiently() {
    try {
      look();
    } catch (StoreUnavailableException e) {
      absences.clear(); // nobody can announce himself
      LOG.log(Level.DEBUG, "the other gateways cannot be heard: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a look at the other gateways failed", e);
    }
  }

  /// Tells, hears, and does what follows from that.
  void look() throws InterruptedException {
    roster.announce(status(), LEASE);
    others =
        roster.present().stream()
            .filter(gateway -> !gateway.id().equals(ledger.gateway()))
            .toList();
    List<KnownBuild> elsewhere =
        others.stream()
            .flatMap(other -> other.builds().stream())
            .filter(KnownBuild::running)
            .toList();
    shares.runElsewhere(
        elsewhere.stream()
            .collect(
                Collectors.toMap(
                    build -> new Shares.Owner(build.tenant(), Urgency.valueOf(build.urgency())),
                    _ -> 1,
                    Integer::sum)));
    endUnwanted(elsewhere);
    vouch();
    adopt();
  }

  /// Says of builds that have run here for a while that they do no harm, and again later, since the
  /// store may have lost it.
  private void vouch() {
    Instant now = clock.instant();
    Set<String> running =
        builds.known().stream()
            .filter(KnownBuild::running)
            .map(KnownBuild::id)
            .collect(Collectors.toSet());
    vouching.keySet().retainAll(running);
    for (String build : running) {
      if (!vouching.computeIfAbsent(build, _ -> now.plus(HARMLESS)).isAfter(now)) {
        ledger.records().take(build, ledger.gateway(), ledger.gateway());
        vouching.put(build, now.plus(HARMLESS));
      }
    }
  }

  private GatewayStatus status() {
    List<KnownBuild> known = builds.known();
    List<KnownBuild> finished = known.stream().filter(build -> !build.running()).toList();
    return new GatewayStatus(
        ledger.gateway(),
        Stream.concat(known.stream().filter(KnownBuild::running), finished.stream().limit(SHOWN))
            .toList(),
        followed.keySet(),
        cancelled);
  }

  private void endUnwanted(List<KnownBuild> elsewhere) {
    Instant now = clock.instant();
    Set<String> heard = new HashSet<>(followed.keySet());
    others.forEach(other -> heard.addAll(other.followed()));
    Set<String> unwanted = new HashSet<>(cancelled);
    others.forEach(other -> unwanted.addAll(other.cancelled()));
    for (KnownBuild known : builds.known()) {
      builds
          .find(known.id())
          .filter(Build::isRunning)
          .ifPresent(
              build -> {
                if (unwanted.contains(build.id())) {
                  build.giveUp(new BuildEvent.Cancelled());
                }
                elsewhere.stream()
                    .filter(other -> other.replaces(known))
                    .findFirst()
                    .ifPresent(newer -> build.giveUp(new BuildEvent.Superseded(newer.id())));
                if (heard.contains(build.id())) {
                  build.isFollowedAt(now);
                } else if (build.isAbandoned(now, ABANDONED)) {
                  build.giveUp(new BuildEvent.Interrupted()); // who comes after all submits again
                }
              });
    }
  }

  /// Goes on with builds whose gateway handed them over or is gone, with a fair part of them.
  private void adopt() throws InterruptedException {
    Map<String, String> running = ledger.journal().running();
    cancelled.retainAll(running.keySet());
    Set<String> present = others.stream().map(GatewayStatus::id).collect(Collectors.toSet());
    Set<String> here = builds.list().stream().map(Build::id).collect(Collectors.toSet());
    Map<String, String> orphans = new HashMap<>();
    running.forEach(
        (build, owner) -> {
          if (!here.contains(build) && !present.contains(owner)) {
            orphans.put(build, owner);
          }
        });
    absences.keySet().retainAll(orphans.values());
    Set.copyOf(orphans.values()).forEach(owner -> absences.merge(owner, 1, Integer::sum));
    orphans
        .values()
        .removeIf(
            owner ->
                !owner.equals(BuildRecords.NOBODY)
                    && absences.getOrDefault(owner, 0) < MOST_ABSENCES);
    int fair = Math.ceilDiv(orphans.size(), others.size() + 1);
    for (Map.Entry<String, String> orphan : orphans.entrySet().stream().limit(fair).toList()) {
      builds.takeOver(orphan.getKey(), orphan.getValue());
    }
  }

  /// Takes leave of the others.
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      roster.leave(ledger.gateway());
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "left without a word: {0}", e.getMessage());
    }
  }
}
