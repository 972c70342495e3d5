package io.scriptfarm.e2e;

import static java.net.http.HttpResponse.BodyHandlers.ofByteArray;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.delivery.pull.CacheAddress;
import io.scriptfarm.delivery.pull.DiskCache;
import io.scriptfarm.delivery.pull.GenerationListener;
import io.scriptfarm.delivery.pull.KafkaFeed;
import io.scriptfarm.delivery.pull.PullCounters;
import io.scriptfarm.delivery.pull.PullException;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.delivery.pull.ScriptSubscription.Following;
import io.scriptfarm.delivery.pull.VerifiedGeneration;
import io.scriptfarm.harness.Built;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.SpoilingProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Published scripts reach game servers, folders and content delivery networks.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R20 R23 R24 R25 pulls")
class PullTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), 12);
  private static final int CHUNK = 64 * 1024;
  private static final int SCRIPTS = 30;
  private static final String UTIL = "src/ReplicatedStorage/util.ts";
  private static final ProjectPath UTIL_LUA = new ProjectPath("ReplicatedStorage/util.lua");

  private final FarmProcess farm;

  PullTest(FarmProcess farm) {
    this.farm = farm;
  }

  /// A game of 33 files: one of them large, one of the server.
  private static Path game(String workspace, String... cdn) throws IOException {
    Path folder = Repository.temporary("pull");
    write(
        folder,
        "tsconfig.json",
        """
        {"compilerOptions": {"target": "esnext", "lib": ["esnext"], "module": "esnext", "moduleResolution": "bundler",
          "types": [], "rootDir": "src", "outDir": "out", "strict": true}, "include": ["src"],
         "tstl": {"luaTarget": "5.4", "noImplicitSelf": true}}""");
    write(
        folder,
        "scriptfarm.json",
        "{\"workspace\": \"%s\", \"cdn\": %s}".formatted(workspace, Json.write(cdn)));
    write(folder, "src/ServerScriptService/ai.ts", "export const secret = 'a server knows';\n");
    for (int i = 0; i < SCRIPTS; i++) {
      write(folder, "src/StarterGui/menu" + i + ".ts", "export const n = " + i + " * 1.5;\n");
    }
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    write(
        folder,
        "src/ReplicatedStorage/large.ts",
        "export const noise = \"" + Base64.getEncoder().encodeToString(noise) + "\";\n");
    write(folder, UTIL, "export const half = (n: number) => n / 2;\n");
    return folder;
  }

  private static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private long publish(Path game) {
    Built built = farm.build(game, "--publish");
    assertEquals(0, built.exit(), built.ran()::toString);
    return built.json().path("publication").path("generation").asLong();
  }

  private Ran farm(Path game, String... arguments) {
    return farm.start(game, arguments).await(SOON);
  }

  private List<String> out(Path game, String... arguments) {
    Ran ran = farm(game, arguments);
    assertEquals(0, ran.exit(), ran::toString);
    return ran.out().lines().toList();
  }

  private TrustedKeys keys() {
    JsonNode keys = FarmProcess.getJson(farm.gateway().resolve("/api/keys"));
    return TrustedKeys.ofBase64(keys.path("keys").valueStream().map(JsonNode::asText).toList());
  }

  private ScriptSelection wanted(String workspace) {
    return ScriptSelection.of(new WorkspaceName(workspace), keys());
  }

  private static ScriptSource source(URI cache, ScriptSelection wanted, Path disk)
      throws IOException {
    return new ScriptSource(
        CacheAddress.of(cache).withBackoff(QUICK), wanted, new DiskCache(disk, 1L << 30));
  }

  private static Path folder() {
    return Repository.temporary("pull-disk");
  }

  private static final class Heard implements GenerationListener {
    private final BlockingQueue<ScriptSet> switched = new LinkedBlockingQueue<>();
    private final BlockingQueue<PullException> failed = new LinkedBlockingQueue<>();

    @Override
    public void switched(Optional<ScriptSet> before, ScriptSet now) {
      switched.add(now);
    }

    @Override
    public void failed(PullException why) {
      failed.add(why);
    }

    ScriptSet next() throws InterruptedException {
      ScriptSet next = switched.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertTrue(next != null, () -> "no generation, but " + failed);
      return next;
    }
  }

  /// Every file as a build wrote it.
  private static void assertAsBuilt(Path game, ScriptSet set) throws IOException {
    for (String path : Tree.of(game.resolve("out")).files().keySet()) {
      assertArrayEquals(
          Files.readAllBytes(game.resolve("out").resolve(path)),
          set.load(new ProjectPath(path), Manifest.LUA).orElseThrow().bytes(),
          path);
    }
    assertEquals(
        Tree.of(game.resolve("out")).files().size(), set.published().manifest().entries().size());
  }

  private static long frames(ScriptSet set) {
    return set.published().manifest().entries().stream()
        .map(entry -> entry.artifacts().get(Manifest.LUA).digest())
        .distinct()
        .mapToLong(digest -> set.find(digest).orElseThrow().length())
        .sum();
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

  @Test
  @DisplayName("a server stays with its generation when a key signs that it does not know")
  void unknownKey() throws Exception {
    Path game = game("pull-key");
    publish(game);
    Heard heard = new Heard();
    try (ScriptSource source = source(farm.cache(), wanted("pull-key"), folder());
        ScriptSubscription server = ScriptSubscription.start(source, Following.SILENTLY, heard)) {
      heard.next();
      out(game, "keys", "--rotate");
      write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
      publish(game);
      PullException why = heard.failed.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertTrue(why != null && why.getMessage().contains("not trusted"), String.valueOf(why));
      assertEquals(1, server.current().orElseThrow().generation());
    }
  }

  @Test
  @DisplayName("an export holds what clients may see and nothing else, and a CDN serves it")
  void export() throws Exception {
    Path tree = Repository.temporary("pull-cdn");
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tree,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      Path game = game("pull-cdn", base);
      publish(game);

      assertEquals(
          List.of("generation 1 of pull-cdn: 64 artifacts for clients, 64 written"),
          out(game, "export", "--cdn", tree.toString()));
      assertEquals(
          List.of("generation 1 of pull-cdn: 64 artifacts for clients, 0 written"),
          out(game, "export", "--cdn", tree.toString()));

      ScriptSelection wanted = wanted("pull-cdn");
      Manifest clients =
          wanted
              .keys()
              .open(
                  Json.read(
                      Files.readAllBytes(tree.resolve("manifest.json")), SignedManifest.class),
                  wanted.workspace(),
                  Manifest.View.REPLICATED);
      Set<String> allowed = new TreeSet<>(Set.of("manifest.json"));
      clients.blobs().forEach(digest -> allowed.add(digest.hex()));
      assertEquals(allowed, Tree.of(tree).files().keySet());
      try (ScriptSource source = source(farm.cache(), wanted, folder())) {
        Set<String> secrets =
            source.latest().manifest().entries().stream()
                .filter(entry -> !entry.replicate())
                .flatMap(entry -> entry.artifacts().values().stream())
                .map(artifact -> artifact.digest().hex())
                .collect(Collectors.toSet());
        assertFalse(secrets.isEmpty());
        assertTrue(secrets.stream().noneMatch(allowed::contains), secrets::toString);

        Path wrong =
            tree.resolve(clients.entries().getFirst().artifacts().get("lua").digest().hex());
        Files.copy(tree.resolve("manifest.json"), tree.resolve("x"));
        Files.move(tree.resolve("x"), wrong, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertAsBuilt(game, source.pull(source.latest()));
        PullCounters counters = source.counters();
        assertEquals(SCRIPTS + 1, counters.fromCdn(), counters::toString);
        assertEquals(2, counters.fromFarm(), counters::toString); // the wrong one, the server's
        assertEquals(1, counters.damaged(), counters::toString);
      }
      assertEquals(
          List.of("generation 1 of pull-cdn: 64 artifacts for clients, 1 written"),
          out(game, "export", "--cdn", tree.toString()));
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName("farm pull writes what a build writes, and touches nothing else")
  void command() throws Exception {
    Path game = game("pull-command");
    publish(game);
    Path target = Repository.temporary("pull-target").resolve("scripts");
    write(target, "StarterGui/mine.lua", "return 'nobody else wrote this'\n");
    String dir = target.toString();

    Ran first = farm(game, "pull", dir);
    assertEquals(0, first.exit(), first::toString);
    assertEquals(
        "generation 1 of pull-command: 33 files, 33 written, 0 removed", first.out().strip());
    assertTrue(first.err().contains("believing the keys"), first.err());
    assertPulled(game, target);
    Path keys = game.resolve("keys");
    Files.write(keys, out(game, "keys"));

    Files.delete(game.resolve("src/StarterGui/menu7.ts"));
    Files.delete(game.resolve("out/StarterGui/menu7.lua"));
    write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
    publish(game);
    write(target, "StarterGui/menu9.lua", "return 'changed by hand'\n");
    Ran second = farm(game, "pull", "--keys", keys.toString(), dir);
    assertEquals(
        "generation 2 of pull-command: 32 files, 2 written, 1 removed", second.out().strip());
    assertEquals("", second.err());
    assertPulled(game, target);

    assertEquals(
        List.of("generation 1 of pull-command: 33 files, 2 written, 0 removed"),
        out(game, "pull", "--generation", "1", dir));
    Path bytecode = Repository.temporary("pull-bytecode");
    out(game, "pull", "--kind", "lua54", bytecode.toString());
    byte[] chunk = Files.readAllBytes(bytecode.resolve("ReplicatedStorage/util.lua"));
    assertArrayEquals(new byte[] {0x1b, 'L', 'u', 'a', 0x54}, java.util.Arrays.copyOf(chunk, 5));

    assertEquals(3, farm(game, "pull", "--generation", "99", dir).exit());
    assertEquals(3, farm(game, "pull", "--workspace", "pull-nothing", dir).exit());
    assertEquals(64, farm(game, "pull", "--kind", "lua99", dir).exit());
    assertEquals(64, farm(game, "pull", "--key", "bm9uZQ==", dir).exit());
  }

  private static void assertPulled(Path game, Path target) throws IOException {
    Tree pulled = Tree.of(target);
    pulled.files().remove(".farm-pull.json");
    pulled.files().remove("StarterGui/mine.lua");
    assertEquals(Tree.of(game.resolve("out")), pulled);
    assertEquals(
        "return 'nobody else wrote this'\n",
        Files.readString(target.resolve("StarterGui/mine.lua")));
  }

  @Test
  @DisplayName("farm pull writes nothing through a link that leaves the folder")
  void links() throws Exception {
    Path game = game("pull-links");
    publish(game);
    Path target = Repository.temporary("pull-linked");
    Path elsewhere = Repository.temporary("pull-elsewhere");
    Files.createSymbolicLink(target.resolve("StarterGui"), elsewhere);

    Ran ran = farm(game, "pull", target.toString());

    assertEquals(3, ran.exit(), ran::toString);
    assertTrue(ran.err().contains("a link that leaves"), ran.err());
    assertEquals(Tree.of(elsewhere).files(), new java.util.TreeMap<>());
  }

  @Test
  @DisplayName("farm pull --follow goes on with each generation")
  void follow() throws Exception {
    Path game = game("pull-on");
    publish(game);
    Path target = Repository.temporary("pull-followed");
    Ran.Running running = farm.start(game, "pull", "--follow", target.toString());
    try {
      Path util = target.resolve(UTIL_LUA.value());
      Await.until(SOON, "the first is there", () -> Files.exists(util));
      String before = Files.readString(util);
      write(game, UTIL, "export const half = (n: number) => n * 0.5;\n");
      publish(game);
      Await.until(SOON, "the second is there", () -> !read(util).equals(before));
      Await.until(
          SOON,
          "it says so",
          () -> read(running.out()).contains("generation 2 of pull-on: 33 files, 1 written"));
    } finally {
      running.process().descendants().forEach(ProcessHandle::destroy);
      running.process().destroy();
      running.await(SOON);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
