package io.scriptfarm.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.TranspileJob.DeclarationsChecked;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import io.scriptfarm.contract.wire.BlobPack.Frame;
import io.scriptfarm.contract.wire.Room;
import io.scriptfarm.testkit.FarmBackends;
import io.scriptfarm.testkit.contract.ArtifactStoreContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What the Redis store adds to the ports' laws; looks at what Redis really holds.
class RedisStoreTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String URI = FarmBackends.get().namespace().redisUri();

  private RedisStore store;
  private RedisClient client;
  private RedisCommands<byte[], byte[]> redis;

  @BeforeEach
  void open() {
    client = RedisClient.create(URI);
    StatefulRedisConnection<byte[], byte[]> raw = client.connect(ByteArrayCodec.INSTANCE);
    redis = raw.sync();
    redis.flushdb();
    store =
        RedisStore.connect(
            new RedisStoreConfig(URI, DAY, Duration.ofSeconds(5)), InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("R3 a damaged blob is missing, moved to quarantine and counted")
  void quarantinesDamagedBlob() {
    Blob good = Blob.ofUtf8("return 'good'".repeat(20));
    Blob bad = Blob.ofUtf8("return 'bad'".repeat(20));
    store.artifacts().write(List.of(good, bad));
    byte[] damaged = flipLastByte(redis.get(Keys.blob(bad.digest())));
    redis.set(Keys.blob(bad.digest()), damaged);

    assertEquals(
        Map.of(good.digest(), good), store.artifacts().read(Set.of(good.digest(), bad.digest())));

    assertEquals(Set.of(bad.digest()), store.artifacts().missing(Set.of(bad.digest())));
    assertArrayEquals(damaged, redis.get(Keys.quarantined(bad.digest())));
    assertTrue(redis.pttl(Keys.quarantined(bad.digest())) > 0);
    assertEquals(Map.of("blobs.corrupt", 1L), store.counters().all());

    store.artifacts().write(List.of(bad));
    assertEquals(1, store.artifacts().read(Set.of(bad.digest())).size());
  }

  @Test
  void quarantinesSoundFrameOfAnotherBlob() {
    Blob one = Blob.ofUtf8("one");
    redis.set(Keys.blob(one.digest()), Zstd.compress("two".getBytes(UTF_8), 3));

    assertEquals(Optional.empty(), store.frames().readFrame(one.digest(), Room.UNBOUNDED));
    assertEquals(1L, store.counters().all().get("blobs.corrupt"));
  }

  @Test
  void leavesAloneWhatWasReplacedMeanwhile() {
    Blob blob = Blob.ofUtf8("replaced");
    store.artifacts().write(List.of(blob));
    RedisLink link = new RedisLink(RedisStoreConfig.of(URI));
    try (link) {
      Frame seenBefore = new Frame(blob.digest(), new byte[] {1, 2, 3});

      assertFalse(new BlobTable(link, DAY).quarantine(seenBefore));
    }
    assertEquals(1, store.artifacts().read(Set.of(blob.digest())).size());
  }

  @Test
  @DisplayName("R44 a decompression bomb in the store is refused without being unpacked")
  void refusesBomb() {
    byte[] bomb = Zstd.compress(new byte[80 * 1024 * 1024], 3);
    Digest digest = Digest.ofUtf8("bomb");
    redis.set(Keys.blob(digest), bomb);

    assertEquals(Map.of(), store.artifacts().read(Set.of(digest)));
    assertThrows(PayloadTooLargeException.class, () -> store.frames().writeFrame(digest, bomb));
  }

  @Test
  void refusesFramesThatAreNotWhatTheySay() throws IOException {
    byte[] content = "return 1".repeat(100).getBytes(UTF_8);
    Digest digest = Digest.of(content);
    byte[] frame = Zstd.compress(content, 3);
    ByteArrayOutputStream sizeless = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(sizeless)) {
      out.write(content);
    }
    byte[] twoFrames = new byte[frame.length * 2];
    System.arraycopy(frame, 0, twoFrames, 0, frame.length);
    System.arraycopy(frame, 0, twoFrames, frame.length, frame.length);

    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[] {1, 2, 3, 4, 5},
            content,
            sizeless.toByteArray(),
            twoFrames,
            java.util.Arrays.copyOf(frame, frame.length - 1),
            flipLastByte(frame))) {
      var refused =
          assertThrows(BlobRefusedException.class, () -> store.frames().writeFrame(digest, wrong));
      assertEquals(digest, refused.digest());
    }
    assertEquals(Set.of(digest), store.artifacts().missing(Set.of(digest)));

    store.frames().writeFrame(digest, frame);
    assertArrayEquals(frame, store.frames().readFrame(digest, Room.UNBOUNDED).orElseThrow());
  }

  @Test
  void verifiesLargeFrames() {
    Blob large = ArtifactStoreContract.random(7, 3_000_000);
    byte[] frame = Zstd.compress(large.bytes(), 3);
    store.frames().writeFrame(large.digest(), frame);
    assertArrayEquals(
        frame, store.frames().readFrame(large.digest(), Room.UNBOUNDED).orElseThrow());

    byte[] flipped = frame.clone();
    flipped[1_500_000] ^= 1;
    assertThrows(
        BlobRefusedException.class, () -> store.frames().writeFrame(large.digest(), flipped));
  }

  @Test
  void streamsFramesBeyondABatch() throws IOException {
    List<Blob> blobs =
        IntStream.range(0, 1_200).mapToObj(i -> ArtifactStoreContract.random(i, 10_000)).toList();
    try (StoredFrames.Writer writer = store.frames().writer()) {
      for (Blob blob : blobs) {
        writer.add(new Frame(blob.digest(), Zstd.compress(blob.bytes(), 1)));
      }
    }
    List<Digest> wanted = new ArrayList<>(blobs.stream().map(Blob::digest).toList());
    wanted.add(Digest.ofUtf8("absent"));
    Set<Digest> got = new HashSet<>();

    store.frames().readFrames(wanted, Room.UNBOUNDED, frame -> assertTrue(got.add(frame.digest())));

    assertEquals(ArtifactStoreContract.digests(blobs), got);
  }

  @Test
  void keepsWhatIsUsed() {
    Blob read = Blob.ofUtf8("read");
    Blob asked = Blob.ofUtf8("asked for");
    Blob idle = Blob.ofUtf8("idle");
    Blob pinned = Blob.ofUtf8("pinned");
    CompileKey key = CompileKey.of("test", "kept");
    store.artifacts().write(List.of(read, asked, idle, pinned));
    store.outcomes().record(Map.of(key, new DeclarationsChecked(List.of())));
    for (Blob blob : List.of(read, asked, idle)) {
      redis.pexpire(Keys.blob(blob.digest()), DAY.toMillis() / 3);
    }
    redis.pexpire(Keys.outcome(key), DAY.toMillis() / 3);
    redis.persist(Keys.blob(pinned.digest()));

    assertEquals(2, store.artifacts().read(Set.of(read.digest(), pinned.digest())).size());
    assertEquals(Set.of(), store.artifacts().missing(Set.of(asked.digest())));
    assertEquals(1, store.outcomes().find(Set.of(key)).size());

    long half = DAY.toMillis() / 2;
    assertTrue(redis.pttl(Keys.blob(read.digest())) > half);
    assertTrue(redis.pttl(Keys.blob(asked.digest())) > half);
    assertTrue(redis.pttl(Keys.outcome(key)) > half);
    assertTrue(redis.pttl(Keys.blob(idle.digest())) < half);
    assertEquals(-1, redis.pttl(Keys.blob(pinned.digest())));
  }

  @Test
  @DisplayName("R3 a hit whose blob has vanished is no hit, and comes back with the blob")
  void missesWhenBlobVanished() {
    Blob text = Blob.ofUtf8("return 1");
    CompileKey key = CompileKey.of("test", "vanishing");
    store.artifacts().write(List.of(text));
    store
        .outcomes()
        .record(
            Map.of(
                key,
                new Transpiled(
                    Optional.of(text.digest()),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of())));
    assertEquals(1, store.outcomes().find(Set.of(key)).size());

    redis.del(Keys.blob(text.digest()));
    assertEquals(Map.of(), store.outcomes().find(Set.of(key)));

    store.artifacts().write(List.of(text));
    assertEquals(1, store.outcomes().find(Set.of(key)).size());
  }

  @Test
  void dropsOutcomeThatDoesNotOpen() {
    CompileKey flipped = CompileKey.of("test", "flipped");
    CompileKey swapped = CompileKey.of("test", "swapped");
    store
        .outcomes()
        .record(
            Map.of(
                flipped, new DeclarationsChecked(List.of()),
                swapped, new DeclarationsChecked(List.of())));
    byte[] original = redis.get(Keys.outcome(flipped));
    redis.set(Keys.outcome(swapped), original);
    redis.set(Keys.outcome(flipped), flipLastByte(original));

    assertEquals(Map.of(), store.outcomes().find(Set.of(flipped, swapped)));

    assertEquals(0, redis.exists(Keys.outcome(flipped), Keys.outcome(swapped)));
    assertEquals(2L, store.counters().all().get("outcomes.corrupt"));
  }

  @Test
  void addsUpCounters() {
    assertEquals(3, store.counters().add("scripts.compiled", 3));
    assertEquals(5, store.counters().add("scripts.compiled", 2));
    store.counters().add("scripts.wasted", 1);

    assertEquals(Map.of("scripts.compiled", 5L, "scripts.wasted", 1L), store.counters().all());
    assertThrows(IllegalArgumentException.class, () -> store.counters().add("Not a name", 1));
  }

  @Test
  void countsWhatItHolds() {
    List<Blob> blobs = IntStream.range(0, 30).mapToObj(i -> Blob.ofUtf8("counted " + i)).toList();
    store.artifacts().write(blobs);
    store.outcomes().record(Map.of(CompileKey.of("test", "o"), new DeclarationsChecked(List.of())));
    store.claims().claim(Set.of(CompileKey.of("test", "c")), "ann", DAY);

    StoreStatistics statistics = store.statistics();

    assertTrue(statistics.exact());
    assertEquals(30, statistics.blobs());
    long stored = blobs.stream().mapToLong(blob -> redis.strlen(Keys.blob(blob.digest()))).sum();
    assertEquals(stored, statistics.blobBytes());
    assertEquals(1, statistics.outcomes());
    assertEquals(1, statistics.claims());
    assertTrue(statistics.redisUsedBytes() > 100_000);
  }

  @Test
  void saysHowMuchRedisMayHold() {
    String before = redis.configGet("maxmemory").get("maxmemory");
    try {
      redis.configSet("maxmemory", "0");
      assertEquals(Optional.empty(), store.statistics().redisMaxBytes());
      redis.configSet("maxmemory", "1gb");
      assertEquals(Optional.of(1L << 30), store.statistics().redisMaxBytes());
    } finally {
      redis.configSet("maxmemory", before);
    }
  }

  @Test
  void estimatesWhatIsTooMuchToCount() {
    List<Blob> blobs =
        IntStream.range(0, 30_000).mapToObj(i -> Blob.ofUtf8("estimated " + i)).toList();
    store.artifacts().write(blobs);

    StoreStatistics statistics = store.statistics();

    assertFalse(statistics.exact());
    assertTrue(Math.abs(statistics.blobs() - 30_000) < 3_000, statistics.toString());
  }

  @Test
  void cleansUpWhatIsDamagedOrIncomplete() {
    List<Blob> sound = IntStream.range(0, 500).mapToObj(i -> Blob.ofUtf8("sound " + i)).toList();
    Blob damaged = Blob.ofUtf8("damaged");
    Blob vanished = Blob.ofUtf8("vanished");
    CompileKey complete = CompileKey.of("test", "complete");
    CompileKey incomplete = CompileKey.of("test", "incomplete");
    CompileKey broken = CompileKey.of("test", "broken");
    store.artifacts().write(sound);
    redis.set(Keys.blob(damaged.digest()), new byte[] {1});
    redis.set(Keys.outcome(broken), new byte[100]);
    store
        .outcomes()
        .record(
            Map.of(
                complete,
                new Transpiled(
                    Optional.of(sound.getFirst().digest()),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of()),
                incomplete,
                new Transpiled(
                    Optional.of(vanished.digest()),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of())));

    CleanUp cleanUp = store.cleanUp(Duration.ofMinutes(1), Long.MAX_VALUE).orElseThrow();

    assertEquals(501, cleanUp.blobsVerified());
    assertEquals(1, cleanUp.blobsQuarantined());
    assertEquals(3, cleanUp.outcomesVerified());
    assertEquals(2, cleanUp.outcomesDropped());
    assertTrue(cleanUp.finished());
    assertEquals(0, redis.exists(Keys.outcome(broken), Keys.outcome(incomplete)));
    assertEquals(1, store.outcomes().find(Set.of(complete)).size());
  }

  @Test
  void goesOnWhereTheLastCleanUpEnded() {
    store
        .artifacts()
        .write(IntStream.range(0, 2_000).mapToObj(i -> Blob.ofUtf8("walk " + i)).toList());
    long verified = 0;
    boolean finished = false;
    int walks = 0;
    while (!finished) {
      CleanUp walk = store.cleanUp(Duration.ZERO, Long.MAX_VALUE).orElseThrow();
      verified += walk.blobsVerified();
      finished = walk.finished();
      walks++;
      assertTrue(walks < 100);
    }

    assertTrue(walks > 3, "a walk without budget is a single step");
    assertTrue(verified >= 2_000, "every blob was verified: " + verified);
  }

  @Test
  void cleansUpOneAtATime() {
    redis.set(Keys.CLEAN_UP_LEASE, "another".getBytes(UTF_8));
    assertEquals(Optional.empty(), store.cleanUp(DAY, Long.MAX_VALUE));

    redis.del(Keys.CLEAN_UP_LEASE);
    assertTrue(store.cleanUp(DAY, Long.MAX_VALUE).isPresent());
  }

  private static byte[] flipLastByte(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[flipped.length - 1] ^= 0x10;
    return flipped;
  }
}
