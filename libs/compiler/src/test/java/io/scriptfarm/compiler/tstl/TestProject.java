package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A project in memory, and everything that was compiled from it.
public final class TestProject implements ContentSource {
  private final Map<ProjectPath, Blob> files = new TreeMap<>();
  private final Map<Digest, Blob> blobs = new HashMap<>();

  /// A content in the store that is not part of the project.
  static final Blob SOMEBODY_ELSES = Blob.ofUtf8("somebody else's");

  public TestProject() {
    blobs.put(SOMEBODY_ELSES.digest(), SOMEBODY_ELSES);
  }

  public static String digestOf(String text) {
    return Blob.ofUtf8(text).digest().hex();
  }

  public TestProject file(String path, String text) {
    return file(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public TestProject file(String path, byte[] bytes) {
    Blob blob = Blob.of(bytes);
    files.put(new ProjectPath(path), blob);
    blobs.put(blob.digest(), blob);
    return this;
  }

  public void forget(String path) {
    blobs.remove(files.get(new ProjectPath(path)).digest());
  }

  public Digest digest(String path) {
    return files.get(new ProjectPath(path)).digest();
  }

  public Project project() {
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    files.forEach((path, blob) -> entries.put(path, new Snapshot.File(blob.digest(), blob.size())));
    Blob snapshot = SnapshotCodec.encode(Snapshot.of(entries));
    blobs.put(snapshot.digest(), snapshot);
    return new Project(
        BundledToolchain.identity().digest(), snapshot.digest(), new ProjectPath("tsconfig.json"));
  }

  /// The plan, which must succeed.
  public Plan plan(TstlCompiler compiler) {
    Product product = keep(compiler.plan(project(), this));
    if (product.outcome() instanceof PlanJob.Planned(Digest plan, var _)) {
      return Json.read(blobs.get(plan).bytes(), Plan.class);
    }
    throw new AssertionError("not planned: " + product.outcome());
  }

  /// The keys of the scripts, by path.
  public Map<String, CompileKey> keys(TstlCompiler compiler) {
    Map<String, CompileKey> keys = new TreeMap<>();
    for (Plan.Task task : ((Plan.Sharded) plan(compiler).work()).tasks()) {
      keys.put(
          switch (task.subject()) {
            case Plan.Script(ProjectPath path) -> path.value();
            case Plan.JavaScript(ProjectPath path) -> path.value();
            case Plan.Declarations() -> "declarations";
          },
          task.key());
    }
    return keys;
  }

  /// The whole build, however it ends.
  public InProcessBuild.Result attempt(TstlCompiler compiler) {
    return new InProcessBuild(compiler, project(), this).run(new Unheard());
  }

  /// The whole build, which must succeed.
  public Build build(TstlCompiler compiler) {
    InProcessBuild build = new InProcessBuild(compiler, project(), this);
    InProcessBuild.Result result = build.run(new Unheard());
    if (!(result instanceof InProcessBuild.Built built)) {
      throw new AssertionError("not built: " + result);
    }
    Map<String, String> texts = new TreeMap<>();
    built
        .linked()
        .outputs()
        .forEach(o -> texts.put(o.path(), build.read(o.digest()).orElseThrow().utf8()));
    return new Build(built, texts, build);
  }

  private static final class Unheard implements InProcessBuild.Progress {
    @Override
    public void planned(int tasks) {}

    @Override
    public void taskDone() {}
  }

  public record Build(
      InProcessBuild.Built built, Map<String, String> texts, ContentSource contents) {
    Blob read(Digest digest) {
      return contents.read(digest).orElseThrow();
    }
  }

  @Override
  public Optional<Blob> read(Digest digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  @Override
  public void prefetch(Set<Digest> digests) {}

  private Product keep(Product product) {
    product.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    return product;
  }
}
