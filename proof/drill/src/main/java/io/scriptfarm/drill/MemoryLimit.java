package io.scriptfarm.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a farm's processes may have at most in a drill, as `docs/operations.md` says, and how much
/// they may grow once they ran for a while.
final class MemoryLimit {
  private static final long MIB = 1 << 20;
  private static final double MOST_GROWTH = 0.2;

  private static final long WORKER = 1536 * MIB;
  private static final long GATEWAY = 512 * MIB;
  private static final long CACHE_SERVICE = 576 * MIB;
  private static final long BROKER = 512 * MIB;
  private static final long REDIS = 1280 * MIB;

  private MemoryLimit() {}

  /// Which processes went past it, each with what it had.
  static List<String> exceeded(Map<String, MemoryLog.Growth> memory) {
    List<String> exceeded = new ArrayList<>();
    memory.forEach(
        (process, growth) -> {
          if (growth.most() > most(process)) {
            exceeded.add(
                "%s had %d MiB, and may have %d"
                    .formatted(process, growth.most() / MIB, most(process) / MIB));
          }
          if (mayFill(process)) {
            return;
          }
          growth.share().stream()
              .filter(share -> share > MOST_GROWTH)
              .forEach(
                  share ->
                      exceeded.add(
                          "%s grew by %.0f %%, and may by %.0f %%"
                              .formatted(process, 100 * share, 100 * MOST_GROWTH)));
        });
    return exceeded;
  }

  /// Redis holds what was built, up to its own limit.
  private static boolean mayFill(String process) {
    return process.equals(DrillFarm.REDIS);
  }

  private static long most(String process) {
    return switch (process) {
      case DrillFarm.REDIS -> REDIS;
      case DrillFarm.KAFKA -> BROKER;
      case DrillFarm.GATEWAY, DrillFarm.SECOND_GATEWAY -> GATEWAY;
      case DrillFarm.CACHE_SERVICE -> CACHE_SERVICE;
      default -> WORKER;
    };
  }
}
