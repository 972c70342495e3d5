package io.scriptfarm.store;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.testkit.FarmBackends;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/// The ports' laws, on a real Redis.
class RedisStoreContractTest {
  private static RedisStore store;

  @BeforeAll
  static void open() {
    store =
        RedisStore.connect(
            RedisStoreConfig.of(FarmBackends.get().namespace().redisUri()), InstantSource.system());
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Nested
  class Artifacts extends ArtifactStoreContract {
    @Override
    ArtifactStore store() {
      return store.artifacts();
    }
  }

  @Nested
  class Outcomes extends OutcomeIndexContract {
    @Override
    OutcomeIndex index() {
      return store.outcomes();
    }

    @Override
    ArtifactStore artifacts() {
      return store.artifacts();
    }
  }

  @Nested
  class Leases extends ClaimsContract {
    @Override
    Claims claims() {
      return store.claims();
    }
  }
}
