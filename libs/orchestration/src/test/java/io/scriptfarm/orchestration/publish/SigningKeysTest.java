package io.scriptfarm.orchestration.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.publication.SigningKey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R26 the farm's keys")
class SigningKeysTest {
  @TempDir private Path folder;

  private Path keys() {
    return folder.resolve("keys");
  }

  @Test
  void madeOnceAndKept() throws Exception {
    SigningKey key = new SigningKeys(keys()).current();

    assertEquals(key.id(), new SigningKeys(keys()).current().id());
    assertEquals(1, new SigningKeys(keys()).trusted().base64().size());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(keys().resolve("current.key"))));
  }

  @Test
  void rotatedOnesStayTrusted() {
    SigningKeys keys = new SigningKeys(keys());
    SigningKey old = keys.current();
    SigningKey next = keys.rotate();

    assertNotEquals(old.id(), next.id());
    assertEquals(next.id(), keys.current().id());
    assertEquals(2, keys.trusted().base64().size());
  }

  @Test
  void gatewaysThatStartAtOnceAgree() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> made =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<java.util.concurrent.Callable<String>>mapToObj(
                      i -> () -> new SigningKeys(keys()).current().id())
                  .toList());
      Set<String> ids = new HashSet<>();
      for (Future<String> id : made) {
        ids.add(id.get());
      }
      assertEquals(1, ids.size());
    }
  }

  @Test
  void damagedOnesAreNotReplacedSilently() throws Exception {
    new SigningKeys(keys()).current();
    Files.writeString(keys().resolve("current.key"), "nonsense");

    var e = assertThrows(UncheckedIOException.class, () -> new SigningKeys(keys()).current());
    assertTrue(String.valueOf(e.getMessage()).contains("farm.gateway.keys"));
  }
}
