package io.scriptfarm.gateway.status;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.contract.Job;
import io.scriptfarm.orchestration.Build;
import io.scriptfarm.orchestration.BuildProgress;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.queue.Backlog;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.StoreStatistics;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
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

  @GET
  @Allowed(Action.OBSERVE)
  @Operation(summary = "Workers, queue, cache and the latest builds")
  public FarmStatus status() {
    Map<Job.Lane, Long> unfinished = backlog.unfinished();
    return new FarmStatus(
        store.roster().present(),
        new FarmStatus.UnfinishedJobs(
            unfinished.getOrDefault(Job.Lane.INTERACTIVE, 0L),
            unfinished.getOrDefault(Job.Lane.BULK, 0L)),
        contents(store.statistics()),
        store.counters().all(),
        builds.list().stream().limit(SHOWN_BUILDS).map(StatusResource::status).toList());
  }

  private static FarmStatus.CacheContents contents(StoreStatistics store) {
    return new FarmStatus.CacheContents(
        store.blobs(),
        store.blobBytes(),
        store.outcomes(),
        store.claims(),
        store.exact(),
        store.redisUsedBytes(),
        store.redisMaxBytes(),
        store.redisEvictedKeys(),
        store.counters());
  }

  private static FarmStatus.BuildStatus status(Build build) {
    BuildProgress progress = build.progress();
    return new FarmStatus.BuildStatus(
        build.id(),
        build.project().config().value(),
        progress.took().isPresent() ? "finished" : "running",
        build.started(),
        new FarmStatus.ScriptCounts(
            progress.scripts(),
            progress.compiled(),
            progress.cached(),
            progress.failed(),
            progress.took()),
        progress.took().orElse(Duration.ZERO).toMillis() / 1000.0);
  }
}
