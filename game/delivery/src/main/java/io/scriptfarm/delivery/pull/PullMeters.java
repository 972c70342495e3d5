package io.scriptfarm.delivery.pull;

import java.util.concurrent.atomic.LongAdder;

/// Counts for {@link PullCounters}. Thread-safe.
final class PullMeters {
  final LongAdder fromFarm = new LongAdder();
  final LongAdder fromCdn = new LongAdder();
  final LongAdder fromDisk = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder damaged = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder switched = new LongAdder();
  final LongAdder failed = new LongAdder();

  /// @param disk adds what it found damaged, and what it did not take
  PullCounters read(DiskCache disk) {
    return new PullCounters(
        fromFarm.sum(),
        fromCdn.sum(),
        fromDisk.sum(),
        bytes.sum(),
        damaged.sum() + disk.damaged(),
        retries.sum(),
        disk.unwritten(),
        switched.sum(),
        failed.sum());
  }
}
