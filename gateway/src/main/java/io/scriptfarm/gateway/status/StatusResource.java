package io.scriptfarm.gateway.status;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.GatewayStatus.KnownBuild;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.orchestration.FarmBuilds;
import io.scriptfarm.orchestration.Obstacle;
import io.scriptfarm.orchestration.Obstacles;
import io.scriptfarm.queue.Backlog;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.StoreStatistics;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the farm is doing (requirement R9).
@Path("/api/status")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@RunOnVirtualThread
public final class StatusResource {
  private static final int SHOWN_BUILDS = 10;

  private final FarmBuilds builds;
  private final Backlog backlog;
  private final RedisStore store;
  private final Obstacles obstacles;

  StatusResource(FarmBuilds builds, Backlog backlog, RedisStore store, Obstacles obstacles) {
    this.builds = builds;
    this.backlog = backlog;
    this.store = store;
    this.obstacles = obstacles;
  }

  @GET
  @Allowed(Action.OBSERVE)
  @Operation(summary = "A verdict, workers, queue, cache and the latest builds")
  public FarmStatus status() {
    List<Obstacle> found = obstacles.now();
    List<String> problems = new ArrayList<>(found.stream().map(Obstacle::verdict).toList());
    Optional<FarmStatus.UnfinishedJobs> queue =
        answers(found, Obstacle.BrokerAway.class) ? queue(problems) : Optional.empty();
    boolean redis = answers(found, Obstacle.StoreAway.class);
    return new FarmStatus(
        problems.isEmpty() ? FarmStatus.OK : String.join("; ", problems),
        redis ? store.roster().present() : List.of(),
        queue,
        redis ? Optional.of(contents(store.statistics())) : Optional.empty(),
        redis ? store.counters().all() : Map.of(),
        builds.list().stream().limit(SHOWN_BUILDS).map(StatusResource::status).toList());
  }

  private static boolean answers(List<Obstacle> found, Class<? extends Obstacle> away) {
    return found.stream().noneMatch(away::isInstance);
  }

  /// A broker that went away just now is known to nobody else yet.
  private Optional<FarmStatus.UnfinishedJobs> queue(List<String> problems) {
    try {
      return Optional.of(jobs(backlog.unfinished()));
    } catch (QueueUnavailableException e) {
      problems.add("the broker does not answer");
      return Optional.empty();
    }
  }

  private static FarmStatus.UnfinishedJobs jobs(Map<Job.Lane, Long> unfinished) {
    return new FarmStatus.UnfinishedJobs(
        unfinished.getOrDefault(Job.Lane.INTERACTIVE, 0L),
        unfinished.getOrDefault(Job.Lane.BULK, 0L));
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

  private static FarmStatus.BuildStatus status(KnownBuild build) {
    BuildEvent.Summary summary = build.summary();
    return new FarmStatus.BuildStatus(
        build.id(),
        build.config(),
        build.running() ? "running" : "finished",
        build.started(),
        new FarmStatus.ScriptCounts(
            summary.scripts(),
            summary.compiled(),
            summary.cached(),
            summary.failed(),
            build.took()),
        build.took().orElse(Duration.ZERO).toMillis() / 1000.0);
  }
}
