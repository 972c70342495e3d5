package io.scriptfarm.cli.pull;

import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.generation.FarmCommand;
import io.scriptfarm.cli.generation.WorkspaceOption;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.pull.PullException;
import io.scriptfarm.delivery.pull.ScriptSelection;
import io.scriptfarm.delivery.pull.ScriptSource;
import io.scriptfarm.delivery.pull.VerifiedGeneration;
import io.scriptfarm.publication.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm export --cdn DIR`: what game clients may see of a generation, for any static server. What
/// is asked for is the clients' manifest, so nothing else can get into the folder.
@Command(
    name = "export",
    description = {
      "Write what game clients may see of a generation as files that any static server can host:",
      "each artifact as DIR/DIGEST, a zstd frame, and the signed manifest as DIR/manifest.json.",
      "What is there stays, so that one folder serves many generations."
    },
    footer = {
      "",
      "Exit codes: 0 done; 3 the farm could not do it, or the files cannot be written; 64 wrong use."
    })
public final class ExportCommand extends FarmCommand {
  private static final String MANIFEST = "manifest.json";

  @Mixin private final WorkspaceOption workspace = new WorkspaceOption();

  @Mixin private final KeysOption keys = new KeysOption();

  @Option(
      names = "--generation",
      paramLabel = "GENERATION",
      description = "Its number. Default: the youngest.")
  private @Nullable Long generation;

  @Option(
      names = "--cdn",
      paramLabel = "DIR",
      required = true,
      description = "The folder; made if it is not there.")
  private Path folder = Path.of("");

  public ExportCommand(Settings settings, Console console, Session session) {
    super(settings, console, session);
  }

  @Override
  protected void run(FarmClient farm, Settings settings, Console console) throws FarmException {
    Path target = settings.current().resolve(folder);
    ScriptSelection selection =
        ScriptSelection.of(workspace.find(settings), keys.find(farm, settings, console))
            .withView(Manifest.View.REPLICATED);
    try (ScriptSource source = Sources.open(farm, settings, selection)) {
      VerifiedGeneration published = Sources.find(source, generation);
      Files.createDirectories(target);
      Set<Digest> missing = missing(target, published.manifest().blobs());
      source.fetch(published, missing, script -> write(target, script));
      // Last, so that all that it names is there.
      WholeFile.write(
          target.resolve(MANIFEST),
          Json.write(published.signed()).getBytes(StandardCharsets.UTF_8));
      console
          .out()
          .printf(
              "generation %d of %s: %d artifacts for clients, %d written%n",
              published.generation(),
              published.manifest().workspace(),
              published.manifest().blobs().size(),
              missing.size());
    } catch (PullException e) {
      throw new FarmException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new FarmException("cannot write the tree: " + e, e);
    } catch (UncheckedIOException e) {
      throw new FarmException("cannot write the tree: " + e.getCause(), e);
    }
  }

  private static Set<Digest> missing(Path folder, Set<Digest> wanted) throws IOException {
    Set<Digest> missing = new HashSet<>();
    for (Digest digest : wanted) {
      try {
        PackedScript.verify(digest, Files.readAllBytes(folder.resolve(digest.hex())));
      } catch (NoSuchFileException | PackedScript.DamagedException e) {
        missing.add(digest);
      }
    }
    return missing;
  }

  private static void write(Path folder, PackedScript script) {
    try {
      WholeFile.write(folder.resolve(script.digest().hex()), script.part(0, script.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
