package io.scriptfarm.cli.run;

import io.scriptfarm.cli.run.Watch.State;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Looks after the processes of a farm: whichever ended is started again, on the port that it had.
/// What it does stands in its log and in {@link Watch}. It touches nothing while `up` or `down` has
/// the home's lock. Not safe for concurrent use.
final class Supervisor {
  /// With less on the disk a broker ends soon after its start, so that is not counted against it.
  private static final long NEEDED_BYTES = 64L * 1024 * 1024;

  /// How long a process waits for space on the disk before it is tried all the same: somebody may
  /// run a farm on less.
  private static final Duration WITHOUT_SPACE = Duration.ofSeconds(30);

  private static final int LAST_LINES = 15;

  private final FarmHome home;
  private final List<String> processes;
  private final CommandLines commands;
  private final InstantSource clock;
  private final LongSupplier space;
  private final PrintStream log;
  private final Map<String, Deaths> deaths = new TreeMap<>();
  private final Map<String, Instant> starts = new TreeMap<>();
  private final Map<String, Watch.Entry> told = new TreeMap<>();

  /// @param processes what should run, whoever is needed before who needs it
  /// @param space says how many bytes the disk of the farm's data has left
  Supervisor(
      FarmHome home,
      List<String> processes,
      CommandLines commands,
      InstantSource clock,
      LongSupplier space,
      PrintStream log) {
    this.home = home;
    this.processes = List.copyOf(processes);
    this.commands = commands;
    this.clock = clock;
    this.space = space;
    this.log = log;
  }

  /// Looks once at every process, and starts what is due.
  void look() throws RunException {
    for (String process : processes) {
      Daemon daemon = new Daemon(home, process);
      Optional<ProcessHandle> running = daemon.find();
      if (running.isPresent()) {
        starts.computeIfAbsent(process, _ -> start(running.get()));
      } else if (!isGivenUp(process)) {
        attend(daemon);
      }
    }
  }

  private Instant start(ProcessHandle process) {
    return process.info().startInstant().orElseGet(clock::instant);
  }

  private boolean isGivenUp(String process) {
    return deaths.getOrDefault(process, Deaths.none()).areTooMany();
  }

  /// A process does not run.
  private void attend(Daemon daemon) throws RunException {
    String process = daemon.name();
    Instant started = starts.remove(process);
    Deaths past = deaths.get(process);
    if (past == null || started != null) {
      past = bury(daemon, started == null ? Instant.EPOCH : started);
    }
    Instant now = clock.instant();
    if (past.areTooMany() || now.isBefore(past.next())) {
      return;
    }
    if (isDiskFull() && now.isBefore(past.last().plus(WITHOUT_SPACE))) {
      tell(daemon, State.NO_SPACE, 0);
      return;
    }
    Optional<FarmHome.AutoLock> lock = home.tryLock();
    if (lock.isEmpty()) {
      return; // up or down is at work on it
    }
    try (FarmHome.AutoLock _ = lock.get()) {
      if (daemon.find().isEmpty()) {
        startAgain(daemon);
      }
    } catch (IOException e) {
      throw new RunException("cannot give up the lock of " + home.folder() + ": " + e, e);
    }
  }

  private void startAgain(Daemon daemon) throws RunException {
    try {
      daemon.start(commands.of(daemon.name()), home.folder());
      starts.put(daemon.name(), clock.instant());
      tell(daemon, State.RESTARTED, 1);
    } catch (RunException e) {
      log.println(clock.instant() + " " + daemon.name() + ": " + e.getMessage());
      bury(daemon, clock.instant());
    }
  }

  /// A process that was started at `started` has ended.
  private Deaths bury(Daemon daemon, Instant started) throws RunException {
    Instant now = clock.instant();
    Deaths past =
        isDiskFull()
            ? new Deaths(1, now)
            : deaths.getOrDefault(daemon.name(), Deaths.none()).plus(started, now);
    deaths.put(daemon.name(), past);
    tell(daemon, past.areTooMany() ? State.GIVEN_UP : State.PAUSING, 0);
    return past;
  }

  private boolean isDiskFull() {
    return space.getAsLong() < NEEDED_BYTES;
  }

  /// Whether a farm has too little space on its disk for its processes to be started again.
  static boolean isFull(FarmHome home) {
    return space(home) < NEEDED_BYTES;
  }

  /// What the disk of a farm has left, in bytes.
  static long space(FarmHome home) {
    return home.folder().toFile().getUsableSpace();
  }

  private void tell(Daemon daemon, State state, int more) throws RunException {
    String process = daemon.name();
    Watch.Entry before = told.get(process);
    if (before != null && before.state() == state && more == 0) {
      return;
    }
    // When it is started again, its log begins anew: what it said last is kept from before.
    List<String> lines =
        before != null && state == State.RESTARTED
            ? before.lastLines()
            : daemon.lastLines(LAST_LINES);
    int restarts = (before == null ? 0 : before.restarts()) + more;
    Watch.Entry entry = new Watch.Entry(state, restarts, clock.instant(), lines);
    told.put(process, entry);
    log.println(entry.since() + " " + process + ": " + entry.words());
    if (state == State.PAUSING || state == State.GIVEN_UP) {
      lines.forEach(line -> log.println("    " + line));
    }
    try {
      new Watch(told).write(home);
    } catch (RunException e) {
      log.println(e.getMessage()); // a full disk must not keep anything from being started
    }
  }
}
