package io.scriptfarm.store;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.BlobPack.Frame;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.store.RedisLink.Entry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `b:` entries: moves frames in batches of bounded size, and does not look into them.
final class BlobTable {
  private static final System.Logger LOG = System.getLogger(BlobTable.class.getName());

  // Most bytes on their way in one go: large enough for 300 typical scripts, small enough that
  // claims and look-ups on the same connection do not wait noticeably.
  private static final int BATCH_BYTES = 4 * 1024 * 1024;
  private static final int BATCH_ENTRIES = 500;
  private static final Duration IN_QUARANTINE = Duration.ofDays(1);
  static final String CORRUPT = "blobs.corrupt";

  private final RedisLink redis;
  private final Counters counters;
  private final Duration ttl;

  BlobTable(RedisLink redis, Counters counters, Duration ttl) {
    this.redis = redis;
    this.counters = counters;
    this.ttl = ttl;
  }

  /// Takes what was read, in no particular order.
  @FunctionalInterface
  interface Sink<E extends Exception> {
    void accept(Frame frame) throws E;
  }

  /// Whether reading a blob counts as using it.
  enum Access {
    USE,
    INSPECT
  }

  /// Gives those of `digests` that exist to `sink`, holding at most one batch in memory, or one
  /// frame that is larger. Takes room for it before it comes.
  <E extends Exception> void read(
      Collection<Digest> digests, Access access, Room room, Sink<E> sink) throws E {
    room.take(BATCH_BYTES);
    try {
      readBatches(digests, access, room, sink);
    } finally {
      room.giveBack(BATCH_BYTES);
    }
  }

  private <E extends Exception> void readBatches(
      Collection<Digest> digests, Access access, Room memory, Sink<E> sink) throws E {
    List<Digest> left = List.copyOf(digests);
    Duration refresh = access == Access.USE ? ttl : Duration.ZERO;
    int most = BATCH_ENTRIES;
    while (!left.isEmpty()) {
      List<Digest> batch = left.subList(0, Math.min(left.size(), most));
      List<Digest> next = new ArrayList<>();
      List<@Nullable Object> answers =
          redis.read(batch.stream().map(Keys::blob).toList(), refresh, BATCH_BYTES);
      for (int i = 0; i < answers.size(); i++) {
        Digest digest = batch.get(i);
        switch (answers.get(i)) {
          case byte[] frame -> sink.accept(new Frame(digest, frame));
          case Long size when size <= BATCH_BYTES -> next.add(digest);
          case Long size -> {
            memory.take(2 * size); // the frame, and what the driver gathers it in
            try {
              readLarge(digest, access, sink);
            } finally {
              memory.giveBack(2 * size);
            }
          }
          case null, default -> {}
        }
      }
      // Where keys lie apart, each has its part of the room: fewer have more of it.
      most = next.size() < batch.size() ? BATCH_ENTRIES : Math.max(1, most / 2);
      next.addAll(left.subList(batch.size(), left.size()));
      left = next;
    }
  }

  private <E extends Exception> void readLarge(Digest digest, Access access, Sink<E> sink)
      throws E {
    if (access == Access.USE) {
      existing(List.of(digest), Access.USE);
    }
    Optional<byte[]> frame = redis.get(Keys.blob(digest));
    if (frame.isPresent()) {
      sink.accept(new Frame(digest, frame.get()));
    }
  }

  /// Those of `digests` that exist.
  Set<Digest> existing(Collection<Digest> digests, Access access) {
    List<Digest> ordered = List.copyOf(digests);
    List<@Nullable Object> answers =
        redis.callPerKey(Scripts.EXISTS, ordered.stream().map(Keys::blob).toList(), millis(access));
    Set<Digest> existing = HashSet.newHashSet(ordered.size());
    for (int i = 0; i < ordered.size(); i++) {
      if (answers.get(i) instanceof Long answer && answer == 1) {
        existing.add(ordered.get(i));
      }
    }
    return existing;
  }

  /// A batch of writes in the making, so that a writer holds no more than one batch in memory.
  final class Writer {
    private final List<Entry> batch = new ArrayList<>();
    private long bytes;

    void add(Digest digest, byte[] frame) {
      if (bytes + frame.length > BATCH_BYTES || batch.size() == BATCH_ENTRIES) {
        flush();
      }
      batch.add(new Entry(Keys.blob(digest), frame, ttl));
      bytes += frame.length;
      if (bytes >= BATCH_BYTES) {
        flush();
      }
    }

    /// How many bytes it holds that are not stored yet.
    long waiting() {
      return bytes;
    }

    void flush() {
      if (!batch.isEmpty()) {
        List<Entry> sent = List.copyOf(batch);
        batch.clear(); // first, so that closing a writer after a failure does not try again
        bytes = 0;
        redis.callForEach(Scripts.WRITE_BLOB, sent, Keys::pins);
      }
    }
  }

  Writer writer() {
    return new Writer();
  }

  /// Moves a blob that is not what its key says out of the way, unless it was replaced meanwhile.
  boolean quarantine(Frame bad) {
    boolean moved =
        redis.callForNumber(
                Scripts.QUARANTINE,
                List.of(Keys.blob(bad.digest()), Keys.quarantined(bad.digest())),
                sha1(bad.zstd()),
                Keys.ascii(Long.toString(IN_QUARANTINE.toMillis())))
            == 1;
    if (moved) {
      counters.add(CORRUPT, 1);
      LOG.log(
          System.Logger.Level.WARNING,
          "a damaged blob was found and moved away; it is as good as missing: digest={0}",
          bad.digest());
    }
    return moved;
  }

  private byte[] millis(Access access) {
    return Keys.ascii(Long.toString(access == Access.USE ? ttl.toMillis() : 0));
  }

  /// Redis has no SHA-256; this only tells whether a value is still the one that was read.
  static byte[] sha1(byte[] value) {
    try {
      return Keys.ascii(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(value)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
