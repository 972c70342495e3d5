package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.CompileKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimReleasingJobExecutorTest {
  @Test
  void claimsEndHoweverTheWorkEnded() throws Exception {
    Farm farm = new Farm();
    Set<CompileKey> keys = Jobs.unit(3).keys();
    farm.store.claims().claim(keys, Jobs.BUILD, Duration.ofMinutes(1));
    assertEquals(Set.of(), farm.free(keys));
    Set<CompileKey> free = new HashSet<>();

    new ClaimReleasingJobExecutor(
            (job, results) -> {
              results.accept(Results.known(Set.of(Jobs.key(0))));
              results.accept(Results.of(Jobs.key(1), Jobs.transpiled(1), Duration.ZERO));
              results.accept(Results.of(Jobs.key(2), Product.of(Jobs.FAILED), Duration.ZERO));
            },
            farm.ports().claims())
        .execute(Jobs.unit(3), done -> free.addAll(farm.free(done.keys())));

    assertEquals(keys, free);
  }

  @Test
  void claimsOfWhatIsNotDoneAreKept() {
    Farm farm = new Farm();
    Set<CompileKey> keys = Jobs.unit(2).keys();
    farm.store.claims().claim(keys, Jobs.BUILD, Duration.ofMinutes(1));

    org.junit.jupiter.api.Assertions.assertThrows(
        InterruptedException.class,
        () ->
            new ClaimReleasingJobExecutor(
                    ScriptedExecutor.ofScripts(2).interruptedAfter(1), farm.ports().claims())
                .execute(Jobs.unit(2), done -> {}));

    assertEquals(Set.of(Jobs.key(0)), farm.free(keys));
  }
}
