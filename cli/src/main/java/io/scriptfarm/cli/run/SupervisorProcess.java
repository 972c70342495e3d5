package io.scriptfarm.cli.run;

import io.scriptfarm.cli.Installation;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.contract.wire.Pause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The process that looks after a farm on this machine: `up` leaves it running, and `down` ends it.
/// It ends by itself when another one has taken its place, or the farm's folder is gone. When it is
/// killed, the farm goes on without it, until the next `up`.
///
/// Arguments: the folder of the command that started it, that of the installation, the farm's.
public final class SupervisorProcess {
  // How late the death of a process is noticed. A look takes less than a millisecond.
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int LOOKS_PER_LOG_CHECK = 5;

  private SupervisorProcess() {}

  public static void main(String[] args) throws RunException, InterruptedException {
    Settings settings =
        new Settings(
            Path.of(args[0]),
            new Installation(Path.of(args[1])),
            Path.of(args[2]),
            System.getenv());
    FarmHome home = new FarmHome(settings.home());
    Watch.none().write(home); // of this `up`
    Blueprint blueprint = new Blueprint(home, new Commands(settings, home), home.notes());
    Supervisor supervisor =
        new Supervisor(
            home,
            blueprint.processes(),
            blueprint::command,
            InstantSource.system(),
            () -> Supervisor.space(home),
            System.out);
    LogBounds logs = new LogBounds(home.logs(), LogBounds.MAX_BYTES);
    for (long look = 0; isInCharge(home); look++) {
      try {
        supervisor.look();
        if (look % LOOKS_PER_LOG_CHECK == 0) {
          logs.keep();
        }
      } catch (RunException e) {
        say(e.getMessage());
      } catch (LinkageError e) {
        say("the farm was built anew, and this process runs the build before: " + e);
        return; // until ./farm up starts a new one, with the services that are outdated, too
      }
      Pause.of(POLL);
    }
  }

  private static void say(@Nullable String line) {
    System.out.println(InstantSource.system().instant() + " " + line);
  }

  private static boolean isInCharge(FarmHome home) {
    try {
      Optional<ProcessHandle> known = new Daemon(home, RecordedProcesses.SUPERVISOR).find();
      return Files.exists(home.notesFile())
          && known.filter(ProcessHandle.current()::equals).isPresent();
    } catch (RunException e) {
      return false;
    }
  }
}
