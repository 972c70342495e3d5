package io.scriptfarm.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// What KEDA does with `deploy/k8s/components/autoscaling-keda`, a step at a time: it asks a
/// gateway how much work there is, and has as many workers as that needs. One thread's.
final class WorkLoop implements AutoCloseable {
  private static final double SECONDS_FOR_EACH = 4; // as the ScaledObject says
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final DeployedFarm farm;
  private final int most;
  private int workers = 1;

  WorkLoop(DeployedFarm farm, int most) {
    this.farm = farm;
    this.most = most;
  }

  /// @return how many workers are wanted now, from one on
  int step() {
    double seconds = work().path("seconds").asDouble();
    int wanted = (int) Math.clamp((long) Math.ceil(seconds / SECONDS_FOR_EACH), 1, most);
    if (wanted != workers) {
      System.out.printf("%.1f s of work: %d workers in place of %d%n", seconds, wanted, workers);
      farm.kubectl().run("scale", "deployment/compile-worker", "--replicas=" + wanted);
      workers = wanted;
    }
    return wanted;
  }

  private JsonNode work() {
    HttpRequest request =
        HttpRequest.newBuilder(farm.gateway().resolve("/api/work"))
            .header("Authorization", "Bearer " + farm.token())
            .timeout(ANSWER)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return Json.read(answer.body(), JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while asking for work", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
