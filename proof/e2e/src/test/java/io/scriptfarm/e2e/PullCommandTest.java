package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.delivery.pull.PullCounters;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Published scripts reach folders and content delivery networks.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R23 R25 pulls by the command line")
class PullCommandTest extends PullFixture {
  PullCommandTest(FarmProcess farm) {
    super(farm);
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
