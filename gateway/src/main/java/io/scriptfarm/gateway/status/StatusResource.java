package io.scriptfarm.gateway.status;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.orchestration.Build;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.Tally;
import io.scriptfarm.queue.Backlog;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.StoreStatistics;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the farm is doing (requirement R9).
@Path("/api/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@RunOnVirtualThread
public final class StatusResource {
  private static final int SHOWN_BUILDS = 10;

  private final Builds builds;
  private final Backlog backlog;
  private final RedisStore store;

  StatusResource(Builds builds, Backlog backlog, RedisStore store) {
    this.builds = builds;
    this.backlog = backlog;
    this.store = store;
  }

  /// `queue` counts unfinished jobs by lane; `builds` are the latest of this gateway, youngest
  /// first.
  public record Status(
      List<WorkerStatus> workers,
      Queue queue,
      StoreStatistics cache,
      Map<String, Long> counters,
      List<BuildStatus> builds) {}

  /// Jobs that wait or run.
  public record Queue(long interactive, long bulk) {}

  /// A build; `seconds` is empty while it runs.
  public record BuildStatus(
      String id, String config, String state, Instant started, Tally tally, double seconds) {
    static BuildStatus of(Build build) {
      Tally tally = build.tally();
      return new BuildStatus(
          build.id(),
          build.project().config().value(),
          tally.took().isPresent() ? "finished" : "running",
          build.started(),
          tally,
          tally.took().map(Duration::toMillis).orElse(0L) / 1000.0);
    }
  }

  @GET
  @Allowed(Action.OBSERVE)
  @Operation(summary = "Workers, queue, cache and the latest builds")
  public Status status() {
    Map<Job.Lane, Long> unfinished = backlog.unfinished();
    return new Status(
        store.roster().present(),
        new Queue(
            unfinished.getOrDefault(Job.Lane.INTERACTIVE, 0L),
            unfinished.getOrDefault(Job.Lane.BULK, 0L)),
        store.statistics(),
        store.counters().all(),
        builds.list().stream().limit(SHOWN_BUILDS).map(BuildStatus::of).toList());
  }
}
