package io.scriptfarm.delivery.pull;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R24 the disk cache")
class DiskCacheTest {
  private static final long LARGE = 1L << 30;

  @TempDir private Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private DiskCache open(long maxBytes) throws IOException {
    return new DiskCache(folder, maxBytes, (InstantSource) now::get);
  }

  private Path file(Digest digest) {
    String hex = digest.hex();
    return folder.resolve(Path.of("blobs", hex.substring(0, 2), hex.substring(2, 4), hex));
  }

  private static byte[] bytes(PackedScript script) {
    return script.part(0, script.length());
  }

  private List<Path> files(String below) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(below))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  @DisplayName("gives what was put, also after it was opened again")
  void keeps() throws IOException {
    PackedScript script = Scripts.text("return 42\n");
    open(LARGE).put(script);

    DiskCache again = open(LARGE);

    assertArrayEquals(bytes(script), bytes(again.find(script.digest()).orElseThrow()));
    assertEquals("return 42\n", again.find(script.digest()).orElseThrow().content().utf8());
    assertTrue(again.find(Digest.ofUtf8("another")).isEmpty());
    assertEquals(0, again.damaged());
  }

  @Test
  @DisplayName("finds a flip of any bit of a file, deletes it, counts it, and never gives it")
  void anyBit() throws IOException {
    DiskCache cache = open(LARGE);
    PackedScript script = Scripts.text("local half = function(n) return n / 2 end\n".repeat(20));
    cache.put(script);
    Path file = file(script.digest());
    byte[] good = Files.readAllBytes(file);

    long damaged = 0;
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) (1 << bit);
        Files.write(file, bad);
        assertTrue(cache.find(script.digest()).isEmpty(), "bit " + bit + " of byte " + i);
        assertEquals(++damaged, cache.damaged());
        assertFalse(Files.exists(file));
      }
    }
    Files.write(file, good);
    assertTrue(cache.find(script.digest()).isPresent());
  }

  @Test
  @DisplayName("finds a file that was cut anywhere, that grew, or that is another one's")
  void cut() throws IOException {
    DiskCache cache = open(LARGE);
    PackedScript script = Scripts.text("return 1\n");
    PackedScript other = Scripts.text("return 2\n");
    cache.put(script);
    cache.put(other);
    byte[] good = Files.readAllBytes(file(script.digest()));

    for (int length = 0; length < good.length; length++) {
      Files.write(file(script.digest()), java.util.Arrays.copyOf(good, length));
      assertTrue(cache.find(script.digest()).isEmpty(), "cut to " + length);
    }
    Files.write(file(script.digest()), java.util.Arrays.copyOf(good, good.length + 1));
    assertTrue(cache.find(script.digest()).isEmpty());
    Files.copy(file(other.digest()), file(script.digest()));
    assertTrue(cache.find(script.digest()).isEmpty());
    assertEquals(good.length + 2, cache.damaged());
  }

  @Test
  @DisplayName("is not harmed by a process that died while it wrote")
  void leftOver() throws IOException {
    DiskCache cache = open(LARGE);
    Path dead = folder.resolve("unfinished/4711-0123456789abcdef");
    Path alive = folder.resolve("unfinished/4712-0123456789abcdef");
    Files.writeString(dead, "half of a frame");
    Files.writeString(alive, "half of another");
    Files.setLastModifiedTime(dead, FileTime.from(now.get().minus(Duration.ofHours(1))));
    Files.setLastModifiedTime(alive, FileTime.from(now.get()));

    DiskCache next = open(LARGE);

    assertEquals(List.of(alive), files("unfinished")); // that process may be about to finish
    PackedScript script = Scripts.text("return 1\n");
    next.put(script);
    assertTrue(cache.find(script.digest()).isPresent());
    assertEquals(List.of(alive), files("unfinished"));
  }

  @Test
  @DisplayName("stays within its bound: what was not used for longest goes first")
  void bounded() throws IOException {
    DiskCache cache = open(50_000);
    List<PackedScript> scripts =
        IntStream.range(0, 40).mapToObj(i -> Scripts.noise(2_000, i)).toList();
    for (PackedScript script : scripts) {
      now.set(now.get().plusSeconds(1));
      cache.put(script);
      Files.setLastModifiedTime(file(script.digest()), FileTime.from(now.get()));
      cache.find(scripts.getFirst().digest()); // used all the time
    }

    long total = 0;
    for (Path file : files("blobs")) {
      total += Files.size(file);
    }
    assertTrue(total <= 52_100, total + " bytes"); // its bound, and the one that comes
    assertTrue(cache.find(scripts.getFirst().digest()).isPresent());
    assertTrue(cache.find(scripts.get(1).digest()).isEmpty());
    assertTrue(cache.find(scripts.getLast().digest()).isPresent());
  }

  @Test
  @DisplayName("never deletes what is to be retained, also beyond its bound")
  void retained() throws IOException {
    DiskCache cache = open(10_000);
    List<PackedScript> scripts =
        IntStream.range(0, 20).mapToObj(i -> Scripts.noise(2_000, i)).toList();
    List<PackedScript> needed = scripts.subList(0, 8);
    cache.retain(Set.copyOf(needed.stream().map(PackedScript::digest).toList()));
    scripts.forEach(cache::put);

    for (PackedScript script : needed) {
      assertTrue(cache.find(script.digest()).isPresent());
    }
    assertTrue(files("blobs").size() < scripts.size());
  }

  @Test
  @DisplayName("works for two at once on one folder, whatever one of them deletes or damages")
  void shared() throws Exception {
    DiskCache one = open(60_000);
    DiskCache other = open(60_000);
    List<PackedScript> scripts =
        IntStream.range(0, 60).mapToObj(i -> Scripts.noise(2_000, i)).toList();
    List<Callable<Integer>> work = new ArrayList<>();
    for (DiskCache cache : List.of(one, other)) {
      for (int part = 0; part < 4; part++) {
        int from = part;
        work.add(
            () -> {
              int wrong = 0;
              for (int i = 0; i < 400; i++) {
                PackedScript script = scripts.get((i * 7 + from * 13) % scripts.size());
                var found = cache.find(script.digest());
                if (found.isEmpty()) {
                  cache.put(script);
                } else if (!java.util.Arrays.equals(bytes(found.get()), bytes(script))) {
                  wrong++;
                }
              }
              return wrong;
            });
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      for (Future<Integer> done : threads.invokeAll(work)) {
        assertEquals(0, done.get());
      }
    }
    assertEquals(0, one.unwritten() + other.unwritten());
    assertEquals(0, one.damaged() + other.damaged());
    assertEquals(List.of(), files("unfinished"));
  }

  @Test
  @DisplayName("goes on without a disk that takes anything")
  void unwritable() throws IOException {
    DiskCache cache = open(LARGE);
    PackedScript script = Scripts.text("return 1\n");
    Files.delete(folder.resolve("unfinished"));
    Files.writeString(folder.resolve("unfinished"), "no folder");

    cache.put(script);

    assertEquals(1, cache.unwritten());
    assertTrue(cache.find(script.digest()).isEmpty());
  }
}
