package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClaimKeepingJobExecutorTest {
  private Instant now = Instant.EPOCH;
  private final Claims claims = new MemoryStore(Duration.ofDays(1), () -> now).claims();
  private final ClaimKeeper keeper = new ClaimKeeper(claims);

  private JobExecutor keeping(JobExecutor executor) {
    return new ClaimKeepingJobExecutor(executor, keeper);
  }

  /// Those of `keys` that another build could claim now.
  private Set<CompileKey> free(Set<CompileKey> keys) {
    Set<CompileKey> free = claims.claim(keys, "another build", Duration.ofSeconds(1));
    claims.release(free, "another build");
    return free;
  }

  private void passes(Duration time) {
    now = now.plus(time);
  }

  @Test
  void claimsEndHoweverTheWorkEnded() throws Exception {
    Set<CompileKey> keys = Jobs.unit(3).keys();
    claims.claim(keys, Jobs.BUILD, Claims.LEASE);
    assertEquals(Set.of(), free(keys));
    Set<CompileKey> free = new HashSet<>();

    keeping(
            (job, results) -> {
              results.accept(Results.known(Set.of(Jobs.key(0))));
              results.accept(Results.of(Jobs.key(1), Jobs.transpiled(1), Duration.ZERO));
              results.accept(Results.of(Jobs.key(2), Product.of(Jobs.FAILED), Duration.ZERO));
            })
        .execute(Jobs.unit(3), done -> free.addAll(free(done.keys())));

    assertEquals(keys, free);
  }

  @Test
  @DisplayName("R43 a worker keeps the claims on what it has in hand when the gateway is gone")
  void claimsAreKeptByTheWorker() throws Exception {
    Set<CompileKey> keys = Jobs.unit(2).keys();
    claims.claim(keys, Jobs.BUILD, Claims.LEASE);

    keeping(
            (job, results) -> {
              for (int i = 0; i < 10; i++) {
                keeper.renew();
                passes(Claims.LEASE.minusSeconds(1));
                assertEquals(Set.of(), free(keys));
              }
              results.accept(Results.of(Jobs.key(0), Jobs.transpiled(0), Duration.ZERO));
              keeper.renew();
              assertEquals(Set.of(Jobs.key(0)), free(keys), "what is done is not kept");
            })
        .execute(Jobs.unit(2), done -> {});
  }

  @Test
  @DisplayName("R43 the claims of a job that is given back end with their lease")
  void claimsOfWhatIsGivenBackEnd() {
    Set<CompileKey> keys = Jobs.unit(2).keys();
    claims.claim(keys, Jobs.BUILD, Claims.LEASE);

    assertThrows(
        InterruptedException.class,
        () ->
            keeping(ScriptedExecutor.ofScripts(2).interruptedAfter(1))
                .execute(Jobs.unit(2), done -> {}));

    assertEquals(Set.of(Jobs.key(0)), free(keys));
    passes(Claims.LEASE);
    keeper.renew();
    assertEquals(keys, free(keys));
  }

  @Test
  @DisplayName("R43 without the store a job loses its claims and nothing else")
  void aJobNeedsNoClaims() throws Exception {
    ClaimKeeper unable = new ClaimKeeper(new AwayClaims());
    Set<CompileKey> done = new HashSet<>();

    new ClaimKeepingJobExecutor(
            (job, results) -> {
              unable.renew();
              ScriptedExecutor.ofScripts(2).execute(job, results);
            },
            unable)
        .execute(Jobs.unit(2), more -> done.addAll(more.keys()));

    assertEquals(Jobs.unit(2).keys(), done);
  }
}
