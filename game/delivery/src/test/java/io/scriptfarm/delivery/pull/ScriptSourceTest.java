package io.scriptfarm.delivery.pull;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.testkit.SpoilingProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R23 R24 pulls of a generation")
class ScriptSourceTest {
  private static final int CHUNK = 64 * 1024;
  private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4), 10);

  @TempDir private Path folder;
  private FarmStandIn farm;
  private int folders;

  @BeforeEach
  void start() throws IOException {
    farm = new FarmStandIn();
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private static SortedMap<String, PackedScript> scripts() {
    SortedMap<String, PackedScript> scripts = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      scripts.put("small" + i + ".lua", Scripts.noise(1_000 + 100 * i, i));
    }
    scripts.put("large.lua", Scripts.noise(300_000, 77));
    scripts.put("secret.lua", Scripts.text("return 'secret'\n"));
    return scripts;
  }

  private ScriptSource source(URI at) throws IOException {
    return source(at, farm.keys());
  }

  private ScriptSource source(URI at, TrustedKeys keys) throws IOException {
    DiskCache disk = new DiskCache(folder.resolve("disk-" + folders++), 1L << 30);
    return new ScriptSource(
        CacheAddress.of(at).withBackoff(QUICK),
        ScriptSelection.of(FarmStandIn.DUNGEON, keys),
        disk);
  }

  private static void assertHolds(SortedMap<String, PackedScript> scripts, ScriptSet set) {
    scripts.forEach(
        (path, script) ->
            assertArrayEquals(
                script.content().bytes(),
                set.load(new ProjectPath(path), Manifest.LUA).orElseThrow().bytes(),
                path));
  }

  private static long frames(SortedMap<String, PackedScript> scripts) {
    return scripts.values().stream().mapToLong(PackedScript::length).sum();
  }

  @Test
  @DisplayName("bring everything, small artifacts in one request, and then only the difference")
  void difference() throws Exception {
    SortedMap<String, PackedScript> scripts = scripts();
    farm.publish(1, scripts);
    try (ScriptSource source = source(farm.address())) {
      ScriptSet first = source.pull(source.latest());
      assertHolds(scripts, first);
      assertEquals(22, source.counters().fromFarm());
      assertEquals(frames(scripts), source.counters().bytes());
      assertEquals(1, farm.asked("/pack"));
      assertEquals(1, farm.asked("/blobs/"));
      assertTrue(first.load(new ProjectPath("small1.lua"), "lua54").isEmpty());
      assertTrue(first.load(new ProjectPath("small77.lua"), Manifest.LUA).isEmpty());

      scripts.put("small3.lua", Scripts.text("return 3\n"));
      farm.publish(2, scripts);
      assertHolds(scripts, source.pull(source.generation(2)));

      assertEquals(23, source.counters().fromFarm());
      assertEquals(21, source.counters().fromDisk());
      assertEquals(0, source.counters().retries());
    }
  }

  @Test
  @DisplayName("give the same bytes wherever the connection is cut, and no chunk twice but one")
  void cutOnce() throws Exception {
    SortedMap<String, PackedScript> scripts = scripts();
    farm.publish(1, scripts);
    try (SpoilingProxy proxy = new SpoilingProxy(farm.address())) {
      long all;
      try (ScriptSource source = source(proxy.address())) {
        source.pull(source.latest());
        all = proxy.passed();
      }
      for (long n = 1; n < all; n += 1 + n / 2) {
        proxy.cutAfter(n, 1);
        try (ScriptSource source = source(proxy.address())) {
          assertHolds(scripts, source.pull(source.latest()));
          long twice = source.counters().bytes() - frames(scripts);
          assertTrue(twice <= CHUNK, twice + " bytes twice, cut after " + n);
        }
      }
    }
  }

  @Test
  @DisplayName("come to their end though every connection is cut after so many bytes")
  void cutAgainAndAgain() throws Exception {
    SortedMap<String, PackedScript> scripts = scripts();
    farm.publish(1, scripts);
    try (SpoilingProxy proxy = new SpoilingProxy(farm.address())) {
      for (int n : new int[] {16 * 1024, 20_001, 32 * 1024, 50_003, CHUNK}) {
        proxy.cutAfter(n, Integer.MAX_VALUE);
        try (ScriptSource source = source(proxy.address())) {
          assertHolds(scripts, source.pull(source.latest()));
          PullCounters counters = source.counters();
          assertTrue(counters.retries() >= frames(scripts) / n - 1, counters.toString());
          assertTrue(
              counters.bytes() - frames(scripts) <= counters.retries() * 3_000L,
              () -> counters + " of " + frames(scripts)); // a small artifact for each cut
        }
      }
    }
  }

  @Test
  @DisplayName("find every flipped byte of what is sent, count it, and fetch that again")
  void flipped() throws Exception {
    SortedMap<String, PackedScript> scripts = scripts();
    farm.publish(1, scripts);
    try (SpoilingProxy proxy = new SpoilingProxy(farm.address())) {
      long artifacts = 0;
      for (int place = 0; place < 15; place++) {
        try (ScriptSource source = source(proxy.address())) {
          VerifiedGeneration published = source.latest();
          proxy.flipAt(1_000 + place * 22_000L);
          assertHolds(scripts, source.pull(published));
          artifacts += source.counters().damaged();
        }
      }
      assertTrue(artifacts > 12, artifacts + " of 15"); // the others were heads of answers
    }
  }

  @Test
  @DisplayName("do not believe a manifest of another key, for another number, or a changed one")
  void untrusted() throws Exception {
    farm.publish(1, scripts());
    TrustedKeys other = TrustedKeys.of(List.of(SigningKey.generate().x509()));
    try (ScriptSource source = source(farm.address(), other)) {
      PullException refused = assertThrows(PullException.class, source::latest);
      assertTrue(refused.getMessage().contains("not trusted"), refused.getMessage());
    }
    farm.announce(3, farm.publish(2, scripts()));
    try (ScriptSource source = source(farm.address())) {
      assertThrows(PullException.class, () -> source.generation(3));
      assertThrows(PullException.class, () -> source.generation(9));
      assertEquals(2, source.generation(2).generation());
    }
  }

  @Test
  @DisplayName("end after bounded attempts when an artifact is not to be had, and say which")
  void missing() throws Exception {
    SortedMap<String, PackedScript> scripts = scripts();
    farm.publish(1, scripts);
    farm.lose(scripts.get("small4.lua").digest());
    try (ScriptSource source = source(farm.address())) {
      PullException missing = assertThrows(PullException.class, () -> source.pull(source.latest()));
      assertTrue(missing.getMessage().contains("without 1 of them"), missing.getMessage());
      farm.find(scripts.get("small4.lua"));
      assertHolds(scripts, source.pull(source.latest()));
    }
  }

  @Test
  @DisplayName(
      "take what clients may see from a static server, and from the farm what is wrong there")
  void cdn() throws Exception {
    SortedMap<String, PackedScript> scripts = scripts();
    Path tree = Files.createDirectories(folder.resolve("cdn"));
    for (PackedScript script : scripts.values()) {
      Files.write(tree.resolve(script.digest().hex()), script.part(0, script.length()));
    }
    Path wrong = tree.resolve(scripts.get("small5.lua").digest().hex());
    Files.write(wrong, new byte[] {1, 2, 3});
    Files.delete(tree.resolve(scripts.get("small6.lua").digest().hex()));
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tree,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try (ScriptSource source = source(farm.address())) {
      URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      farm.publish(1, scripts, URI.create("http://127.0.0.1:1/nobody"), base);

      assertHolds(scripts, source.pull(source.latest()));

      PullCounters counters = source.counters();
      assertEquals(19, counters.fromCdn(), counters.toString());
      assertEquals(3, counters.fromFarm(), counters.toString()); // wrong, missing, secret
      assertEquals(1, counters.damaged(), counters.toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName("show the token to the farm, and to nobody else")
  void token() throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    HttpServer cdn =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cdn.createContext(
        "/",
        exchange -> {
          try (exchange) {
            shown.addAll(exchange.getRequestHeaders().keySet());
            exchange.sendResponseHeaders(404, -1);
          }
        });
    cdn.start();
    SortedMap<String, PackedScript> scripts = scripts();
    farm.token = Optional.of("secret-token");
    farm.publish(1, scripts, URI.create("http://127.0.0.1:" + cdn.getAddress().getPort()));
    try (ScriptSource source = source(farm.address())) {
      PullException refused = assertThrows(PullException.class, source::latest);
      assertTrue(refused.getMessage().contains("no token"), refused.getMessage());
      assertEquals(0, source.counters().retries());
    }
    CacheAddress address = CacheAddress.of(farm.address()).withToken("secret-token");
    assertFalse(address.toString().contains("secret-token"));
    try (ScriptSource source =
        new ScriptSource(
            address,
            ScriptSelection.of(FarmStandIn.DUNGEON, farm.keys()),
            new DiskCache(folder.resolve("disk"), 1L << 30))) {
      assertHolds(scripts, source.pull(source.latest()));
    } finally {
      cdn.stop(0);
    }
    assertFalse(shown.isEmpty());
    assertTrue(
        shown.stream().noneMatch(name -> name.matches("(?i)authorization|accept-encoding")),
        shown::toString);
  }
}
