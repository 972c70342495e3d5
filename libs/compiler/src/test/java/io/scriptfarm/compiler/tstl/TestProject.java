package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A project in memory, and everything that was compiled from it.
final class TestProject implements ContentSource {
  private final Map<ProjectPath, Blob> files = new TreeMap<>();
  private final Map<Digest, Blob> blobs = new HashMap<>();

  TestProject file(String path, String text) {
    return file(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  TestProject file(String path, byte[] bytes) {
    Blob blob = Blob.of(bytes);
    files.put(new ProjectPath(path), blob);
    blobs.put(blob.digest(), blob);
    return this;
  }

  void forget(String path) {
    blobs.remove(files.get(new ProjectPath(path)).digest());
  }

  Digest digest(String path) {
    return files.get(new ProjectPath(path)).digest();
  }

  Project project() {
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    files.forEach((path, blob) -> entries.put(path, new Snapshot.File(blob.digest(), blob.size())));
    Blob snapshot = SnapshotCodec.encode(Snapshot.of(entries));
    blobs.put(snapshot.digest(), snapshot);
    return new Project(
        BundledToolchain.identity().digest(), snapshot.digest(), new ProjectPath("tsconfig.json"));
  }

  /// The plan, which must succeed.
  Plan plan(TstlCompiler compiler) {
    Product product = keep(compiler.plan(project(), this));
    if (product.outcome() instanceof CompileOutcome.Planned(Digest plan)) {
      return Json.read(blobs.get(plan).bytes(), Plan.class);
    }
    throw new AssertionError("not planned: " + product.outcome());
  }

  /// The keys of the scripts, by path.
  Map<String, CompileKey> keys(TstlCompiler compiler) {
    Map<String, CompileKey> keys = new TreeMap<>();
    for (Plan.Task task : plan(compiler).tasks()) {
      keys.put(
          switch (task.subject()) {
            case Plan.Script(ProjectPath path) -> path.value();
            case Plan.Declarations() -> "declarations";
          },
          task.key());
    }
    return keys;
  }

  /// The whole build; paths to texts.
  Build build(TstlCompiler compiler) {
    Plan plan = plan(compiler);
    Map<CompileKey, CompileOutcome.Settled> outcomes = new LinkedHashMap<>();
    for (Plan.Task task : plan.tasks()) {
      Product product = keep(compiler.run(project(), task.subject(), this));
      if (!(product.outcome() instanceof CompileOutcome.Settled settled)) {
        throw new AssertionError(task.subject() + " ended as " + product.outcome());
      }
      outcomes.put(task.key(), settled);
    }
    Product product = keep(compiler.link(project(), plan, outcomes, this));
    if (!(product.outcome() instanceof CompileOutcome.Linked linked)) {
      throw new AssertionError("linking ended as " + product.outcome());
    }
    Map<String, String> texts = new TreeMap<>();
    linked.outputs().forEach(o -> texts.put(o.path(), blobs.get(o.digest()).utf8()));
    return new Build(plan, outcomes, linked, texts);
  }

  record Build(
      Plan plan,
      Map<CompileKey, CompileOutcome.Settled> outcomes,
      CompileOutcome.Linked linked,
      Map<String, String> texts) {}

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
