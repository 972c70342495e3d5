package io.scriptfarm.service;

import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.TopicUser;
import io.scriptfarm.queue.Topics;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.RedisStoreConfig;
import java.time.Duration;
import java.time.InstantSource;

/// What a service's settings say of the broker and the store.
public final class Backends {
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(60);

  private Backends() {}

  public static KafkaConfig kafka(ServiceConfig config) {
    return KafkaConfig.of(config.kafka().bootstrapServers(), config.kafka().prefix())
        .withTopicCare(config.kafka().topics())
        .withClientSettings(config.kafka().client());
  }

  /// As {@link #kafka}; waits for the broker, and takes care of the topics.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when no broker answers in a minute
  public static KafkaConfig kafkaWithTopics(ServiceConfig config, TopicUser user) {
    KafkaConfig kafka = kafka(config);
    new Topics(kafka).ensure(user, BROKER_PATIENCE);
    return kafka;
  }

  /// The store, which need not answer yet.
  public static RedisStore store(ServiceConfig config, InstantSource clock) {
    ServiceConfig.Redis redis = config.redis();
    return RedisStore.connect(
        new RedisStoreConfig(
            redis.uri(),
            redis.cluster(),
            new RedisStoreConfig.Tls(
                redis.tls().trust(), redis.tls().certificate(), redis.tls().key()),
            redis.timeToLive(),
            redis.commandTimeout()),
        clock);
  }
}
