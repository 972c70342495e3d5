package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.delivery.pull.CacheAddress;
import io.scriptfarm.delivery.pull.DiskCache;
import io.scriptfarm.delivery.pull.GenerationListener;
import io.scriptfarm.delivery.pull.PullException;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A game with large files and many small ones, its publication, and what a puller needs of both.
abstract class PullFixture {
  static final Duration SOON = Duration.ofMinutes(1);
  static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), 12);
  static final int CHUNK = 64 * 1024;
  static final int SCRIPTS = 30;
  static final String UTIL = "src/ReplicatedStorage/util.ts";
  static final ProjectPath UTIL_LUA = new ProjectPath("ReplicatedStorage/util.lua");

  final FarmProcess farm;

  PullFixture(FarmProcess farm) {
    this.farm = farm;
  }

  /// A game of 33 files: one of them large, one of the server.
  static Path game(String workspace, String... cdn) throws IOException {
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

  static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  long publish(Path game) {
    CommandBuild built = farm.build(game, "--publish");
    assertEquals(0, built.exit(), built.ran()::toString);
    return built.json().path("publication").path("generation").asLong();
  }

  Ran farm(Path game, String... arguments) {
    return farm.start(game, arguments).await(SOON);
  }

  List<String> out(Path game, String... arguments) {
    Ran ran = farm(game, arguments);
    assertEquals(0, ran.exit(), ran::toString);
    return ran.out().lines().toList();
  }

  TrustedKeys keys() {
    JsonNode keys = FarmProcess.getJson(farm.gateway().resolve("/api/keys"));
    return TrustedKeys.ofBase64(keys.path("keys").valueStream().map(JsonNode::asText).toList());
  }

  ScriptSelection wanted(String workspace) {
    return ScriptSelection.of(new WorkspaceName(workspace), keys());
  }

  static ScriptSource source(URI cache, ScriptSelection wanted, Path disk) throws IOException {
    return new ScriptSource(
        CacheAddress.of(cache).withBackoff(QUICK), wanted, new DiskCache(disk, 1L << 30));
  }

  static Path folder() {
    return Repository.temporary("pull-disk");
  }

  static final class Heard implements GenerationListener {
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
      ScriptSet next = switched.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertTrue(next != null, () -> "no generation, but " + failed);
      return next;
    }
  }

  /// Every file as a build wrote it.
  static void assertAsBuilt(Path game, ScriptSet set) throws IOException {
    for (String path : Tree.of(game.resolve("out")).files().keySet()) {
      assertArrayEquals(
          Files.readAllBytes(game.resolve("out").resolve(path)),
          set.load(new ProjectPath(path), Manifest.LUA).orElseThrow().bytes(),
          path);
    }
    assertEquals(
        Tree.of(game.resolve("out")).files().size(), set.published().manifest().entries().size());
  }

  static long frames(ScriptSet set) {
    return set.published().manifest().entries().stream()
        .map(entry -> entry.artifacts().get(Manifest.LUA).digest())
        .distinct()
        .mapToLong(digest -> set.find(digest).orElseThrow().length())
        .sum();
  }
}
