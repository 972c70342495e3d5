package io.scriptfarm.runtime.script;

/// Durations in buckets, each an eighth of its value wide: fixed memory, whatever is added.
final class Durations {
  private static final int PARTS = 3; // as a power of two, of each doubling

  private final long[] buckets = new long[Long.SIZE << PARTS];
  private long count;
  private long longest;

  /// @param nanos 0 or more
  void add(long nanos) {
    buckets[bucketOf(nanos)]++;
    count++;
    longest = Math.max(longest, nanos);
  }

  private static int bucketOf(long nanos) {
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos | 1);
    int part =
        exponent < PARTS ? (int) nanos : (int) (nanos >>> (exponent - PARTS)) & ((1 << PARTS) - 1);
    return (exponent << PARTS) + part;
  }

  /// The end of a bucket.
  private static long endOf(int bucket) {
    int exponent = bucket >> PARTS;
    long part = bucket & ((1 << PARTS) - 1);
    int width = exponent - PARTS; // as a power of two
    return width < 0 ? part : ((1L << PARTS) + part << width) + (1L << width) - 1;
  }

  Timing timing() {
    return new Timing(count, quantile(0.5), quantile(0.99), longest);
  }

  private long quantile(double part) {
    long left = (long) Math.ceil(count * part);
    for (int i = 0; i < buckets.length && left > 0; i++) {
      left -= buckets[i];
      if (left <= 0) {
        return Math.min(endOf(i), longest);
      }
    }
    return 0;
  }
}
