package io.scriptfarm.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.BuildJournal;
import io.scriptfarm.contract.BuildRecords;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.GatewayRoster;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.ServerReports;
import io.scriptfarm.testkit.contract.ArtifactStoreContract;
import io.scriptfarm.testkit.contract.AttemptsContract;
import io.scriptfarm.testkit.contract.BuildRecordsContract;
import io.scriptfarm.testkit.contract.ClaimsContract;
import io.scriptfarm.testkit.contract.GatewayRosterContract;
import io.scriptfarm.testkit.contract.OutcomeIndexContract;
import io.scriptfarm.testkit.contract.QuarantineContract;
import io.scriptfarm.testkit.contract.ReleasesContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/// The ports' laws, in memory.
class MemoryStoreContractTest {
  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), InstantSource.system());

  @Nested
  class Artifacts extends ArtifactStoreContract {
    @Override
    protected ArtifactStore store() {
      return store.artifacts();
    }
  }

  @Nested
  class Outcomes extends OutcomeIndexContract {
    @Override
    protected OutcomeIndex index() {
      return store.outcomes();
    }

    @Override
    protected ArtifactStore artifacts() {
      return store.artifacts();
    }
  }

  @Nested
  class BuildsKept extends BuildRecordsContract {
    @Override
    protected BuildRecords records() {
      return store.buildRecords();
    }

    @Override
    protected BuildJournal journal() {
      return store.buildJournal();
    }
  }

  @Nested
  class Gateways extends GatewayRosterContract {
    @Override
    protected GatewayRoster roster() {
      return store.gateways();
    }
  }

  @Nested
  class Leases extends ClaimsContract {
    @Override
    protected Claims claims() {
      return store.claims();
    }
  }

  @Nested
  class Tries extends AttemptsContract {
    @Override
    protected Attempts attempts() {
      return store.attempts();
    }
  }

  @Nested
  class PoisonKept extends QuarantineContract {
    @Override
    protected Quarantine quarantine() {
      return store.quarantine();
    }

    @Override
    protected Instant now() {
      return InstantSource.system().instant();
    }
  }

  @Nested
  class Publication extends ReleasesContract {
    @Override
    protected ArtifactStore artifacts() {
      return store.artifacts();
    }

    @Override
    protected Releases releases() {
      return store.releases();
    }

    @Override
    protected ReleaseStore releaseStore() {
      return store.releaseStore();
    }

    @Override
    protected ReleaseTags tags() {
      return store.releaseTags();
    }

    @Override
    protected ServerReports servers() {
      return store.serverReports();
    }

    @Override
    protected boolean isPinned(Digest blob) {
      assertEquals(Set.of(), store.artifacts().missing(Set.of(blob)), "it is there");
      return !store.expires(blob);
    }
  }
}
