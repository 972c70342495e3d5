package io.scriptfarm.cli;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Bytecode;
import io.scriptfarm.contract.CompileOutcome.OutputFile;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Uses what a build uses, for the JVM to keep the classes loaded and linked in an AOT cache (JEP
/// 514, `-XX:AOTCacheOutput`), with which the command line starts with half the work. Run by the
/// launcher after a build, in a folder of its own that is the first argument.
public final class Training {
  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    Path sources = Files.createDirectories(folder.resolve("src"));
    Files.writeString(folder.resolve("tsconfig.json"), "{\"include\": [\"src\"] /* all */}");
    Files.writeString(sources.resolve("main.ts"), "export const answer = 42;\n");
    Console silent =
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            false,
            false,
            false,
            80);
    // Port 1 is TCPMUX's: nothing answers there.
    Settings settings =
        new Settings(folder, folder, folder.resolve("home"), Map.of("FARM_PORT", "1"));
    Farm.run(new String[] {"build", "--json", folder.toString()}, settings, silent);
    Farm.run(new String[] {"status"}, settings, silent);

    Digest digest = Digest.ofUtf8("");
    Diagnostic diagnostic =
        new Diagnostic(
            Diagnostic.Category.ERROR,
            1,
            Optional.empty(),
            Optional.of(new Diagnostic.Location("src/main.ts", 0, 1, 1, 1)),
            "message");
    for (BuildEvent event :
        List.of(
            new BuildEvent.Planned("b", 1, 1, 0),
            new BuildEvent.ScriptFinished(
                "b",
                2,
                new ProjectPath("src/main.ts"),
                new CompileKey(digest),
                BuildEvent.Origin.CACHED,
                List.of(diagnostic)),
            new BuildEvent.OutputReady(
                "b",
                3,
                new OutputFile(
                    "main.lua",
                    Optional.of(new ProjectPath("src/main.ts")),
                    digest,
                    0,
                    new Bytecode.LuaJ(digest))),
            new BuildEvent.Finished(
                "b",
                4,
                new BuildEvent.Delivered(List.of(diagnostic), false),
                new BuildEvent.Summary(1, 1, 0, 0, Duration.ZERO)),
            new BuildEvent.Finished(
                "b",
                5,
                new BuildEvent.ContentMissing(Set.of(digest)),
                new BuildEvent.Summary(0, 0, 0, 0, Duration.ZERO)))) {
      Json.read(Json.write(event), BuildEvent.class);
    }
    Zstd.decompress(Zstd.compress(new byte[16], 1), 16);
  }
}
