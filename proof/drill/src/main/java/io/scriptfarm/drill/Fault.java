package io.scriptfarm.drill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Something that goes wrong with a farm. A fault takes its time, and what it did is over when it
/// has struck, except that a process which it ended is still to be started by the supervisor.
///
/// Its weight says how often it is chosen. Those that end a process are rare, as the supervisor
/// gives up a process that ends within 30 s twelve times in a row.
enum Fault {
  WORKER_KILLED(6, scene -> scene.kill(scene.aWorker())),
  WORKER_STOPPED(6, scene -> scene.farm().stop(scene.aWorker(), scene.aWhile())),
  WORKER_STOPPED_PAST_ITS_LEASE(1, scene -> scene.farm().stop(scene.aWorker(), Scene.LEASE)),
  GATEWAY_KILLED(3, scene -> scene.kill(scene.aGateway())),
  GATEWAY_STOPPED(4, scene -> scene.farm().stop(scene.aGateway(), scene.aWhile())),
  CACHE_SERVICE_KILLED(3, scene -> scene.kill(DrillFarm.CACHE_SERVICE)),
  CACHE_SERVICE_STOPPED(4, scene -> scene.farm().stop(DrillFarm.CACHE_SERVICE, scene.aWhile())),
  BROKER_KILLED(3, scene -> scene.kill(DrillFarm.KAFKA)),
  BROKER_STOPPED(4, scene -> scene.farm().stop(DrillFarm.KAFKA, scene.aWhile())),
  BROKER_CUT_OFF(20, scene -> scene.farm().kafkaWire().cut()),
  BROKER_AWAY(5, scene -> scene.farm().kafkaWire().away(scene.aWhile())),
  BROKER_STILL(5, scene -> scene.farm().kafkaWire().still(scene.aWhile())),
  BROKER_SLOW(5, scene -> scene.farm().kafkaWire().slow(scene.late(), scene.aWhile())),
  BROKER_DISK_FULL(1, scene -> scene.fillDisk(DrillFarm.KAFKA)),
  BROKER_EMPTY(1, scene -> scene.loseData(DrillFarm.KAFKA)),
  REDIS_KILLED(3, scene -> scene.kill(DrillFarm.REDIS)),
  REDIS_STOPPED(4, scene -> scene.farm().stop(DrillFarm.REDIS, scene.aWhile())),
  REDIS_CUT_OFF(20, scene -> scene.farm().redisWire().cut()),
  REDIS_AWAY(5, scene -> scene.farm().redisWire().away(scene.aWhile())),
  REDIS_STILL(5, scene -> scene.farm().redisWire().still(scene.aWhile())),
  REDIS_SLOW(5, scene -> scene.farm().redisWire().slow(scene.late(), scene.aWhile())),
  REDIS_FULL(4, Scene::fillRedis),
  REDIS_EVICTS(2, Scene::evict),
  REDIS_FLUSHED(1, Scene::flush),
  REDIS_EMPTY(1, scene -> scene.loseData(DrillFarm.REDIS)),
  BLOBS_DELETED(14, scene -> scene.blobs(digest -> "DEL b:" + digest)),
  BLOBS_SPOILED(14, scene -> scene.blobs(digest -> "SETRANGE b:" + digest + " 9 spoiled")),
  OUTCOMES_DELETED(14, scene -> scene.outcomes(key -> "DEL o:" + key)),
  OUTCOMES_SPOILED(14, scene -> scene.outcomes(key -> "SETRANGE o:" + key + " 9 spoiled"));

  private final int weight;
  private final Strike strike;

  /// What a fault does.
  private interface Strike {
    void on(Scene scene) throws InterruptedException, Scene.NotNow;
  }

  Fault(int weight, Strike strike) {
    this.weight = weight;
    this.strike = strike;
  }

  /// @throws Scene.NotNow when whom it is for was struck too short a time ago; nothing happened
  void strike(Scene scene) throws InterruptedException, Scene.NotNow {
    strike.on(scene);
  }

  /// As many faults of these kinds as wanted, each kind with its share, in an order of chance.
  static List<Fault> sequence(int count, Set<Fault> kinds, Dice dice) {
    List<Fault> all = new ArrayList<>();
    for (Fault fault : kinds) {
      all.addAll(Collections.nCopies(fault.weight, fault));
    }
    return Stream.generate(() -> dice.pick(all)).limit(count).toList();
  }

  /// In words.
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
