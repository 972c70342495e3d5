package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Toolchain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BuildLogTest {
  private static final Toolchain TOOLCHAIN =
      new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain"));
  private static final Duration NO_PATIENCE = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(30);
  private final BuildLog log = new BuildLog();

  private void append(LongFunction<BuildEvent> event) {
    log.append(event.apply(log.count() + 1));
  }

  private void planned() {
    append(sequence -> new BuildEvent.Planned("b", sequence, 1, 0, TOOLCHAIN, List.of()));
  }

  private void finished() {
    append(
        sequence ->
            new BuildEvent.Finished(
                "b",
                sequence,
                new BuildEvent.Aborted(CompileOutcome.Blame.USER, "r"),
                new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO)));
  }

  private List<Long> sequences(long after, Duration patience) throws InterruptedException {
    return log.read(after, patience).stream().map(BuildEvent::sequence).toList();
  }

  @Test
  @DisplayName("R5 events replay from the start, and from wherever a reader was")
  void replays() throws InterruptedException {
    planned();
    planned();
    finished();

    assertEquals(LongStream.rangeClosed(1, 3).boxed().toList(), sequences(0, NO_PATIENCE));
    assertEquals(List.of(3L), sequences(2, NO_PATIENCE));
  }

  @Test
  void doesNotWaitForEventsAfterTheLast() throws InterruptedException {
    finished();

    assertEquals(List.of(), sequences(1, LONG));
    assertEquals(List.of(), sequences(Long.MAX_VALUE, LONG));
  }

  @Test
  void takesNonsenseForTheStart() throws InterruptedException {
    planned();

    assertEquals(List.of(1L), sequences(-5, NO_PATIENCE));
  }

  @Test
  void wakesAReaderThatWaits() throws Exception {
    planned();
    CompletableFuture<List<Long>> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return sequences(1, LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    planned();

    assertEquals(List.of(2L), reader.get(20, TimeUnit.SECONDS));
  }

  private List<Long> all() throws InterruptedException {
    List<Long> read = new ArrayList<>();
    for (List<Long> next = sequences(0, NO_PATIENCE);
        !next.isEmpty();
        next = sequences(read.getLast(), NO_PATIENCE)) {
      read.addAll(next);
    }
    return read;
  }

  private void ready(int events) {
    for (int i = 0; i < events; i++) {
      Digest digest = Digest.ofUtf8("output " + i);
      OutputFile output =
          new OutputFile("out/" + i + ".lua", Optional.empty(), digest, 1, Optional.empty(), true);
      append(sequence -> new BuildEvent.OutputReady("b", sequence, output, List.of()));
    }
  }

  @Test
  @DisplayName("R43 the events of a large build take little memory, and replay as they were")
  void packsTheOldestEvents() throws InterruptedException {
    int events = BuildLog.LOOSE + 3 * BuildLog.CHUNK + 7;
    ready(events - 1);
    finished();

    assertEquals(LongStream.rangeClosed(1, events).boxed().toList(), all());
    long before = log.bytes();
    log.pack();
    assertTrue(log.bytes() < before / 4, before + " became " + log.bytes());
    assertEquals(LongStream.rangeClosed(1, events).boxed().toList(), all());
    assertEquals(List.of(), sequences(events, LONG));
    assertEquals(
        new BuildEvent.OutputReady(
            "b",
            300,
            new OutputFile(
                "out/299.lua",
                Optional.empty(),
                Digest.ofUtf8("output 299"),
                1,
                Optional.empty(),
                true),
            List.of()),
        log.read(299, NO_PATIENCE).getFirst());
  }

  @Test
  void packsNothingOfABuildThatRuns() throws InterruptedException {
    ready(10);
    log.pack();
    assertFalse(log.isPacked());
    planned();
    assertEquals(LongStream.rangeClosed(1, 11).boxed().toList(), all());
  }
}
