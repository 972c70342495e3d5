package io.scriptfarm.cli.build;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.snapshot.ProjectChanges;
import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectMemory;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm watch`: builds a project, and again whenever something of it is saved. The Lua of what was
/// saved is on disk first; the diagnostics, and what else changed, come after.
@Command(
    name = "watch",
    description = {
      "Build a TypeScriptToLua project on the farm, and again at each save.",
      "The Lua of what was saved is written first, the diagnostics are told right after."
    },
    footer = {"", "Ends with Ctrl-C."})
public final class WatchCommand implements Callable<Integer> {
  /// A farm tells so many scripts before all else; more are no save, but a checkout.
  private static final int MOST_SAVED = 16;

  private static final Duration PER_BUILD = Duration.ofMinutes(30);
  private static final Pattern SCRIPT = Pattern.compile("(?!.*\\.d\\.[cm]?ts).*\\.[cm]?tsx?");
  private static final String AGAIN = "\n  the next save tries again";
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Settings settings;
  private final Console console;
  private final InstantSource clock;
  private final Session session;

  @Mixin private final ProjectArguments project = new ProjectArguments();

  @Option(names = "--verbose", description = "Say more about what happens.")
  private boolean verbose;

  @Mixin private final PublishOptions publish = new PublishOptions();

  @Option(
      names = "--checked",
      description = {
        "With --publish: publish nothing that is not checked. Otherwise what was saved is published at",
        "once, and what else changes by it when it is built."
      })
  private boolean checked;

  @Mixin private final HelpOption help = new HelpOption();

  public WatchCommand(Settings settings, Console console, InstantSource clock, Session session) {
    this.settings = settings;
    this.console = console;
    this.clock = clock;
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Watch watch = new Watch(project.locate(settings.current()))) {
      watch.run();
      return ExitCode.SUCCESS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SUCCESS;
    } catch (SnapshotException | ProjectArguments.NoProject e) {
      console.err().println(Telling.message(e));
      return ExitCode.OUTPUTS_SKIPPED;
    } catch (IllegalArgumentException e) {
      console.complain(e);
      return ExitCode.USAGE;
    }
  }

  /// A project under observation.
  private final class Watch implements AutoCloseable {
    private final String name = UUID.randomUUID().toString();
    private final Path tsconfig;
    private final Telling telling = new Telling(console, settings);
    private ProjectChanges changes;
    // What changed since the last build that came to an end; with `unsure` it may be anything.
    private final Set<Path> changed = new HashSet<>();
    private boolean unsure = true;
    private long since = System.nanoTime();
    private Optional<Digest> built = Optional.empty();

    Watch(Path tsconfig) throws SnapshotException {
      this.tsconfig = tsconfig;
      try (Progress progress = new Progress(console, verbose)) {
        progress.phase("looking at files");
        ProjectSnapshot snapshot = open(progress).look();
        Telling.warnings(progress, snapshot);
        this.changes = ProjectChanges.of(snapshot, Set.of(settings.home()));
      }
    }

    /// Goes on until the thread is interrupted.
    void run() throws InterruptedException {
      while (true) {
        ProjectMemory memory = ProjectMemory.none();
        try (Progress progress = new Progress(console, verbose)) {
          memory = catchUp(progress);
        } catch (FarmBuild.ChangedMeanwhile e) {
          unsure = true; // of which there is word already
        } catch (FarmException.Unreachable e) {
          say(telling.unreachable() + AGAIN);
        } catch (FarmException e) {
          say(Telling.message(e) + AGAIN);
        } catch (SnapshotException e) {
          unsure = true;
          say(Telling.message(e));
        }
        await(memory);
      }
    }

    @Override
    public void close() {
      changes.close();
    }

    private ProjectBuild open(Progress progress) throws SnapshotException {
      ProjectConfig config = ProjectConfig.read(tsconfig);
      Path root = project.root(config, settings.current());
      return new ProjectBuild(config, root, settings, session, progress, clock);
    }

    /// Builds what is on disk, unless that is built.
    private ProjectMemory catchUp(Progress progress) throws SnapshotException, FarmException {
      ProjectBuild build = open(progress);
      ProjectSnapshot snapshot = build.look(unsure ? Set.of() : changed);
      if (!changes.areOf(snapshot)) {
        ProjectChanges wider = ProjectChanges.of(snapshot, Set.of(settings.home()));
        changes.close();
        changes = wider;
        snapshot = build.look(); // and with it what happened before anybody listened
      }
      if (!built.equals(Optional.of(snapshot.digest()))) {
        build(build, snapshot, progress);
        built = Optional.of(snapshot.digest());
      }
      changed.clear();
      unsure = false;
      return build.memory();
    }

    private void build(ProjectBuild build, ProjectSnapshot snapshot, Progress progress)
        throws FarmException {
      FarmBuild.Ready ready =
          (script, outputs, contents) -> {
            try {
              build.write(snapshot, outputs, contents);
              progress.close();
              say(script + ": Lua written after " + millisSinceSave() + " ms");
            } catch (FarmException e) {
              progress.detail(Telling.message(e)); // if it lasts, the build's end says it too
            }
          };
      Built done;
      int written;
      try {
        done = build.onFarm(snapshot, settings.farm(), request(snapshot), ready, PER_BUILD);
        written = build.deliver(snapshot, done);
      } catch (OutputWriter.OutputsLost e) {
        progress.detail(Telling.message(e) + "; another attempt");
        done = build.onFarm(snapshot, settings.farm(), request(snapshot), ready, PER_BUILD);
        written = build.deliver(snapshot, done);
      }
      progress.close();
      telling.diagnostics(snapshot, done);
      say(Telling.summary(done, written, millisSinceSave() / 1000.0));
      Telling.publication(done).forEach(this::say);
    }

    private BuildRequest request(ProjectSnapshot snapshot) throws FarmException {
      try {
        return BuildRequest.of(
            new BuildRequest.Fields(
                snapshot.digest(),
                snapshot.configPath(),
                Optional.of("interactive"),
                Optional.of(saved(snapshot)),
                Optional.empty(),
                Optional.empty(),
                publish.workspace(),
                Optional.of(!checked),
                Optional.of(name)));
      } catch (MalformedException e) {
        throw new FarmException(Telling.message(e), e);
      }
    }

    /// The scripts whose Lua is wanted first.
    private Set<ProjectPath> saved(ProjectSnapshot snapshot) {
      if (unsure || changed.size() > MOST_SAVED) {
        return Set.of();
      }
      return snapshot.sources().values().stream()
          .filter(source -> changed.contains(source.file()))
          .map(ProjectSnapshot.Source::path)
          .collect(Collectors.toSet());
    }

    /// Waits for a change that is not the farm's own doing.
    private void await(ProjectMemory memory) throws InterruptedException {
      Set<Path> files;
      do {
        ProjectChanges.Change change = changes.await();
        since = change.since();
        files = new HashSet<>(change.files());
        unsure |= files.isEmpty();
        files.removeIf(memory::hasWritten);
        // Package and configuration files seldom change alone.
        unsure |= !files.stream().allMatch(file -> SCRIPT.matcher(file.toString()).matches());
      } while (files.isEmpty() && !unsure);
      changed.addAll(files);
    }

    private long millisSinceSave() {
      return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }

    private void say(String line) {
      LocalTime now = LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault());
      console.err().println(CLOCK.format(now) + " " + line);
    }
  }
}
