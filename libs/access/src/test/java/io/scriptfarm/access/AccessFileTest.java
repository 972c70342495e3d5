package io.scriptfarm.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.access.AccessFile.Content;
import io.scriptfarm.access.AccessFile.Entry;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R44 the access file")
class AccessFileTest {
  private static final WorkspaceName GAME = new WorkspaceName("game");
  private static final WorkspaceName OTHER = new WorkspaceName("other");

  @TempDir Path folder;

  private Path write(Entry... entries) throws IOException {
    Path file = folder.resolve("access.json");
    AccessFile.save(file, new Content(List.of(entries)));
    return file;
  }

  private static Entry entry(String name, Role role, Set<WorkspaceName> workspaces) {
    return new Entry(
        name,
        role,
        Digest.ofUtf8("token of " + name),
        Optional.of(workspaces).filter(some -> !some.isEmpty()));
  }

  @Test
  @DisplayName("R21 says who somebody is, and what he may see")
  void knowsWhoSomebodyIs() throws IOException {
    Path file =
        write(
            entry("me", Role.ADMIN, Set.of()),
            entry("eu-1", Role.GAME_SERVER, Set.of()),
            entry("players", Role.GAME_CLIENT, Set.of(GAME)));
    AccessFile access = new AccessFile(file);

    Credential players = access.holder("token of players").orElseThrow();
    assertEquals(Manifest.View.REPLICATED, players.view());
    assertTrue(players.has(Permission.in(GAME, Action.PULL)));
    assertTrue(!players.has(Permission.in(OTHER, Action.PULL)));
    Credential server = access.holder("token of eu-1").orElseThrow();
    assertEquals(Manifest.View.FULL, server.view());
    assertTrue(server.has(Permission.in(OTHER, Action.PULL)));
    assertEquals(Optional.empty(), access.holder("token of nobody"));
    assertEquals(Optional.empty(), access.holder(""));
    assertTrue(!Files.readString(file).contains("token of"), "the file gives no tokens away");
  }

  @Test
  @DisplayName("counts as it is now; a version that makes no sense does not count")
  void isReadAgain() throws IOException {
    Path file = write(entry("me", Role.ADMIN, Set.of()));
    AccessFile access = new AccessFile(file);

    Files.writeString(file, "{\"credentials\": [{\"name\"");
    touch(file, 10);
    await(() -> access.holder("token of me").isPresent());
    write(entry("you", Role.ADMIN, Set.of()));
    touch(file, 20);

    await(() -> access.holder("token of you").isPresent());
    assertEquals(Optional.empty(), access.holder("token of me"));
  }

  private static void touch(Path file, int seconds) throws IOException {
    FileTime later =
        FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(seconds));
    Files.setLastModifiedTime(file, later);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"credentials\": [{\"name\": \"a\", \"role\": \"king\", \"sha256\": \"%s\"}]}",
        "{\"credentials\": [{\"name\": \"a\", \"role\": \"admin\", \"sha256\": \"abc\"}]}",
        "{\"credentials\": [{\"name\": \"a\", \"role\": \"ci\", \"sha256\": \"%s\", \"workspaces\": [\"game\"]}]}",
        "{\"credentials\": [{\"name\": \"a\", \"role\": \"ci\", \"sha256\": \"%1$s\"}, {\"name\": \"a\", \"role\": \"ci\", \"sha256\": \"%1$s\"}]}",
      })
  void isRefusedWhenItMakesNoSense(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), text.formatted(Digest.ofUtf8("a")));
    var e = assertThrows(IllegalArgumentException.class, () -> new AccessFile(file));
    assertTrue(e.getMessage().contains("farm token"), e.getMessage());
  }
}
