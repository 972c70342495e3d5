package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.publication.Service;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens on wires that are cut, damaged or slow.
class ReplicationWireTest {
  private static final String LARGE = "ReplicatedFirst/large.lua";
  private static final String OTHER = "ReplicatedFirst/other.lua";
  private static final int CHUNKS = 3 + 2;

  private final Workspace workspace = new Workspace();
  private final RecordingListener heard = new RecordingListener();
  private ReplicationServer server;

  @BeforeEach
  void start() {
    workspace
        .put(LARGE, Service.REPLICATED_FIRST, Workspace.noise(1, 150_000))
        .put(OTHER, Service.REPLICATED_FIRST, Workspace.noise(2, 70_000));
    server = ReplicationServer.start(RecordingListener.attentive(), heard);
    workspace.publish(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void assertAllIsThere(Game game) {
    assertAllIsThere(game, "1:", "");
  }

  private void assertAllIsThere(Game game, String generation, String what) {
    List<String> all = List.of(generation + LARGE, generation + OTHER);
    Await.until(Game.SOON, "all is there, " + what, () -> game.ran.equals(all));
    assertArrayEquals(workspace.content(LARGE), game.contents.get(0));
    assertArrayEquals(workspace.content(OTHER), game.contents.get(1));
  }

  @Test
  void aConnectionCutAnywhereGoesOnWithNoMoreThanOneChunkTwice() throws Exception {
    List<Integer> cuts = new ArrayList<>(List.of(1, 2, 3, 64 * 1024 - 1, 64 * 1024));
    // Handshake, manifest and the head of the first chunk, then data and the heads of others.
    cuts.addAll(places(4, 2_000, 200));
    cuts.addAll(places(2_000, 225_000, 12_000));
    long whole = wholeTransfer();
    try (Proxy proxy = new Proxy(server.port())) {
      for (int n : cuts) {
        AtomicLong passed = new AtomicLong();
        Proxy.Wire cut = Proxy.cutAfter(n);
        proxy.then(
            (bytes, length, offset) -> {
              int now = cut.pass(bytes, length, offset);
              passed.addAndGet(now);
              return now;
            });
        proxy.then(
            (_, length, _) -> {
              passed.addAndGet(length);
              return length;
            });
        try (Game game = new Game(Game.config(workspace, proxy.port()))) {
          assertAllIsThere(game, "1:", "cut after " + n);
          assertEquals(CHUNKS, game.client.counts().chunks(), "whole chunks, cut after " + n);
          // Handshake and manifest are twice there anyway.
          assertTrue(
              passed.get() <= whole + Codec.MAX_BYTES + 2048,
              "%d bytes instead of %d, cut after %d".formatted(passed.get(), whole, n));
        }
      }
    }
  }

  /// A place in each part of `step` bytes, other ones each time.
  private static List<Integer> places(int from, int to, int step) {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Integer> places = new ArrayList<>();
    for (int n = from; n < to; n += step) {
      places.add(n + random.nextInt(Math.min(step, to - n)));
    }
    return places;
  }

  /// The bytes of an undisturbed transfer, up to the last chunk at least.
  private long wholeTransfer() throws Exception {
    AtomicLong passed = new AtomicLong();
    try (Proxy proxy =
            new Proxy(server.port())
                .then(
                    (_, length, _) -> {
                      passed.addAndGet(length);
                      return length;
                    });
        Game game = new Game(Game.config(workspace, proxy.port()))) {
      assertAllIsThere(game);
    }
    return passed.get();
  }

  @Test
  void aConnectionThatIsCutAgainAndAgainGetsThereInTheEnd() throws Exception {
    try (Proxy proxy = new Proxy(server.port())) {
      for (int i = 0; i < 30; i++) {
        proxy.then(Proxy.cutAfter(70_000));
      }
      try (Game game = new Game(Game.config(workspace, proxy.port()))) {
        assertAllIsThere(game);
        assertEquals(CHUNKS, game.client.counts().chunks(), "no whole chunk came twice");
        assertTrue(game.client.counts().connections() >= 4, "" + game.client.counts());
      }
    }
  }

  @Test
  void aByteThatIsFlippedInAChunkIsFoundAndNeverRun() throws Exception {
    // Handshake, manifest and the head of a chunk are some 1,000 bytes; then data begins.
    List<Integer> places = places(3_000, 63_000, 3_000);
    try (Proxy proxy = new Proxy(server.port())) {
      for (int at : places) {
        proxy.then(flipping(at));
        try (Game game = new Game(Game.config(workspace, proxy.port()))) {
          assertAllIsThere(game);
          assertEquals(1, game.client.counts().damaged(), "byte " + at);
          assertEquals(2, game.client.counts().artifacts(), "byte " + at);
          assertEquals(1, game.client.counts().connections(), "byte " + at);
        }
      }
    }
    assertEquals(places.size(), heard.damaged.size(), "the server heard of each");
  }

  private static Proxy.Wire flipping(long at) {
    return (bytes, length, offset) -> {
      if (at >= offset && at < offset + length) {
        bytes[(int) (at - offset)] ^= 0x10;
      }
      return length;
    };
  }

  @Test
  void aByteThatIsFlippedAnywhereNeverChangesWhatRuns() throws Exception {
    server.close();
    // A damaged length has the client wait for bytes that never come, until pings are missing.
    server =
        ReplicationServer.start(
            ReplicationServer.Config.on("127.0.0.1", 0)
                .cuttingAfter(Duration.ofMillis(900), Duration.ofSeconds(5)),
            heard);
    workspace.publish(server);
    try (Proxy proxy = new Proxy(server.port())) {
      for (int at : places(0, 1_600, 40)) {
        proxy.then(flipping(at));
        try (Game game =
            new Game(Game.config(workspace, proxy.port()).cuttingAfter(Duration.ofSeconds(1)))) {
          assertAllIsThere(game, "2:", "byte " + at);
        }
      }
    }
  }

  @Test
  void aSlowClientCostsItsWindowAndDelaysNobody() throws Exception {
    int scripts = 8;
    for (int i = 0; i < scripts; i++) {
      workspace.put(
          "ReplicatedStorage/l%d.lua".formatted(i),
          Service.REPLICATED_STORAGE,
          Workspace.noise(10 + i, 8 << 20));
    }
    workspace.publish(server);
    CompletableFuture<Void> stalled = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    try (Proxy proxy =
            new Proxy(server.port())
                .then(
                    (_, length, offset) -> {
                      if (offset > 300_000) {
                        stalled.complete(null);
                        goOn.join(); // from here on nobody reads what the server sends
                      }
                      return length;
                    });
        Game slow = new Game(Game.config(workspace, proxy.port()))) {
      slow.awaitRan("2:" + LARGE, "2:" + OTHER);
      long before = server.bytesSent();
      var wanted = new ArrayList<CompletableFuture<?>>();
      for (int i = 0; i < scripts; i++) {
        wanted.add(slow.client.require(Workspace.path("ReplicatedStorage/l%d.lua".formatted(i))));
      }
      stalled.join();
      long toOthers = 0;
      for (int i = 0; i < 3; i++) {
        try (Game other = new Game(Game.config(workspace, server.port()))) {
          other.awaitRan("2:" + LARGE, "2:" + OTHER);
          assertArrayEquals(
              workspace.content("ReplicatedStorage/l0.lua"),
              other.require("ReplicatedStorage/l0.lua"));
        }
        toOthers += (8 << 20) + 220_000;
      }
      // Of 64 MiB the sockets of server and proxy took what their buffers have room for.
      long toSlow = server.bytesSent() - before - toOthers;
      System.out.println("bytes that the sockets of a client took that does not read: " + toSlow);
      assertTrue(toSlow < 24 << 20, toSlow + " bytes were sent to one who does not read");

      goOn.complete(null);
      Await.until(
          Game.SOON, "the slow one has all", () -> wanted.stream().allMatch(f -> f.isDone()));
      for (int i = 0; i < scripts; i++) {
        assertArrayEquals(
            workspace.content("ReplicatedStorage/l%d.lua".formatted(i)),
            slow.require("ReplicatedStorage/l%d.lua".formatted(i)));
      }
      assertEquals(2 + scripts, slow.client.counts().artifacts());
      assertEquals(1, slow.client.counts().connections());
    }
  }
}
