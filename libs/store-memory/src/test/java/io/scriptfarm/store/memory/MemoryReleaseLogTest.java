package io.scriptfarm.store.memory;

import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.testkit.contract.ReleaseLogContract;
import java.time.Duration;
import java.time.Instant;

class MemoryReleaseLogTest extends ReleaseLogContract {
  private final ReleaseLog log = new MemoryReleaseLog();
  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);

  @Override
  protected ReleaseLog log() {
    return log;
  }

  @Override
  protected ReleaseStore lost() {
    return store.releaseStore();
  }

  @Override
  protected Releases releases() {
    return store.releases();
  }
}
