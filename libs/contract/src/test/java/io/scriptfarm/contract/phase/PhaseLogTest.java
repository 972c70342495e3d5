package io.scriptfarm.contract.phase;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 where a job's time goes")
class PhaseLogTest {
  private static final ProjectPath SCRIPT = new ProjectPath("a.ts");

  private Instant now = Instant.EPOCH;
  private final PhaseLog log = new PhaseLog(() -> now);

  private void pass(long micros) {
    now = now.plus(micros, ChronoUnit.MICROS);
  }

  private static Slice slice(Phase phase, long begin, long took) {
    return new Slice(phase, Optional.empty(), begin, took);
  }

  @Test
  @DisplayName("a phase interrupts the one around it, and all together are the job's time")
  void slicesDoNotOverlap() {
    pass(1000);
    try (PhaseLog.Open _ = log.open(Phase.TRANSFORM)) {
      pass(200);
      log.enter(Phase.CHECK);
      pass(300);
      try (PhaseLog.Open _ = log.open(Phase.FETCH)) {
        pass(400);
      }
      pass(500);
      log.leave();
      pass(600);
    }

    JobTimes times = log.take();

    assertEquals(
        List.of(
            slice(Phase.CHECK, 1200, 300),
            slice(Phase.FETCH, 1500, 400),
            slice(Phase.TRANSFORM, 1000, 200),
            slice(Phase.CHECK, 1900, 500),
            slice(Phase.OTHER, 0, 1000),
            slice(Phase.TRANSFORM, 2400, 600)),
        times.slices());
    assertEquals(3000, times.slices().stream().mapToLong(Slice::took).sum());
    assertEquals(Instant.EPOCH.plus(3000, ChronoUnit.MICROS), times.told());
  }

  @Test
  @DisplayName("what is too short counts as what it interrupted, and nothing is told twice")
  void shortOnesAreNotTold() {
    try (PhaseLog.Open _ = log.open(Phase.CHECK)) {
      pass(500);
      try (PhaseLog.Open _ = log.open(Phase.FETCH)) {
        pass(20);
      }
      pass(500);
    }

    assertEquals(List.of(slice(Phase.CHECK, 0, 1020)), log.take().slices());
    pass(150);
    assertEquals(List.of(slice(Phase.OTHER, 1020, 150)), log.take().slices());
  }

  @Test
  @DisplayName("what the engine left open when it was stopped ends with the work around it")
  void endsWhatIsLeftOpen() {
    ScopedValue.where(PhaseLog.OF_THE_JOB, log)
        .run(
            () -> {
              try (PhaseLog.Open _ = PhaseLog.begin(Phase.TRANSFORM, SCRIPT)) {
                for (int i = 0; i < 100; i++) {
                  log.enter(Phase.CHECK);
                }
                pass(1000);
              }
            });
    pass(1000);

    assertEquals(
        List.of(
            new Slice(Phase.CHECK, Optional.of(SCRIPT), 0, 1000), slice(Phase.OTHER, 1000, 1000)),
        log.take().slices());
  }
}
