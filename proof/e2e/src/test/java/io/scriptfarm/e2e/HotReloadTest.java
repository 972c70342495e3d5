package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Type errors tell apart what is published before the check, which finds them, and after it.
@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R24 farm watch --publish")
class HotReloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern DONE = Pattern.compile("(?:built|errors?) in ");

  private final FarmProcess farm;

  HotReloadTest(FarmProcess farm) {
    this.farm = farm;
  }

  /// A game that is watched.
  private final class Watched implements AutoCloseable {
    final Path game = Repository.temporary("hot");
    final String workspace;
    final Ran.Running watch;

    Watched(String workspace, String... options) throws IOException {
      this.workspace = workspace;
      save(
          "tsconfig.json",
          """
          {"compilerOptions": {"target": "esnext", "lib": ["esnext"], "module": "esnext", "moduleResolution": "bundler",
            "types": [], "rootDir": "src", "outDir": "out", "strict": true}, "include": ["src"],
           "tstl": {"luaTarget": "5.4"}}""");
      save("scriptfarm.json", "{\"workspace\": \"" + workspace + "\"}");
      save("src/util.ts", "export const half = (n: number): number => n / 2;\n");
      save("src/ai.ts", "import { half } from \"./util\";\nexport const speed = half(4);\n");
      save("src/alone.ts", "export const alone = 1;\n");
      String[] command = new String[options.length + 2];
      command[0] = "watch";
      command[1] = "--publish";
      System.arraycopy(options, 0, command, 2, options.length);
      this.watch = farm.start(game, command);
      await("the first generation", () -> generation() == 1 && builds() == 1);
    }

    void save(String path, String text) throws IOException {
      Path file = game.resolve(path);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text);
    }

    private String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void await(String what, BooleanSupplier condition) {
      try {
        Await.until(PATIENCE, what, condition::getAsBoolean);
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + text(watch.out()) + text(watch.err()), e);
      }
    }

    long builds() {
      return DONE.matcher(text(watch.err())).results().count();
    }

    long generation() {
      JsonNode kept =
          Json.read(
              FarmProcess.send(
                      HttpRequest.newBuilder(
                          farm.cache().resolve("/workspaces/" + workspace + "/generations")))
                  .body(),
              JsonNode.class);
      return kept.path(0).path("generation").asLong();
    }

    String published(String path) {
      return FarmProcess.send(
              HttpRequest.newBuilder(
                  farm.cache()
                      .resolve(
                          "/workspaces/%s/generations/%d/files/%s"
                              .formatted(workspace, generation(), path))))
          .body();
    }

    @Override
    public void close() {
      watch.process().descendants().forEach(ProcessHandle::destroy);
      watch.process().destroy();
      watch.await(PATIENCE);
    }
  }

  @Test
  @DisplayName("publishes what is saved before it is checked, and once where the check is fine")
  void savesComeFirst() throws IOException {
    try (Watched watched = new Watched("hot-saves")) {
      watched.save("src/util.ts", "export const half = (n: number): string => n / 3;\n");
      watched.await("the second generation", () -> watched.generation() == 2);
      watched.await("its build", () -> watched.builds() == 2);
      assertTrue(watched.published("util.lua").contains("n / 3"));
      assertEquals(2, watched.generation());

      watched.save("src/util.ts", "export const half = (n: number): number => n / 4;\n");
      watched.await("a build without errors", () -> watched.builds() == 3);
      assertEquals(3, watched.generation());
      assertTrue(watched.published("util.lua").contains("n / 4"));
    }
  }

  @Test
  @DisplayName("leaves to the build what may change where a script belongs, or what it needs")
  void waitsWhereASaveMayMeanMore() throws IOException {
    try (Watched watched = new Watched("hot-waits")) {
      watched.save(
          "src/alone.ts", "// @scriptfarm service=StarterGui\nexport const alone: string = 2;\n");
      watched.await("a build with errors", () -> watched.builds() == 2);
      assertEquals(1, watched.generation());

      watched.save(
          "src/alone.ts",
          "import { half } from \"./util\";\nexport const alone: string = half(2);\n");
      watched.await("another", () -> watched.builds() == 3);
      assertEquals(1, watched.generation());

      watched.save("src/alone.ts", "export const alone = 3;\n");
      watched.await("a generation", () -> watched.generation() == 2);
      assertTrue(watched.published("alone.lua").contains("= 3"));
    }
  }

  @Test
  @DisplayName("--checked publishes nothing that is not checked")
  void checked() throws IOException {
    try (Watched watched = new Watched("hot-checked", "--checked")) {
      watched.save("src/util.ts", "export const half = (n: number): string => n / 3;\n");
      watched.await("a build with errors", () -> watched.builds() == 2);
      assertEquals(1, watched.generation());

      watched.save("src/util.ts", "export const half = (n: number): number => n / 4;\n");
      watched.await("a generation", () -> watched.generation() == 2);
    }
  }
}
