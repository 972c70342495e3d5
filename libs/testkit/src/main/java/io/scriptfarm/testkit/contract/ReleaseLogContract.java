package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// The laws of {@link ReleaseLog}, for every implementation to pass.
public abstract class ReleaseLogContract {
  private static final SigningKey KEY = SigningKey.generate();

  private WorkspaceName workspace = new WorkspaceName("nobody");

  /// The log to test; may hold other workspaces.
  protected abstract ReleaseLog log();

  /// A store that has nothing of the log; the same for each call in a test.
  protected abstract ReleaseStore lost();

  /// What {@link #lost} holds.
  protected abstract Releases releases();

  @BeforeEach
  void ofItsOwn(TestInfo test) {
    workspace = new WorkspaceName(test.getTestMethod().orElseThrow().getName().toLowerCase());
  }

  private Release release(long generation) {
    return Release.of(
        new Manifest(
            Manifest.VERSION,
            workspace,
            generation,
            Manifest.View.FULL,
            Instant.EPOCH,
            Digest.ofUtf8("snapshot"),
            new Toolchain("6", "1", Digest.ofUtf8("toolchain")),
            Optional.empty(),
            List.of(),
            List.of()),
        KEY);
  }

  @Test
  void knowsTheHighestNumberEver() {
    assertEquals(0, log().highest(workspace));

    log().announce(release(2));
    log().announce(release(5));
    log().announce(release(3));
    assertEquals(5, log().highest(workspace));

    log().forget(workspace, 5);
    assertEquals(5, log().highest(workspace));
  }

  @Test
  @DisplayName("R43 a store that lost its data gets back what was announced and not forgotten")
  void bringsBackWhatWasLost() {
    Release kept = release(1);
    log().announce(kept);
    log().announce(release(2));
    log().announce(release(3));
    log().forget(workspace, 2);

    log().restore(lost());

    assertEquals(List.of(3L, 1L), releases().numbers(workspace));
    assertEquals(Optional.of(kept), releases().find(workspace, 1));
    assertEquals(4, lost().nextNumber(workspace));
  }

  @Test
  void leavesAloneWhatIsThere() {
    log().announce(release(1));
    log().restore(lost());
    log().announce(release(2));
    log().restore(lost());

    assertEquals(List.of(2L, 1L), releases().numbers(workspace));
  }
}
