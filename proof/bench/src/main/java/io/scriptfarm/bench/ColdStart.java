package io.scriptfarm.bench;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.SnapshotFolder;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.InProcessBuild;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.toolchain.BundledToolchain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A JVM's way to its first Lua: `ColdStart ENGINE SNAPSHOTS [COMPILERS]` opens a compiler, builds
/// a project of one script and prints `compiled`; then its resident memory, in MiB, with so many
/// compilers. SNAPSHOTS is a folder, or `-`. `start-up.mjs` holds the watch.
final class ColdStart implements ContentSource {
  private static final String SCRIPT =
      """
      interface Item { name: string; price: number; tags?: string[] }
      class Shop<T extends Item> {
        private readonly items = new Map<string, T>();
        add(...items: T[]): this { for (const item of items) this.items.set(item.name, item); return this; }
        total(): number { return [...this.items.values()].reduce((sum, { price }) => sum + price, 0); }
        tagged(tag: string): T[] { return [...this.items.values()].filter(item => item.tags?.includes(tag) ?? false); }
      }
      const shop = new Shop().add({ name: "sword", price: 10, tags: ["sharp"] }, { name: "bow", price: 8 });
      export const report = `${shop.total()} for ${shop.tagged("sharp").map(item => item.name).join(", ")}`;
      """;
  private static final String CONFIG =
      """
      {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"strict":true},"tstl":{"luaTarget":"5.4"}}
      """;

  private final Map<Digest, Blob> blobs = new HashMap<>();
  private final Project project;

  private ColdStart() {
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    Map.of("tsconfig.json", CONFIG, "main.ts", SCRIPT)
        .forEach((path, text) -> entries.put(new ProjectPath(path), file(Blob.ofUtf8(text))));
    Blob snapshot = SnapshotCodec.encode(Snapshot.of(entries));
    blobs.put(snapshot.digest(), snapshot);
    project =
        new Project(
            BundledToolchain.identity().digest(),
            snapshot.digest(),
            new ProjectPath("tsconfig.json"));
  }

  private Snapshot.File file(Blob blob) {
    blobs.put(blob.digest(), blob);
    return new Snapshot.File(blob.digest(), blob.size());
  }

  public static void main(String[] arguments) throws Exception {
    // As a worker does: the engine on one core, the rest on another.
    CompletableFuture<Toolchains> finding = CompletableFuture.supplyAsync(Toolchains::new);
    JsEngine engine = JsEngines.select(EnginePreference.parse(arguments[0]));
    if (!arguments[1].equals("-")) {
      engine = engine.keeping(new SnapshotFolder(Path.of(arguments[1])));
    }
    Toolchains toolchains = finding.join();
    Limits call = new Limits(Duration.ofMinutes(5), 1536L * 1024 * 1024);
    CompilerLimits limits = new CompilerLimits(call, Duration.ofMinutes(5), 1);
    int compilers = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    for (int i = 0; i < compilers; i++) {
      build(new TstlCompiler(engine, toolchains, LuaCompilers.ofThisMachine(), limits));
      if (i == 0) {
        System.out.println("compiled");
      }
    }
    System.out.println(residentMib());
    System.exit(0);
  }

  private static void build(TstlCompiler compiler) {
    ColdStart start = new ColdStart();
    InProcessBuild.Progress unheard =
        new InProcessBuild.Progress() {
          @Override
          public void planned(int tasks) {}

          @Override
          public void taskDone() {}
        };
    InProcessBuild.Result result = new InProcessBuild(compiler, start.project, start).run(unheard);
    if (!(result instanceof InProcessBuild.Built built) || !built.diagnostics().isEmpty()) {
      throw new IllegalStateException(result.toString());
    }
  }

  private static long residentMib() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  @Override
  public Optional<Blob> read(Digest digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  @Override
  public void prefetch(Set<Digest> digests) {}
}
