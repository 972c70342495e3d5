package io.scriptfarm.cache.pull;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.scriptfarm.cache.CacheConfig;
import io.scriptfarm.cache.Digests;
import io.scriptfarm.cache.Traffic;
import io.scriptfarm.cache.TransferMemory;
import io.scriptfarm.service.Backends;
import io.scriptfarm.service.Parts;
import io.scriptfarm.store.RedisStore;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What pulls are made of.
@Singleton
class PullWiring {
  private final Parts parts = new Parts();
  private final PullRoutes routes;
  private final ReleaseReader topic;

  @Inject
  PullWiring(
      RedisStore store,
      TransferMemory memory,
      Traffic traffic,
      Digests digests,
      CacheConfig config) {
    ExecutorService threads =
        parts.keep(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pull-", 0).factory()));
    HotArtifacts artifacts =
        new HotArtifacts(store.frames(), memory, threads, config.cache().hotBytes().asLongValue());
    KnownReleases releases = new KnownReleases(store.releases(), artifacts, threads);
    Announcements announcements = new Announcements(releases);
    routes =
        new PullRoutes(
            store.releases(),
            store.serverReports(),
            releases,
            announcements,
            artifacts,
            new ArtifactSender(artifacts, traffic),
            digests,
            InstantSource.system(),
            threads,
            config.access().file().isEmpty());
    topic =
        parts.keep(new ReleaseReader(Backends.kafka(config), store.releaseStore(), announcements));
  }

  void routes(@Observes Router router) {
    routes.register(router);
  }

  void begin(@Observes StartupEvent event) {
    topic.begin();
  }

  void end(@Observes ShutdownEvent event) {
    parts.close();
  }
}
