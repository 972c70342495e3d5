package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.Blob;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The ports' laws, on a real Redis of some kind.
abstract class RedisStoreLaws {
  /// Of a service, or of one that may do everything.
  protected abstract RedisStore of(String user);

  /// Any commands, with the right to all.
  protected abstract RedisClusterCommands<String, String> redis();

  @Nested
  class Artifacts extends ArtifactStoreContract {
    @Override
    protected ArtifactStore store() {
      return of("compile-worker").artifacts();
    }
  }

  @Nested
  class Outcomes extends OutcomeIndexContract {
    @Override
    protected OutcomeIndex index() {
      return of("compile-worker").outcomes();
    }

    @Override
    protected ArtifactStore artifacts() {
      return of("compile-worker").artifacts();
    }
  }

  @Nested
  class BuildsKept extends BuildRecordsContract {
    @Override
    protected BuildRecords records() {
      return of("gateway").buildRecords();
    }

    @Override
    protected BuildJournal journal() {
      return of("gateway").buildJournal();
    }
  }

  @Nested
  class Gateways extends GatewayRosterContract {
    @Override
    protected GatewayRoster roster() {
      of("gateway")
          .gateways()
          .present()
          .forEach(gateway -> of("gateway").gateways().leave(gateway.id()));
      return of("gateway").gateways();
    }
  }

  @Nested
  class Leases extends ClaimsContract {
    @Override
    protected Claims claims() {
      return of("gateway").claims();
    }
  }

  @Nested
  class Tries extends AttemptsContract {
    @Override
    protected Attempts attempts() {
      return of("compile-worker").attempts();
    }
  }

  @Nested
  class PoisonKept extends QuarantineContract {
    @Override
    protected Quarantine quarantine() {
      redis().del("s:quarantine", "s:{s:quarantine}:since");
      return of("default").quarantine();
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
      return of("gateway").artifacts();
    }

    @Override
    protected Releases releases() {
      return of("gateway").releases();
    }

    @Override
    protected ReleaseStore releaseStore() {
      return of("gateway").releaseStore();
    }

    @Override
    protected ReleaseTags tags() {
      return of("gateway").releaseTags();
    }

    @Override
    protected ServerReports servers() {
      return of("gateway").serverReports();
    }

    @Override
    protected boolean isPinned(Digest blob) {
      long left = redis().pttl("b:" + blob);
      assertTrue(left == -1 || left > 0, "it is there");
      return left == -1;
    }

    @Test
    void whatWasDamagedAndIsWrittenAgainIsPinned() {
      Blob blob = written("a");
      publish(blob);
      redis().set("b:" + blob.digest(), "damaged");
      assertTrue(of("gateway").artifacts().read(Set.of(blob.digest())).isEmpty());

      of("gateway").artifacts().write(List.of(blob));

      assertTrue(isPinned(blob.digest()));
    }

    @Test
    void countsWhoHoldsABlob() {
      Blob shared = written("shared");
      publish(shared, written("1"));
      publish(shared, written("2"));

      assertEquals(2, redis().scard("p:{b:" + shared.digest() + "}"));
    }
  }
}
