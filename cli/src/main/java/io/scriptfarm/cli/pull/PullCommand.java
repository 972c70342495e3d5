package io.scriptfarm.cli.pull;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.generation.FarmCommand;
import io.scriptfarm.cli.generation.WorkspaceOption;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.delivery.pull.GenerationListener;
import io.scriptfarm.delivery.pull.PullException;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.ScriptSubscription;
import io.scriptfarm.delivery.pull.ScriptSubscription.Following;
import io.scriptfarm.publication.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `farm pull DIR`: the files of a generation, as a build writes them.
@Command(
    name = "pull",
    description = {
      "Write the files of a generation below a folder, as a build would write them below its outDir.",
      "What an earlier pull wrote there and the generation does not have goes; nothing else is touched."
    },
    footer = {
      "",
      "Exit codes: 0 done; 3 the farm could not do it, or the files cannot be written; 64 wrong use."
    })
public final class PullCommand extends FarmCommand {
  @Mixin private final WorkspaceOption workspace = new WorkspaceOption();

  @Mixin private final KeysOption keys = new KeysOption();

  @Option(
      names = "--generation",
      paramLabel = "GENERATION",
      description = "Its number. Default: the youngest.")
  private @Nullable Long generation;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = Manifest.LUA,
      description = "What is written of each: lua, map, or bytecode, such as lua54. Default: lua.")
  private String kind = Manifest.LUA;

  @Option(
      names = "--follow",
      description = "Go on with each generation that is published, until Ctrl-C.")
  private boolean follow;

  @Parameters(index = "0", paramLabel = "DIR", description = "The folder; made if it is not there.")
  private Path folder = Path.of("");

  public PullCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    if (!kind.equals(Manifest.LUA) && !kind.equals(Manifest.MAP)) {
      BytecodeFormat.of(kind);
    }
    if (follow && generation != null) {
      throw new IllegalArgumentException("--follow goes on to others than --generation names");
    }
    Log.LIBRARY.setLevel(Level.OFF);
    PulledFiles files = new PulledFiles(settings.current().resolve(folder), kind);
    ScriptSelection selection =
        ScriptSelection.of(workspace.find(settings), keys.find(farm, settings, console))
            .withKinds(Set.of(kind));
    try (ScriptSource source = Sources.open(farm, settings, selection)) {
      if (follow) {
        follow(source, files, console);
      } else {
        write(files, source.pull(Sources.find(source, generation)), console);
      }
    } catch (PullException e) {
      throw new FarmException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw notWritten(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void follow(ScriptSource source, PulledFiles files, Console console)
      throws InterruptedException {
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void switched(Optional<ScriptSet> before, ScriptSet now) {
            try {
              write(files, now, console);
              console.out().flush();
            } catch (IOException e) {
              console.complain(notWritten(e));
            }
          }

          @Override
          public void failed(PullException why) {
            console.complain(why);
          }
        };
    try (ScriptSubscription _ = ScriptSubscription.start(source, Following.SILENTLY, listener)) {
      new CountDownLatch(1).await();
    }
  }

  private static FarmException notWritten(IOException e) {
    return new FarmException("cannot write the files: " + e, e);
  }

  private static void write(PulledFiles files, ScriptSet scripts, Console console)
      throws IOException {
    PulledFiles.Written done = files.write(scripts);
    console
        .out()
        .printf(
            "generation %d of %s: %d files, %d written, %d removed%s%n",
            scripts.generation(),
            scripts.published().manifest().workspace(),
            done.files(),
            done.written(),
            done.removed(),
            done.without() == 0 ? "" : ", " + done.without() + " are not of this kind");
  }

  /// What the library logs; the command tells of failures itself. Loaded only when it is run: a
  /// command line starts often.
  private static final class Log {
    static final Logger LIBRARY = Logger.getLogger("io.scriptfarm.delivery");
  }
}
