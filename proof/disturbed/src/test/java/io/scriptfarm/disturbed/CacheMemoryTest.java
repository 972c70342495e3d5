package io.scriptfarm.disturbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.testkit.RawFrames;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// More at once than the cache-service has memory for, with the heap that it is started with.
@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@Timeout(180)
@DisplayName("R43 the cache-service lives through more at once than fits into its memory:")
class CacheMemoryTest {
  private static final int LARGE = 63 * 1024 * 1024; // a little less than the largest blob
  private static final int BLOBS = 3;
  private static final int AT_ONCE = 12;

  private final FarmProcess farm;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private long pid;

  CacheMemoryTest(FarmProcess farm) {
    this.farm = farm;
  }

  @BeforeEach
  void remember() {
    pid = farm.pid("cache-service");
  }

  @AfterEach
  void itIsAlive() {
    http.close();
    assertTrue(farm.isAlive("cache-service"), () -> farm.log("cache-service"));
    assertEquals(pid, farm.pid("cache-service"));
  }

  private URI blob(Digest digest) {
    return farm.cache().resolve("/blobs/" + digest);
  }

  /// The answer of a service that has room; until then it says when to come again.
  private <T> HttpResponse<T> patiently(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) throws Exception {
    while (true) {
      HttpResponse<T> response = http.send(request.build(), handler);
      if (response.statusCode() != 503) {
        return response;
      }
      assertTrue(response.headers().firstValue("Retry-After").isPresent());
    }
  }

  private static void all(int count, Work work) throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(
          () -> {
            work.run(number);
            return true;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(calls)) {
        assertTrue(done.get());
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    void run(int number) throws Exception;
  }

  @Test
  @DisplayName("the largest blobs, up and down")
  void largeBlobs() throws Exception {
    List<Blob> blobs = new ArrayList<>();
    for (int seed = 0; seed < BLOBS; seed++) {
      byte[] bytes = new byte[LARGE];
      new Random(seed).nextBytes(bytes); // which zstd makes no smaller
      blobs.add(Blob.of(bytes));
    }
    all(
        AT_ONCE,
        i -> {
          Blob blob = blobs.get(i % BLOBS);
          HttpResponse<String> stored =
              patiently(
                  HttpRequest.newBuilder(blob(blob.digest()))
                      .PUT(BodyPublishers.ofByteArray(blob.bytes())),
                  BodyHandlers.ofString());
          assertTrue(stored.statusCode() / 100 == 2, stored::body);
        });
    all(
        AT_ONCE,
        i -> {
          Blob blob = blobs.get(i % BLOBS);
          HttpResponse<byte[]> read =
              patiently(HttpRequest.newBuilder(blob(blob.digest())), BodyHandlers.ofByteArray());
          assertEquals(200, read.statusCode());
          assertEquals(blob.digest(), Digest.of(read.body()));
        });
    farm.clearCache(); // others need the memory
  }

  @Test
  @DisplayName("packs in gzip that hold a thousand times what they weigh")
  void gzipThatUnfolds() throws Exception {
    byte[] zeros = new byte[LARGE];
    byte[] frame = RawFrames.of(zeros);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      BlobPack.write(gzip, new BlobPack.Frame(Digest.of(zeros), frame));
    }
    byte[] body = packed.toByteArray();
    assertTrue(body.length < LARGE / 500, () -> body.length + " bytes");
    all(
        AT_ONCE,
        _ -> {
          HttpResponse<String> stored =
              patiently(
                  HttpRequest.newBuilder(farm.cache().resolve("/blobs"))
                      .timeout(Duration.ofMinutes(2))
                      .header("Content-Type", BlobPack.MEDIA_TYPE)
                      .header("Content-Encoding", "gzip")
                      .POST(BodyPublishers.ofByteArray(body)),
                  BodyHandlers.ofString());
          assertEquals("{\"stored\":1}", stored.body());
        });
  }

  @Test
  @DisplayName("questions for a hundred thousand digests each")
  void largeQuestions() throws Exception {
    List<Digest> many =
        IntStream.range(0, 100_000).mapToObj(i -> Digest.ofUtf8("absent " + i)).toList();
    byte[] question = Json.write(Map.of("digests", many)).getBytes(UTF_8);
    all(
        30,
        _ -> {
          HttpResponse<String> answer =
              patiently(
                  HttpRequest.newBuilder(farm.cache().resolve("/blobs/missing"))
                      .timeout(Duration.ofMinutes(2))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofByteArray(question)),
                  BodyHandlers.ofString());
          assertEquals(200, answer.statusCode());
        });
  }
}
