package io.scriptfarm.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.RedisStoreConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// What the service is made of.
@ApplicationScoped
class Wiring {
  @Produces
  @Singleton
  RedisStore store(CacheConfig config) {
    return RedisStore.connect(
        new RedisStoreConfig(
            config.redis().uri(), config.cache().blobTtl(), config.redis().commandTimeout()),
        InstantSource.system());
  }

  void close(@Disposes RedisStore store) {
    store.close();
  }

  @Produces
  @Singleton
  TransferSlots transfers(CacheConfig config) {
    return new TransferSlots(config.cache().maxTransfers(), config.cache().transferWait());
  }

  /// Teaches the service's JSON the values of the contract.
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
        return MINIMUM_PRIORITY; // the last word, after Quarkus' own modules
      }
    };
  }
}
