package io.scriptfarm.e2e;

import static java.net.http.HttpResponse.BodyHandlers.ofByteArray;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.delivery.pull.KafkaFeed;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.delivery.pull.ScriptSubscription.Following;
import io.scriptfarm.delivery.pull.VerifiedGeneration;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.SpoilingProxy;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Published scripts reach game servers.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R20 R23 R24 R25 pulls")
class PullTest extends PullFixture {
  PullTest(FarmProcess farm) {
    super(farm);
  }

  @Test
  @DisplayName(
      "a server has each generation as soon as it is published, by one artifact, and says so")
  void follows() throws Exception {
    Path game = game("pull-follow");
    publish(game);
    Heard heard = new Heard();
    ScriptSelection wanted = wanted("pull-follow").withManifestForClients();
    try (ScriptSource source = source(farm.cache(), wanted, folder());
        ScriptSubscription server =
            ScriptSubscription.start(source, Following.as("pull-eu-1"), heard)) {
      assertAsBuilt(game, heard.next());
      assertReported(game, "pull-eu-1  pull-follow 1");
      long fetched = server.counters().fromFarm();

      write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
      assertEquals(2, publish(game));
      ScriptSet second = heard.next();
      assertAsBuilt(game, second);
      assertEquals(fetched + 1, server.counters().fromFarm());
      SignedManifest clients = second.published().forClients().orElseThrow();
      assertEquals(SCRIPTS + 2, clients.unverified().entries().size());
      assertReported(game, "pull-eu-1  pull-follow 2");

      out(game, "rollback", "1");
      ScriptSet third = heard.next();
      assertEquals(3, third.generation());
      assertEquals(Optional.of(1L), third.published().manifest().rollbackOf());
      assertEquals(0, server.counters().failed());
      assertTrue(heard.failed.isEmpty(), heard.failed::toString);
    }
  }

  private void assertReported(Path game, String line) {
    Await.until(
        SOON,
        line,
        () -> out(game, "servers").stream().anyMatch(each -> each.startsWith(line + " ")));
  }

  @Test
  @DisplayName("a server hears of generations by Kafka where it has one")
  void kafka() throws Exception {
    Path game = game("pull-kafka");
    publish(game);
    Heard heard = new Heard();
    KafkaFeed feed = new KafkaFeed(KafkaConfig.of(farm.kafka(), KafkaConfig.DEFAULT_PREFIX));
    try (ScriptSource source = source(farm.cache(), wanted("pull-kafka"), folder());
        ScriptSubscription _ =
            ScriptSubscription.start(source, Following.SILENTLY.by(feed), heard)) {
      heard.next();
      write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
      publish(game);
      assertAsBuilt(game, heard.next());
    }
  }

  @Test
  @DisplayName("bring the same bytes wherever the connection is cut, and one chunk twice at most")
  void cut() throws Exception {
    Path game = game("pull-cut");
    publish(game);
    ScriptSelection wanted = wanted("pull-cut");
    try (SpoilingProxy proxy = new SpoilingProxy(farm.cache())) {
      for (int n = 1; n <= CHUNK; n = n < 4 ? n + 1 : n * 3 / 2) {
        try (ScriptSource source = source(proxy.address(), wanted, folder())) {
          VerifiedGeneration published = source.latest();
          proxy.cutAfter(n, 1);
          ScriptSet set = source.pull(published);
          assertAsBuilt(game, set);
          long twice = source.counters().bytes() - frames(set);
          assertTrue(twice >= 0 && twice <= CHUNK, twice + " bytes twice, cut after " + n);
          assertEquals(1, source.counters().retries());
        }
      }
      proxy.cutAfter(20_000, Integer.MAX_VALUE);
      try (ScriptSource source = source(proxy.address(), wanted, folder())) {
        assertAsBuilt(game, source.pull(source.latest()));
        assertTrue(source.counters().retries() > 5, source.counters()::toString);
      }
    }
  }

  @Test
  @DisplayName("over HTTP/2 artifacts come in parts, too, and many at once")
  void http2() throws Exception {
    Path game = game("pull-http2");
    long generation = publish(game);
    URI base = farm.cache().resolve("/workspaces/pull-http2/generations/" + generation + "/files/");
    URI large = base.resolve("ReplicatedStorage/large.lua");
    byte[] whole = Files.readAllBytes(game.resolve("out/ReplicatedStorage/large.lua"));
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      List<CompletableFuture<HttpResponse<byte[]>>> parts = new ArrayList<>();
      for (int from = 0; from < whole.length; from += CHUNK) {
        HttpRequest part =
            HttpRequest.newBuilder(large)
                .header("Range", "bytes=" + from + "-" + (from + CHUNK - 1))
                .build();
        if (from == 0) { // an upgrade comes before streams
          parts.add(CompletableFuture.completedFuture(client.send(part, ofByteArray())));
        } else {
          parts.add(client.sendAsync(part, ofByteArray()));
        }
      }
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      for (CompletableFuture<HttpResponse<byte[]>> part : parts) {
        HttpResponse<byte[]> response = part.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        assertEquals(206, response.statusCode());
        together.writeBytes(response.body());
      }
      assertArrayEquals(whole, together.toByteArray());
    }
  }

  @Test
  @DisplayName("find a flipped byte, count it, and fetch the artifact again")
  void flipped() throws Exception {
    Path game = game("pull-flip");
    publish(game);
    ScriptSelection wanted = wanted("pull-flip");
    long damaged = 0;
    try (SpoilingProxy proxy = new SpoilingProxy(farm.cache())) {
      for (int place = 0; place < 12; place++) {
        try (ScriptSource source = source(proxy.address(), wanted, folder())) {
          VerifiedGeneration published = source.latest();
          proxy.flipAt(2_000 + place * 12_000L);
          assertAsBuilt(game, source.pull(published));
          damaged += source.counters().damaged();
        }
      }
    }
    assertTrue(damaged >= 11, damaged + " of 12");
  }

  @Test
  @DisplayName("a server starts from its disk when the farm is away, and catches up")
  void farmAway() throws Exception {
    Path game = game("pull-away");
    publish(game);
    Path disk = folder();
    ScriptSelection wanted = wanted("pull-away");
    Heard heard = new Heard();
    try (ScriptSource source = source(farm.cache(), wanted, disk);
        ScriptSubscription _ = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
      heard.next();
    }
    try (SpoilingProxy proxy = new SpoilingProxy(farm.cache())) {
      proxy.cutAfter(0, Integer.MAX_VALUE);
      try (ScriptSource source = source(proxy.address(), wanted, disk);
          ScriptSubscription server = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
        assertAsBuilt(game, heard.next());
        assertEquals(0, server.counters().fromFarm());
        write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
        publish(game);
        proxy.cutAfter(0, 0);
        assertAsBuilt(game, heard.next());
        assertEquals(1, server.counters().fromFarm());
      }
    }
  }
}
