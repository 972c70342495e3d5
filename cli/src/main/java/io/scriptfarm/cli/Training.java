package io.scriptfarm.cli;

import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpServer;
import io.scriptfarm.api.FarmInfo;
import io.scriptfarm.api.FarmStatus;
import io.scriptfarm.api.SubmittedBuild;
import io.scriptfarm.cli.build.Session;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Goes once through what a build goes through, for the JVM to write the classes into an archive
/// (`-XX:ArchiveClassesAtExit`), with which the command line starts with half the work. Run by the
/// launcher after a build, in a folder of its own that is the first argument; what stands for the
/// farm gives one canned answer to each request.
public final class Training {
  private static final Blob LUA = Blob.ofUtf8("return 42\n");

  private static final Toolchain TOOLCHAIN = new Toolchain("6.0.0", "1.37.0", LUA.digest());
  private static final FarmStatus STATUS =
      new FarmStatus(
          FarmStatus.OK,
          List.of(),
          Optional.of(new FarmStatus.UnfinishedJobs(0, 0)),
          Optional.of(
              new FarmStatus.CacheContents(0, 0, 0, 0, true, 0, Optional.empty(), 0, Map.of())),
          Map.of(),
          List.of());

  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    Path sources = Files.createDirectories(folder.resolve("src"));
    Files.createDirectories(folder.resolve("node_modules/typed"));
    Files.writeString(
        folder.resolve("tsconfig.json"), "{\"include\": [\"../training/src\"] /* all */}");
    Files.writeString(sources.resolve("main.ts"), "export const answer = 42;\n");
    Files.writeString(folder.resolve("node_modules/typed/index.d.ts"), "export {};\n");
    HttpServer farm =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      String url = "http://127.0.0.1:" + farm.getAddress().getPort();
      answer(farm, "/api/farm", json(Json.write(new FarmInfo(url, TOOLCHAIN))));
      answer(farm, "/api/status", json(Json.write(STATUS)));
      answer(farm, "/api/builds", json(Json.write(new SubmittedBuild("b", "/events", url))));
      answer(farm, "/events", events());
      answer(
          farm,
          "/blobs/missing",
          json("{\"missing\":[\"" + Digest.ofUtf8("export {};\n") + "\"]}"));
      answer(farm, "/blobs/read", pack());
      answer(farm, "/blobs", json("{}"));
      farm.start();

      PrintStream nowhere =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      Console console = new Console(nowhere, nowhere, false, false, false, 80);
      Settings settings =
          new Settings(folder, folder, folder.resolve("home"), Map.of("FARM_URL", url));
      for (String[] command :
          List.of(
              new String[] {"build", folder.toString()},
              new String[] {"build", "--json", folder.toString()},
              new String[] {"status"})) {
        try (Session session = new Session()) {
          Farm.run(command, settings, console, session);
        }
      }
    } finally {
      farm.stop(0);
    }
  }

  private static void answer(HttpServer farm, String path, byte[] body) {
    farm.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] pack() throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    BlobPack.write(pack, new BlobPack.Frame(LUA.digest(), Zstd.compress(LUA.bytes(), 1)));
    return pack.toByteArray();
  }

  private static byte[] events() {
    ProjectPath script = new ProjectPath("src/main.ts");
    Diagnostic diagnostic =
        new Diagnostic(
            Diagnostic.Category.ERROR,
            1,
            Optional.empty(),
            Optional.of(new Diagnostic.Location(script.value(), 0, 1, 1, 1)),
            "message");
    StringBuilder stream = new StringBuilder();
    for (BuildEvent event :
        List.of(
            new BuildEvent.Planned("b", 1, 1, 0, TOOLCHAIN, List.of()),
            new BuildEvent.ScriptFinished(
                "b",
                2,
                script,
                new CompileKey(LUA.digest()),
                BuildEvent.Origin.CACHED,
                List.of(diagnostic)),
            new BuildEvent.OutputReady(
                "b",
                3,
                new OutputFile(
                    "main.lua",
                    Optional.of(script),
                    LUA.digest(),
                    LUA.size(),
                    Optional.empty(),
                    true),
                List.of(new BuildEvent.Loadable(BytecodeFormat.LUA54, LUA.digest(), LUA.size()))),
            new BuildEvent.Finished(
                "b",
                4,
                new BuildEvent.Delivered(List.of(diagnostic), false),
                new BuildEvent.Summary(1, 1, 0, 0, Duration.ZERO)))) {
      stream.append("id: ").append(event.sequence()).append('\n');
      stream.append("data: ").append(Json.write(event)).append("\n\n");
    }
    return json(stream.toString());
  }
}
