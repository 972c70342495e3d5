package io.scriptfarm.gateway.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.patience.SteadyClock;
import io.scriptfarm.gateway.telemetry.BuildTraces;
import io.scriptfarm.gateway.trace.KnownFiles;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.CompletionFeed;
import io.scriptfarm.orchestration.FarmBuilds;
import io.scriptfarm.orchestration.Fleet;
import io.scriptfarm.orchestration.Ledger;
import io.scriptfarm.orchestration.ObstacleWatch;
import io.scriptfarm.orchestration.Obstacles;
import io.scriptfarm.orchestration.ParityStage;
import io.scriptfarm.orchestration.Peers;
import io.scriptfarm.orchestration.SeenPlugins;
import io.scriptfarm.orchestration.Shares;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.orchestration.publish.SigningKeys;
import io.scriptfarm.queue.Backlog;
import io.scriptfarm.queue.BrokerPresence;
import io.scriptfarm.queue.KafkaBuildEvents;
import io.scriptfarm.queue.KafkaCompletions;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.KafkaJobQueue;
import io.scriptfarm.queue.KafkaReleaseLog;
import io.scriptfarm.queue.KafkaReleases;
import io.scriptfarm.queue.TopicUser;
import io.scriptfarm.service.Backends;
import io.scriptfarm.service.LogFormat;
import io.scriptfarm.service.Parts;
import io.scriptfarm.service.StoreReadiness;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.telemetry.Spans;
import io.scriptfarm.toolchain.BundledToolchain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/// The gateway's parts, made when the application starts and closed in reverse when it stops.
@ApplicationScoped
@Startup
final class Gateway {
  private final Parts parts = new Parts();
  private final RedisStore store;
  private final Backlog backlog;
  private final Obstacles obstacles;
  private final Builds builds;
  private final FarmBuilds farmBuilds;
  private final ParityStage parity;
  private final Publications publications;
  private final SigningKeys keys;

  Gateway(GatewayConfig config, MeterRegistry registry) {
    LogFormat.start(config);
    SteadyClock steady = new SteadyClock(InstantSource.system());
    KafkaConfig kafka = Backends.kafkaWithTopics(config, TopicUser.GATEWAY);
    store = parts.keep(Backends.store(config, InstantSource.system()));
    backlog = parts.keep(new Backlog(kafka));
    BrokerPresence broker = parts.keep(new BrokerPresence(kafka, TopicUser.GATEWAY, steady));
    obstacles = new Obstacles(broker::awaySince, this::hasWorkers);
    KafkaJobQueue queue = parts.keep(new KafkaJobQueue(kafka));
    KafkaBuildEvents events = parts.keep(new KafkaBuildEvents(kafka));
    KafkaCompletions completions = parts.keep(new KafkaCompletions(kafka));
    CompletionFeed feed = new CompletionFeed();
    parts.keep(completions.subscribe(feed));
    Patience patience = new Patience(config.gateway().backendPatience(), steady);
    FleetSize size = new FleetSize(store.roster(), steady);
    Shares shares = new Shares(size::slots);
    parts.keep(WorkAnnouncement.start(shares, store.workLeft()));
    BuildTraces traces =
        new BuildTraces(
            config.otlp().endpoint().map(to -> parts.keep(new Spans(to, "gateway"))), steady);
    GatewayMeters meters = new GatewayMeters(registry);
    meters.of(size);
    meters.of(shares);
    meters.of(broker, steady);
    meters.of(events);
    Fleet fleet =
        new Fleet(
            patience.with(store.outcomes()),
            patience.with(store.claims()),
            patience.with(queue),
            patience.with(store.quarantine()),
            feed,
            shares,
            steady,
            config.gateway().patience());
    parity = new ParityStage(fleet);
    KafkaReleases releases = parts.keep(new KafkaReleases(kafka));
    keys = new SigningKeys(config.gateway().keys());
    publications =
        new Publications(
            store.releases(),
            store.releaseStore(),
            store.artifacts(),
            keys,
            parts.keep(new KafkaReleaseLog(releases)),
            config.gateway().keepGenerations(),
            InstantSource.system());
    Ledger ledger =
        new Ledger(UUID.randomUUID().toString(), store.buildRecords(), store.buildJournal());
    builds =
        parts.keep(
            new Builds(
                fleet,
                store.artifacts(),
                publications,
                patience,
                BundledToolchain.identity().digest(),
                ledger,
                event -> {
                  meters.heard(event);
                  events.publish(event);
                },
                traces,
                config.gateway().eventBytes().asLongValue(),
                steady));
    meters.of(builds);
    Peers peers = parts.keep(new Peers(builds, ledger, store.gateways(), shares, steady));
    peers.start();
    farmBuilds = new FarmBuilds(builds, peers, ledger);
    parts.keep(ObstacleWatch.start(builds, obstacles));
  }

  /// Workers announce themselves by writes: when these are refused, that is what there is to say.
  private boolean hasWorkers() {
    store.requireWritable();
    return !store.roster().present().isEmpty();
  }

  @Produces
  @Singleton
  RedisStore store() {
    return store;
  }

  @Produces
  @Singleton
  Backlog backlog() {
    return backlog;
  }

  @Produces
  @Singleton
  Obstacles obstacles() {
    return obstacles;
  }

  @Produces
  @Singleton
  Builds builds() {
    return builds;
  }

  @Produces
  @Singleton
  FarmBuilds farmBuilds() {
    return farmBuilds;
  }

  @Produces
  @Singleton
  ParityStage parity() {
    return parity;
  }

  @Produces
  @Singleton
  SeenPlugins plugins() {
    return new SeenPlugins(store.outcomes());
  }

  @Produces
  @Singleton
  Publications publications() {
    return publications;
  }

  @Produces
  @Singleton
  SigningKeys keys() {
    return keys;
  }

  @Produces
  @Singleton
  KnownFiles knownFiles() {
    return new KnownFiles(store.outcomes(), store.artifacts());
  }

  @Produces
  @Singleton
  Toolchain toolchain() {
    return BundledToolchain.identity();
  }

  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck redis() {
    return new StoreReadiness(store);
  }

  void stop(@Observes ShutdownEvent event) {
    parts.close();
  }
}
