package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R9 where a build's time goes")
class ProfileTest {
  private Instant now = Instant.EPOCH;
  private final List<Slice> told = new ArrayList<>();
  private final Profile profile = Profile.of(now, () -> now, (_, slices, _) -> told.addAll(slices));

  private void at(long millis) {
    now = Instant.EPOCH.plusMillis(millis);
  }

  /// A worker whose clock is `off` milliseconds late tells of a job.
  private void hears(long begun, long until, long off, Slice... slices) {
    hears(profile, begun, until, off, slices);
  }

  private static void hears(Profile profile, long begun, long until, long off, Slice... slices) {
    Instant worker = Instant.EPOCH.minusMillis(off);
    profile.heard(
        new Completion(
            "job",
            "w",
            Set.of(),
            Map.of(),
            Map.of(),
            Duration.ZERO,
            Optional.of(
                new JobTimes(
                    worker.plusMillis(begun), worker.plusMillis(until), List.of(slices)))));
  }

  private static Slice slice(Phase phase, long beginMillis, long tookMillis) {
    return new Slice(phase, Optional.empty(), beginMillis * 1000, tookMillis * 1000);
  }

  @Test
  @DisplayName("a job waits in the queue until its worker began")
  void tellsTheQueue() {
    at(10);
    profile.published("job");
    at(50);
    hears(20, 45, 0, slice(Phase.CHECK, 5, 20));
    at(90);
    hears(20, 80, 0, slice(Phase.CHECK, 30, 30));

    assertEquals(
        List.of(slice(Phase.QUEUE, 10, 10), slice(Phase.CHECK, 25, 20), slice(Phase.CHECK, 50, 30)),
        told);
  }

  @Test
  @DisplayName("a worker's clock that is late or early is set right by as little as must be")
  void setsClocksRight() {
    at(10);
    profile.published("job");
    at(50);
    hears(20, 45, 1000, slice(Phase.CHECK, 5, 20)); // began before it was published
    assertEquals(List.of(slice(Phase.QUEUE, 10, 0), slice(Phase.CHECK, 15, 20)), told);

    told.clear();
    Profile other = Profile.of(Instant.EPOCH, () -> now, (_, slices, _) -> told.addAll(slices));
    at(10);
    other.published("job");
    at(50);
    hears(other, 20, 45, -1000, slice(Phase.CHECK, 5, 20)); // a second early
    assertEquals(List.of(slice(Phase.QUEUE, 10, 15), slice(Phase.CHECK, 30, 20)), told);
  }

  @Test
  @DisplayName("what a worker does for another build is not told")
  void leavesOthersOut() {
    hears(0, 10, 0, slice(Phase.CHECK, 0, 10));
    assertEquals(List.of(), told);
  }
}
