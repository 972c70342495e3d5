package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.TranspileJob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 of a product that the store does not take")
class FittingJobExecutorTest {
  private static CompileOutcome outcome(Product product) throws InterruptedException {
    List<Results> told = new ArrayList<>();
    new FittingJobExecutor(new ScriptedExecutor().gives(Jobs.key(0), product))
        .execute(Jobs.unit(1), told::add);
    return told.getFirst().ended().get(Jobs.key(0)).product().outcome();
  }

  private static TranspileJob.Transpiled withErrors(int count) {
    Diagnostic error =
        new Diagnostic(
            Diagnostic.Category.ERROR,
            2322,
            Optional.empty(),
            Optional.of(new Diagnostic.Location("src/errors.ts", 0, 1, 1, 1)),
            "Type 'number' is not assignable to type 'string'.");
    return new TranspileJob.Transpiled(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Collections.nCopies(count, error),
        List.of());
  }

  @Test
  @DisplayName("it is told how much its errors are, and whose")
  void tellsOfErrors() throws Exception {
    TooMuch tooMuch = assertInstanceOf(TooMuch.class, outcome(Product.of(withErrors(200_000))));

    assertTrue(
        tooMuch.reason().contains("200,000 errors and warnings, most of them in src/errors.ts"),
        tooMuch.reason());
    assertTrue(tooMuch.reason().endsWith("the farm keeps at most 16"), tooMuch.reason());
  }

  @Test
  @DisplayName("it is told how large its file is")
  void tellsOfFiles() throws Exception {
    Blob large = Blob.of(new byte[ArtifactStore.MAX_BLOB_BYTES + 1]);

    TooMuch tooMuch =
        assertInstanceOf(TooMuch.class, outcome(new Product(withErrors(0), List.of(large))));

    assertTrue(tooMuch.reason().contains("64 MiB"), tooMuch.reason());
  }

  @Test
  @DisplayName("many errors that fit go on as they are")
  void passesOnWhatFits() throws Exception {
    assertEquals(withErrors(2_000), outcome(Product.of(withErrors(2_000))));
  }
}
