package io.scriptfarm.cli.trace;

import io.scriptfarm.api.TracebackRequest;
import io.scriptfarm.cli.Console;
import io.scriptfarm.cli.ExitCode;
import io.scriptfarm.cli.HelpOption;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.cli.build.ProjectArguments;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.SnapshotException;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.trace.Traceback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `farm trace`: a Lua traceback, or a log with some, as TypeScript.
@Command(
    name = "trace",
    description = {
      "Turn a Lua traceback into TypeScript: files and lines. Reads stdin, or a file.",
      "The game ran what the project was built to last, unless --build or --artifact says otherwise."
    },
    footer = {"", "Exit codes: 0 done; 3 the farm could not do it; 64 wrong use."})
public final class TraceCommand implements Callable<Integer> {
  private final Settings settings;
  private final Console console;
  private final InstantSource clock;
  private final Session session;

  @Mixin private final ProjectArguments project = new ProjectArguments();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Where the traceback is. Default: stdin.")
  private @Nullable Path file;

  @Option(names = "--build", paramLabel = "ID", description = "The build that the game ran.")
  private @Nullable String build;

  @Option(
      names = "--artifact",
      paramLabel = "[NAME=]FILE",
      description = {
        "A Lua or bytecode file that the game ran, or its SHA-256; with NAME, the chunk's name in the",
        "traceback. May be given several times."
      })
  private final List<String> artifacts = new ArrayList<>();

  @Option(names = "--json", description = "What the gateway says, as it says it.")
  private boolean json;

  @Mixin private final HelpOption help = new HelpOption();

  public TraceCommand(Settings settings, Console console, InstantSource clock, Session session) {
    this.settings = settings;
    this.console = console;
    this.clock = clock;
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      Traceback answer = session.farm(settings.farm()).traceback(request());
      if (json) {
        console.out().println(Json.write(answer));
      } else {
        console.out().print(answer.text());
        console.out().flush();
        answer
            .unresolved()
            .forEach(name -> console.err().println("farm: " + name.name() + ": " + name.reason()));
      }
      return ExitCode.SUCCESS;
    } catch (FarmException e) {
      console.complain(e);
      return ExitCode.FARM;
    } catch (IOException
        | SnapshotException
        | ProjectArguments.NoProject
        | IllegalArgumentException e) {
      console.complain(e);
      return ExitCode.USAGE;
    }
  }

  private TracebackRequest request()
      throws IOException, SnapshotException, ProjectArguments.NoProject {
    if (build != null) {
      return TracebackRequest.ofBuild(traceback(), build);
    }
    if (artifacts.isEmpty()) {
      ProjectSnapshot snapshot = project.look(settings, clock);
      return TracebackRequest.ofProject(traceback(), snapshot.digest(), snapshot.configPath());
    }
    Set<Digest> digests = new LinkedHashSet<>();
    Map<String, Digest> chunks = new LinkedHashMap<>();
    for (String artifact : artifacts) {
      int equals = artifact.indexOf('=');
      Digest digest = digest(artifact.substring(equals + 1));
      if (equals < 0) {
        digests.add(digest);
      } else {
        chunks.put(artifact.substring(0, equals), digest);
      }
    }
    return TracebackRequest.ofArtifacts(traceback(), digests, chunks);
  }

  private Digest digest(String artifact) throws IOException {
    return Digest.isValid(artifact)
        ? new Digest(artifact)
        : Digest.of(Files.readAllBytes(settings.current().resolve(artifact)));
  }

  private String traceback() throws IOException {
    return file == null
        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(settings.current().resolve(file));
  }
}
