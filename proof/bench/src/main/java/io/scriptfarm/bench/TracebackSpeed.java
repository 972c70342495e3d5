package io.scriptfarm.bench;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.InProcessBuild;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.trace.LuaFile;
import io.scriptfarm.trace.SourceMaps;
import io.scriptfarm.trace.Traceback;
import io.scriptfarm.trace.TracedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// How many tracebacks one core resolves in a second: `TracebackSpeed TSCONFIG` builds a project in
/// this process and resolves tracebacks of 22 frames, Lua's longest, with lines and files at
/// random, each from JSON to JSON as the gateway does it, all source maps decoded. Prints the rate
/// of each second.
///
/// `java --enable-native-access=ALL-UNNAMED -cp
/// 'proof/bench/target/*:proof/bench/target/lib/*'
/// io.scriptfarm.bench.TracebackSpeed TSCONFIG`
final class TracebackSpeed {
  private static final int FRAMES = 22;
  private static final int SECONDS = 10;

  private record Request(String traceback) {}

  public static void main(String[] arguments) throws Exception {
    FolderProject files = new FolderProject(Path.of(arguments[0]));
    try (TstlCompiler compiler = compiler()) {
      InProcessBuild build = new InProcessBuild(compiler, files.project(), files);
      if (!(build.run(new Unheard()) instanceof InProcessBuild.Built built)) {
        throw new IllegalStateException("the project does not build");
      }
      List<LuaFile> lua =
          built.linked().outputs().stream()
              .map(LuaFile::of)
              .filter(file -> file.map().isPresent())
              .toList();
      Map<LuaFile, Integer> lengths = new HashMap<>();
      built.linked().outputs().stream()
          .filter(output -> output.map().isPresent())
          .forEach(
              output ->
                  lengths.put(
                      LuaFile.of(output),
                      (int) build.read(output.digest()).orElseThrow().utf8().lines().count()));
      measure(
          new TracedFiles(lua, Map.of(), new SourceMaps(new Made(build), 64L << 20)), lua, lengths);
    }
    System.exit(0);
  }

  private static TstlCompiler compiler() {
    Duration patience = Duration.ofMinutes(10);
    return new TstlCompiler(
        JsEngines.select(EnginePreference.AUTO),
        new Toolchains(),
        LuaCompilers.none(),
        new CompilerLimits(new Limits(patience, 2L << 30), patience, 1));
  }

  private static void measure(TracedFiles files, List<LuaFile> lua, Map<LuaFile, Integer> lengths) {
    Random random = new Random(5);
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int frame = 0; frame < FRAMES; frame++) {
        LuaFile file = lua.get(random.nextInt(lua.size()));
        text.append(frame == 0 ? "" : frame == 1 ? "\nstack traceback:\n\t" : "\n\t")
            .append(file.path())
            .append(':')
            .append(1 + random.nextInt(lengths.getOrDefault(file, 1)))
            .append(
                frame == 0 ? ": attempt to index a nil value (field '?')" : ": in function 'f'");
      }
      requests.add(Json.write(new Request(text.toString())));
    }
    System.out.println(
        lua.size() + " Lua files, tracebacks of " + requests.getFirst().length() + " characters");
    for (int second = 1; second <= SECONDS; second++) {
      long start = System.nanoTime();
      int count = 0;
      long frames = 0;
      while (System.nanoTime() - start < Duration.ofSeconds(1).toNanos()) {
        Request request = Json.read(requests.get(count++ % requests.size()), Request.class);
        Traceback traceback = Traceback.resolve(request.traceback(), files);
        frames += traceback.frames().stream().filter(frame -> frame.source().isPresent()).count();
        if (Json.write(traceback).isEmpty()) {
          throw new AssertionError();
        }
      }
      System.out.println(
          "second "
              + second
              + ": "
              + count
              + " tracebacks, "
              + 100 * frames / (FRAMES * (long) count)
              + " % of their frames in TypeScript");
    }
  }

  private static final class Unheard implements InProcessBuild.Progress {
    @Override
    public void planned(int tasks) {}

    @Override
    public void taskDone() {}
  }

  /// What a build made, as a store.
  private record Made(InProcessBuild build) implements ArtifactStore {
    @Override
    public Map<Digest, Blob> read(Set<Digest> digests) {
      Map<Digest, Blob> found = new HashMap<>();
      digests.forEach(digest -> build.read(digest).ifPresent(blob -> found.put(digest, blob)));
      return found;
    }

    @Override
    public void write(Collection<Blob> blobs) {
      throw new UnsupportedOperationException("a build is read only");
    }

    @Override
    public Set<Digest> missing(Set<Digest> digests) {
      throw new UnsupportedOperationException("nobody asks");
    }
  }
}
