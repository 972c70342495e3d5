package io.scriptfarm.drill;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.store.RedisStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Where faults strike: a farm, what its workers have done, and chance. It tells the {@link Tally}
/// what the store lost, which is then rightly compiled again. Not safe for concurrent use.
final class Scene {
  /// Longer than a worker's lease on a job.
  static final Duration LEASE = Duration.ofSeconds(33);

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMillis(2500);
  private static final Duration LATE = Duration.ofMillis(5);
  private static final Duration LATER = Duration.ofMillis(80);

  // A life of this length is nothing that a supervisor holds against a process.
  private static final Duration STEADY = Duration.ofSeconds(35);
  private static final int AT_ONCE = 10;
  private static final Duration LOOK = Duration.ofMillis(20);

  private final DrillFarm farm;
  private final RedisStore store;
  private final Tally tally;
  private final Dice dice;
  private final Consumer<String> out;
  private final Map<String, Long> ended = new HashMap<>();

  /// A fault's victim was struck a short time ago.
  static final class NotNow extends Exception {
    private static final long serialVersionUID = 1L;

    NotNow(String victim) {
      super(victim, null, false, false);
    }
  }

  /// @param store the farm's, not through the wire
  /// @param out is told how it goes, by lines
  Scene(DrillFarm farm, RedisStore store, Tally tally, Dice dice, Consumer<String> out) {
    this.farm = farm;
    this.store = store;
    this.tally = tally;
    this.dice = dice;
    this.out = out;
  }

  /// Waits until workers told of so many compilations since the drill began, but not for longer
  /// than this.
  void awaitWork(long compilations, Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (tally.counts().compilations() < compilations && System.nanoTime() < deadline) {
      Pause.of(LOOK);
    }
  }

  /// Tells people how it goes.
  void tell(String line) {
    out.accept("  " + line);
  }

  DrillFarm farm() {
    return farm;
  }

  String aWorker() {
    return dice.pick(farm.workers());
  }

  String aGateway() {
    List<String> gateways = farm.gateways();
    return gateways.size() == 1 ? gateways.getFirst() : dice.pick(gateways);
  }

  Duration aWhile() {
    return dice.between(SHORT, LONG);
  }

  /// At most `longest`.
  Duration aMoment(Duration longest) {
    return dice.between(Duration.ZERO, longest);
  }

  Duration late() {
    return dice.between(LATE, LATER);
  }

  void kill(String process) throws NotNow {
    requireSteady(process);
    farm.kill(process);
  }

  /// Whoever was ended is left alone for a while.
  private void requireSteady(String process) throws NotNow {
    long now = System.nanoTime();
    Long last = ended.get(process);
    if (last != null && now - last < STEADY.toNanos()) {
      throw new NotNow(process);
    }
    ended.put(process, now);
  }

  void loseData(String process) throws NotNow {
    requireSteady(process);
    if (process.equals(DrillFarm.REDIS)) {
      tally.lostAll();
    }
    farm.loseData(process);
    if (process.equals(DrillFarm.REDIS)) {
      tally.lostAll(); // what was stored meanwhile
    }
  }

  void fillDisk(String process) throws NotNow, InterruptedException {
    requireSteady(process);
    farm.fillDisk(process, aWhile());
  }

  /// Redis has room for nothing more, and throws nothing out.
  void fillRedis() throws InterruptedException {
    farm.redis("CONFIG SET maxmemory-policy noeviction\r\nCONFIG SET maxmemory 1mb");
    try {
      Pause.of(aWhile());
    } finally {
      restoreRedis();
    }
  }

  /// Redis has room for half of what it holds, and throws the rest out.
  void evict() throws InterruptedException {
    long used =
        farm.redis("INFO memory")
            .lines()
            .filter(line -> line.startsWith("used_memory:"))
            .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).strip()))
            .findFirst()
            .orElse(0);
    tally.lostAll();
    farm.redis("CONFIG SET maxmemory " + Math.max(used / 2, 1));
    try {
      Pause.of(aWhile());
    } finally {
      restoreRedis();
      tally.lostAll();
    }
  }

  /// As `./farm up` sets it.
  private void restoreRedis() {
    farm.redis("CONFIG SET maxmemory 1gb\r\nCONFIG SET maxmemory-policy volatile-lru");
  }

  void flush() {
    tally.lostAll();
    farm.redis("FLUSHALL");
    tally.lostAll();
  }

  /// Does something to some of the blobs that outcomes name.
  void blobs(Function<String, String> command) {
    Map<CompileKey, Settled> known = some();
    Set<Digest> digests = new HashSet<>();
    known.values().forEach(outcome -> digests.addAll(outcome.blobs()));
    tally.lost(known.keySet());
    digests.forEach(
        digest -> farm.redis(ifThere("b:" + digest.hex(), command.apply(digest.hex()))));
    tally.lost(known.keySet());
  }

  /// Does something to some outcomes.
  void outcomes(Function<String, String> command) {
    Set<CompileKey> keys = some().keySet();
    tally.lost(keys);
    keys.forEach(
        key -> {
          String hex = key.digest().hex();
          farm.redis(ifThere("o:" + hex, command.apply(hex)));
        });
    tally.lost(keys);
  }

  /// Spoiling what is not there would make an entry without an end.
  private static String ifThere(String key, String command) {
    String[] words = command.split(" ");
    StringBuilder arguments = new StringBuilder();
    for (String word : words) {
      arguments.append(", '").append(word).append('\'');
    }
    return "EVAL \"if redis.call('EXISTS', '%s') == 1 then return redis.call(%s) end\" 0"
        .formatted(key, arguments.substring(2));
  }

  private Map<CompileKey, Settled> some() {
    List<CompileKey> done = tally.latest();
    Set<CompileKey> chosen = new HashSet<>();
    for (int i = 0; i < AT_ONCE && !done.isEmpty(); i++) {
      chosen.add(dice.pick(done));
    }
    try {
      return store.outcomes().find(chosen);
    } catch (StoreUnavailableException e) {
      return Map.of(); // just being started
    }
  }
}
