package io.scriptfarm.gateway.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.gateway.publish.ReleaseTopic;
import io.scriptfarm.gateway.trace.KnownFiles;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.CompletionFeed;
import io.scriptfarm.orchestration.Fleet;
import io.scriptfarm.orchestration.Parities;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.orchestration.publish.SigningKeys;
import io.scriptfarm.queue.Backlog;
import io.scriptfarm.queue.KafkaBuildEvents;
import io.scriptfarm.queue.KafkaCompletions;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.KafkaJobQueue;
import io.scriptfarm.queue.KafkaReleases;
import io.scriptfarm.queue.Topics;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.RedisStoreConfig;
import io.scriptfarm.toolchain.BundledToolchain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The gateway's parts, made when the application starts and closed in reverse when it stops.
@ApplicationScoped
@Startup
final class Gateway {
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(60);

  private final List<AutoCloseable> parts = new ArrayList<>(); // in the order of their dependencies
  private final RedisStore store;
  private final Backlog backlog;
  private final Builds builds;
  private final Parities parities;
  private final Publications publications;
  private final SigningKeys keys;

  Gateway(GatewayConfig config) {
    KafkaConfig kafka = KafkaConfig.of(config.kafka().bootstrapServers(), config.kafka().prefix());
    new Topics(kafka).ensure(BROKER_PATIENCE);
    store =
        keep(RedisStore.connect(RedisStoreConfig.of(config.redis().uri()), InstantSource.system()));
    backlog = keep(new Backlog(kafka));
    KafkaJobQueue queue = keep(new KafkaJobQueue(kafka));
    KafkaBuildEvents events = keep(new KafkaBuildEvents(kafka));
    KafkaCompletions completions = keep(new KafkaCompletions(kafka));
    CompletionFeed feed = new CompletionFeed();
    keep(completions.subscribe(feed));
    Fleet fleet =
        new Fleet(
            store.outcomes(),
            store.claims(),
            queue,
            feed,
            InstantSource.system(),
            config.gateway().patience());
    parities = new Parities(fleet);
    KafkaReleases releases = keep(new KafkaReleases(kafka));
    keys = new SigningKeys(config.gateway().keys());
    publications =
        new Publications(
            store.generations(),
            store.artifacts(),
            keys,
            keep(new ReleaseTopic(releases, store.generations())),
            config.gateway().keepGenerations(),
            InstantSource.system());
    builds =
        keep(
            new Builds(
                fleet, store.artifacts(), publications, events::publish, InstantSource.system()));
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
  Builds builds() {
    return builds;
  }

  @Produces
  @Singleton
  Parities parities() {
    return parities;
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
  @Singleton
  ObjectMapperCustomizer contractJson() {
    return new ObjectMapperCustomizer() {
      @Override
      public void customize(ObjectMapper mapper) {
        Json.configure(mapper);
      }

      @Override
      public int priority() {
        return MINIMUM_PRIORITY; // last, so that the contract's forms win
      }
    };
  }

  void stop(@Observes ShutdownEvent event) throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.add(part);
    return part;
  }
}
