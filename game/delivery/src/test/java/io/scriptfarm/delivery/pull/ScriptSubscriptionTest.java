package io.scriptfarm.delivery.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.pull.ScriptSubscription.Following;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.testkit.SpoilingProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R20 R24 a server that follows a workspace")
class ScriptSubscriptionTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4), 5);
  private static final ProjectPath HUD = new ProjectPath("hud.lua");

  @TempDir private Path folder;
  private FarmStandIn farm;

  @BeforeEach
  void start() throws IOException {
    farm = new FarmStandIn();
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  /// What a subscription says, in order.
  private static final class Heard implements GenerationListener {
    final BlockingQueue<ScriptSet> switched = new LinkedBlockingQueue<>();
    final BlockingQueue<PullException> failed = new LinkedBlockingQueue<>();

    @Override
    public void switched(Optional<ScriptSet> before, ScriptSet now) {
      switched.add(now);
    }

    @Override
    public void failed(PullException why) {
      failed.add(why);
    }

    ScriptSet next() throws InterruptedException {
      return next(switched);
    }

    String nextFailure() throws InterruptedException {
      return String.valueOf(next(failed).getMessage());
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
      T next = queue.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
      assertTrue(next != null, "nothing was heard");
      return next;
    }
  }

  private ScriptSource source(URI at, TrustedKeys keys) throws IOException {
    return new ScriptSource(
        CacheAddress.of(at).withBackoff(QUICK),
        ScriptSelection.of(FarmStandIn.DUNGEON, keys).withManifestForClients(),
        new DiskCache(folder.resolve("disk"), 1L << 30));
  }

  private static SortedMap<String, PackedScript> scripts(String hud) {
    SortedMap<String, PackedScript> scripts = new TreeMap<>();
    for (int i = 0; i < 249; i++) {
      scripts.put("script" + i + ".lua", Scripts.text("return " + i + "\n"));
    }
    scripts.put(HUD.value(), Scripts.text(hud));
    return scripts;
  }

  private static String hud(ScriptSet set) {
    return set.load(HUD, Manifest.LUA).orElseThrow().utf8();
  }

  @Test
  @DisplayName("switches to each newer generation, fetches one artifact for it, and says READY")
  void follows() throws Exception {
    farm.publish(1, scripts("return 1"));
    Heard heard = new Heard();
    try (ScriptSource source = source(farm.address(), farm.keys());
        ScriptSubscription server = ScriptSubscription.start(source, Following.as("eu-1"), heard)) {
      ScriptSet first = heard.next();
      assertEquals("return 1", hud(first));
      assertEquals("eu-1 1", farm.reported.poll(20, TimeUnit.SECONDS));
      assertEquals(1, server.awaitFirst(SOON).orElseThrow().generation());
      long fetched = server.counters().fromFarm();

      for (int n = 2; n < 30; n++) {
        farm.publish(n, scripts("return " + n));
        ScriptSet next = heard.next();
        assertEquals(n, next.generation());
        assertEquals("return " + n, hud(next));
        assertSame(next, server.current().orElseThrow());
        assertEquals(n, next.published().forClients().orElseThrow().unverified().generation());
        assertEquals(++fetched, server.counters().fromFarm());
        assertEquals("eu-1 " + n, farm.reported.poll(20, TimeUnit.SECONDS));
      }
      assertEquals("return 1", hud(first)); // whoever runs it goes on with it
      assertEquals(0, server.counters().failed());
      assertEquals(0, server.counters().retries());
    }
  }

  @Test
  @DisplayName("starts from the disk when the farm is away, and goes on when it is back")
  void farmAway() throws Exception {
    farm.publish(1, scripts("return 1"));
    Heard heard = new Heard();
    try (SpoilingProxy proxy = new SpoilingProxy(farm.address())) {
      try (ScriptSource source = source(proxy.address(), farm.keys());
          ScriptSubscription before = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
        heard.next();
        farm.publish(2, scripts("return 2"));
        heard.next();
        assertEquals(2, before.current().orElseThrow().generation());
      }
      proxy.cutAfter(0, Integer.MAX_VALUE);
      try (ScriptSource source = source(proxy.address(), farm.keys());
          ScriptSubscription server = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
        assertEquals("return 2", hud(heard.next()));
        assertEquals(250, server.counters().fromDisk());
        assertEquals(0, server.counters().fromFarm());
        assertFalse(heard.failed.isEmpty());

        farm.publish(3, scripts("return 3"));
        proxy.cutAfter(0, 0);
        assertEquals("return 3", hud(heard.next()));
        assertEquals(1, server.counters().fromFarm());
      }
    }
  }

  @Test
  @DisplayName("starts from the generation before, where the disk lost one of the current")
  void damagedDisk() throws Exception {
    farm.publish(1, scripts("return 1"));
    Heard heard = new Heard();
    try (ScriptSource source = source(farm.address(), farm.keys());
        ScriptSubscription _ = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
      heard.next();
      farm.publish(2, scripts("return 2"));
      heard.next();
    }
    String hud = Scripts.text("return 2").digest().hex();
    try (Stream<Path> all = Files.walk(folder.resolve("disk"))) {
      Path file = all.filter(f -> f.endsWith(hud)).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    farm.close();
    try (ScriptSource source = source(farm.address(), farm.keys());
        ScriptSubscription server = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
      assertEquals("return 1", hud(heard.next()));
      assertEquals(1, server.counters().damaged());
    }
  }

  @Test
  @DisplayName("stays with what it has when a newer one is forged, changed or not all there")
  void stays() throws Exception {
    farm.publish(1, scripts("return 1"));
    Heard heard = new Heard();
    try (ScriptSource source = source(farm.address(), farm.keys());
        ScriptSubscription server = ScriptSubscription.start(source, Following.as("eu-1"), heard)) {
      heard.next();
      Manifest next = FarmStandIn.manifest(2, scripts("return 2"));

      farm.announce(2, Release.of(next, SigningKey.generate()));
      String forged = heard.nextFailure();
      assertTrue(forged.contains("not trusted"), forged);

      Release honest = Release.of(next.numbered(3), farm.key);
      byte[] payload = honest.full().payload();
      payload[payload.length - 3] ^= 1;
      SignedManifest altered =
          new SignedManifest(farm.key.id(), payload, honest.full().signature());
      farm.announce(3, new Release(honest.workspace(), 3, altered, honest.replicated()));
      String changed = heard.nextFailure();
      assertTrue(changed.contains("does not match its signature"), changed);

      farm.announce(4, Release.of(next.numbered(4), farm.key)); // whose new artifact is nowhere
      String missing = heard.nextFailure();
      assertTrue(missing.contains("cannot fetch"), missing);

      farm.announce(5, honest); // is generation 3
      String older = heard.nextFailure();
      assertTrue(older.contains("generation 3 for that of 5"), older);

      assertEquals(1, server.current().orElseThrow().generation());
      assertEquals(4, server.counters().failed());
      farm.publish(6, scripts("return 6"));
      assertEquals("return 6", hud(heard.next()));
      assertEquals(
          List.of("eu-1 1", "eu-1 6"), List.of(farm.reported.take(), farm.reported.take()));
    }
  }

  @Test
  @DisplayName("finds by a look what no event told of, and never goes back")
  void looks() throws Exception {
    farm.publish(5, scripts("return 5"));
    Heard heard = new Heard();
    Following deaf =
        Following.SILENTLY
            .by((_, _) -> new java.util.concurrent.CountDownLatch(1).await())
            .withLook(Duration.ofMillis(5));
    try (ScriptSource source = source(farm.address(), farm.keys());
        ScriptSubscription _ = ScriptSubscription.start(source, deaf, heard)) {
      heard.next();
      farm.publish(6, scripts("return 6"));
      assertEquals("return 6", hud(heard.next()));
    }
    try (FarmStandIn other = new FarmStandIn();
        ScriptSource source =
            source(other.address(), TrustedKeys.of(List.of(farm.key.x509(), other.key.x509())));
        ScriptSubscription _ = ScriptSubscription.start(source, deaf, heard)) {
      assertEquals("return 6", hud(heard.next())); // of the disk: nothing was published there
      other.publish(4, scripts("return 4"));
      String why = heard.nextFailure();
      while (!why.contains("youngest generation is 4, but 6 was here already")) {
        why = heard.nextFailure();
      }
      other.publish(7, scripts("return 7"));
      assertEquals("return 7", hud(heard.next()));
    }
  }

  @Test
  @DisplayName("takes manifests that come with an announcement without asking for them")
  void announced() throws Exception {
    Release release = farm.publish(1, scripts("return 1"));
    Heard heard = new Heard();
    Following told =
        Following.SILENTLY.by(
            (_, taker) -> {
              taker.accept(new GenerationFeed.Announcement(1, Optional.of(release)));
              Release next = farm.publish(2, scripts("return 2"));
              taker.accept(new GenerationFeed.Announcement(2, Optional.of(next)));
              new java.util.concurrent.CountDownLatch(1).await();
            });
    try (ScriptSource source = source(farm.address(), farm.keys());
        ScriptSubscription server = ScriptSubscription.start(source, told, heard)) {
      while (server.current().map(ScriptSet::generation).orElse(0L) < 2) {
        heard.next();
      }
      assertEquals(0, farm.asked("generations/2/manifest"));
    }
  }

  @Test
  @DisplayName("can be closed by its own listener")
  void closedFromInside() throws Exception {
    farm.publish(1, scripts("return 1"));
    BlockingQueue<ScriptSubscription> self = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
    try (ScriptSource source = source(farm.address(), farm.keys())) {
      self.add(
          ScriptSubscription.start(
              source,
              Following.SILENTLY,
              (_, _) -> {
                try {
                  self.take().close();
                  closed.add(true);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
      assertTrue(closed.poll(20, TimeUnit.SECONDS));
    }
  }
}
