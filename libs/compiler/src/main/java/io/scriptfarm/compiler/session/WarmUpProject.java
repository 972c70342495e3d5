package io.scriptfarm.compiler.session;

import io.scriptfarm.compiler.engine.StartScript;
import io.scriptfarm.compiler.engine.WarmUp;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.toolchain.CompilerPack;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.toolchain.BundledToolchain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How sessions of compilers start: with a build of a small project that uses much of the language,
/// so that the libraries are parsed and the compilers' own code is compiled.
public final class WarmUpProject {
  static final String NAME = "scriptfarm.js"; // as stack traces of the compilers have it
  private static final Map<String, String> FILES =
      read("tsconfig.json", "main.ts", "shapes.ts", "world.ts");

  private WarmUpProject() {}

  public static StartScript of(CompilerPack pack) {
    return new StartScript(NAME, identity(pack), pack::script, () -> warmUp(pack));
  }

  private static String identity(CompilerPack pack) {
    return CompileKey.of(
            "session",
            List.of(
                pack.identity().digest().hex(),
                Integer.toString(CompilerPack.FORM),
                Json.write(FILES)))
        .digest()
        .hex();
  }

  private static WarmUp warmUp(CompilerPack pack) {
    Map<String, String> sources = new HashMap<>();
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    FILES.forEach(
        (path, text) -> {
          Blob blob = Blob.ofUtf8(text);
          sources.put(blob.digest().hex(), text);
          entries.put(new ProjectPath(path), new Snapshot.File(blob.digest(), blob.size()));
        });
    Map<String, String> libraries = new HashMap<>();
    libraries.put("", Json.write(pack.paths()));
    for (String path : pack.paths()) {
      if (!CompilerPack.isModule(path)) {
        libraries.put(path, pack.text(path).orElseThrow());
      }
    }
    Blob snapshot = SnapshotCodec.encode(Snapshot.of(entries));
    Project project =
        new Project(
            BundledToolchain.identity().digest(),
            snapshot.digest(),
            new ProjectPath("tsconfig.json"));
    String reference =
        Json.write(
            new ProjectRef(
                PlanJob.key(project),
                project.snapshot(),
                project.config(),
                Map.of(),
                Optional.empty(),
                Optional.empty()));
    return new WarmUp(
        List.of(new WarmUp.Call(DriverCall.WARM_UP.function(), reference)),
        Map.of(
            "snapshot", Map.of(snapshot.digest().hex(), snapshot.utf8()),
            "source", sources,
            "toolchain", libraries));
  }

  private static Map<String, String> read(String... names) {
    Map<String, String> files = new TreeMap<>();
    for (String name : names) {
      try (InputStream in = WarmUpProject.class.getResourceAsStream("warm-up/" + name)) {
        if (in == null) {
          throw new IllegalStateException(name + " is missing from the jar: build it again");
        }
        files.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
