package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a job that is given out again while it runs is left to whoever runs it")
class MarkingJobExecutorTest {
  private static final TranspileJob JOB = Jobs.unit(3);

  private Instant now = Instant.EPOCH;
  private final Claims claims = new MemoryStore(Duration.ofDays(1), () -> now).claims();
  private final Marks here = marks("here");
  private final Marks elsewhere = marks("elsewhere");
  private final List<Set<CompileKey>> ran = new ArrayList<>();
  private int rests;

  private Marks marks(String worker) {
    return new Marks(claims, patience(), worker);
  }

  private Patience patience() {
    return new Patience(Duration.ZERO, () -> now);
  }

  private void executeHere(Patience.Rest rest) throws InterruptedException {
    new MarkingJobExecutor(
            (job, results) -> ran.add(job.keys()),
            here,
            time -> {
              rests++;
              rest.rest(time);
            })
        .execute(JOB, done -> {});
  }

  private static void neverRests(Duration time) {
    throw new AssertionError("there is nothing to wait for");
  }

  @Test
  void whatNobodyDoesIsDoneAtOnce() throws Exception {
    executeHere(MarkingJobExecutorTest::neverRests);

    assertEquals(List.of(JOB.keys()), ran);
    assertEquals(JOB.keys(), elsewhere.put(JOB.keys()).keys(), "no mark is left");
  }

  @Test
  void itRunsWhenTheOtherWorkerHasEnded() throws Exception {
    Marks.Mark other = elsewhere.put(JOB.keys());

    executeHere(
        time -> {
          now = now.plus(Marks.LEASE.minusMillis(1));
          elsewhere.renew();
          if (rests == 10) {
            assertEquals(List.of(), ran);
            other.close();
          }
        });

    assertEquals(10, rests);
    assertEquals(List.of(JOB.keys()), ran);
  }

  @Test
  void itRunsWhenAnotherThreadOfThisWorkerHasEnded() throws Exception {
    Marks.Mark other = here.put(JOB.keys());

    executeHere(time -> other.close());

    assertEquals(1, rests);
    assertEquals(List.of(JOB.keys()), ran);
  }

  @Test
  void theWorkOfADeadWorkerIsTakenOverSoon() throws Exception {
    elsewhere.put(JOB.keys());

    executeHere(time -> now = now.plus(time));

    assertEquals(Instant.EPOCH.plus(Marks.LEASE), now);
    assertEquals(List.of(JOB.keys()), ran);
  }

  @Test
  void aWorkerThatWasStartedAgainDoesNotWaitForItself() throws Exception {
    marks("here").put(JOB.keys());

    executeHere(MarkingJobExecutorTest::neverRests);

    assertEquals(List.of(JOB.keys()), ran);
  }

  @Test
  void whatTheOtherOneDoesNotDoIsDoneFirstAndWithoutMarksHeWaits() throws Exception {
    Marks.Mark other = elsewhere.put(Set.of(Jobs.key(1)));

    executeHere(
        time -> {
          assertEquals(
              Set.of(Jobs.key(0), Jobs.key(2)),
              elsewhere.put(JOB.keys()).keys(),
              "no mark is left");
          other.close();
        });

    assertEquals(List.of(Set.of(Jobs.key(0), Jobs.key(2)), Set.of(Jobs.key(1))), ran);
  }

  @Test
  void marksGoWhenTheWorkFails() {
    assertThrows(
        InterruptedException.class,
        () ->
            new MarkingJobExecutor(
                    ScriptedExecutor.ofScripts(3).interruptedAfter(1),
                    here,
                    MarkingJobExecutorTest::neverRests)
                .execute(JOB, done -> {}));

    assertEquals(JOB.keys(), elsewhere.put(JOB.keys()).keys());
  }

  @Test
  void withoutTheStoreNothingIsDoneAndNothingMarked() {
    Marks unable = new Marks(new AwayClaims(), patience(), "here");

    unable.renew();

    assertThrows(StoreUnavailableException.class, () -> unable.put(JOB.keys()));
    assertThrows(StoreUnavailableException.class, () -> unable.put(JOB.keys()));
  }

  @Test
  void aJobThatSettlesNothingNeedsNoMark() throws Exception {
    new MarkingJobExecutor(
            (job, results) -> ran.add(job.keys()),
            new Marks(new AwayClaims(), patience(), "here"),
            MarkingJobExecutorTest::neverRests)
        .execute(new OpenJob("job-1", Jobs.BUILD, Jobs.PROJECT), done -> {});

    assertEquals(List.of(Set.of()), ran);
  }
}
