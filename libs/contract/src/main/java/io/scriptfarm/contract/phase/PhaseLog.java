package io.scriptfarm.contract.phase;

import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Slice;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Where the time of one job goes. At each moment the job is in one phase: a phase that begins
/// within another interrupts that one. So slices do not overlap, and together they are the job's
/// time, but for those that are too short to matter.
///
/// Not thread-safe: whoever does a part of the job for another thread, while that one waits, may go
/// on with its log.
public final class PhaseLog {
  /// Of the job that this thread runs.
  public static final ScopedValue<PhaseLog> OF_THE_JOB = ScopedValue.newInstance();

  /// In microseconds: what is shorter is not told, and counts as what it interrupted.
  private static final long SHORTEST = 100;

  /// Far more than a job has between two words of its worker; what comes after is not told.
  private static final int MOST = 1000;

  /// Far deeper than phases are nested, except by code of a project that means harm.
  private static final int DEEPEST = 16;

  private final InstantSource clock;
  private final Instant begun;
  private final Deque<Frame> frames = new ArrayDeque<>(); // the innermost first
  private List<Slice> slices = new ArrayList<>();

  /// A phase that has begun; `since` is where its slice begins that is not told yet.
  private static final class Frame {
    private final Phase phase;
    private final Optional<ProjectPath> script;
    private final long entered;
    private long since;

    private Frame(Phase phase, Optional<ProjectPath> script, long entered) {
      this.phase = phase;
      this.script = script;
      this.entered = entered;
      this.since = entered;
    }
  }

  /// The job begins now.
  public PhaseLog(InstantSource clock) {
    this.clock = clock;
    this.begun = clock.instant();
    frames.push(new Frame(Phase.OTHER, Optional.empty(), 0));
  }

  /// A phase that has begun, until it is closed.
  @FunctionalInterface
  public interface Open extends AutoCloseable {
    @Override
    void close();
  }

  /// A phase of the thread's job begins, if it runs one.
  public static Open begin(Phase phase) {
    return OF_THE_JOB.isBound() ? OF_THE_JOB.get().open(phase) : () -> {};
  }

  /// As well, about one script.
  public static Open begin(Phase phase, ProjectPath script) {
    return OF_THE_JOB.isBound() ? OF_THE_JOB.get().open(phase, Optional.of(script)) : () -> {};
  }

  /// A phase begins, about what the one around it is about. Closing it ends what began within it,
  /// too.
  public Open open(Phase phase) {
    return open(phase, frames.getFirst().script);
  }

  private Open open(Phase phase, Optional<ProjectPath> script) {
    int outer = frames.size();
    enter(phase, script);
    return () -> leaveTo(outer);
  }

  /// A phase begins within another, and ends with {@link #leave}, or with that one. What is nested
  /// too deep is not told.
  public void enter(Phase phase) {
    enter(phase, frames.getFirst().script);
  }

  private void enter(Phase phase, Optional<ProjectPath> script) {
    if (frames.size() < DEEPEST) {
      frames.push(new Frame(phase, script, now()));
    }
  }

  /// The innermost phase ends.
  public void leave() {
    if (frames.size() > 1) {
      leaveTo(frames.size() - 1);
    }
  }

  private void leaveTo(int depth) {
    long now = now();
    while (frames.size() > depth) {
      Frame ended = frames.pop();
      if (now - ended.entered >= SHORTEST) {
        Frame around = frames.getFirst();
        tell(around, ended.entered);
        tell(ended, now);
        around.since = now;
      }
    }
  }

  private void tell(Frame frame, long until) {
    if (until - frame.since >= SHORTEST && slices.size() < MOST) {
      slices.add(new Slice(frame.phase, frame.script, frame.since, until - frame.since));
    }
  }

  /// What was not given before. To be called while no phase has begun.
  public JobTimes take() {
    long now = now();
    Frame outermost = frames.getLast();
    tell(outermost, now);
    outermost.since = now;
    List<Slice> taken = slices;
    slices = new ArrayList<>();
    return new JobTimes(begun, begun.plus(now, ChronoUnit.MICROS), taken);
  }

  private long now() {
    return ChronoUnit.MICROS.between(begun, clock.instant());
  }
}
