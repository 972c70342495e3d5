package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.ExplainJob;
import io.scriptfarm.contract.Invocation;
import io.scriptfarm.contract.KeyChange;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.evidence.UnrefutedOutcomes;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.toolchain.BundledToolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A project in memory, and everything that was compiled from it.
public final class TestProject implements ContentSource {
  private final Map<ProjectPath, Blob> files = new TreeMap<>();
  private final Map<Digest, Blob> blobs = new HashMap<>();
  private final Map<CompileKey, Settled> outcomes = new HashMap<>();
  private Optional<Invocation> invocation = Optional.empty();

  /// main → shape → color, and a global declaration file; `alone` imports nothing.
  static TestProject game() {
    return new TestProject()
        .file(
            "tsconfig.json",
            """
            {"compilerOptions":{"target":"esnext","lib":["esnext"],"types":[],"outDir":"out","strict":true,
              "module":"esnext","moduleResolution":"bundler"},
             "tstl":{"luaTarget":"5.4"}}\
            """)
        .file("color.ts", "export const red = 1;\n")
        .file("shape.ts", "import { red } from \"./color\";\nexport const fill = red + 1;\n")
        .file("main.ts", "import { fill } from \"./shape\";\nexport const x = fill;\n")
        .file("alone.ts", "export function f(a: number) { return a; }\n")
        .file("engine.d.ts", "declare function draw(x: number): void;\n")
        .file("README.json", "{}");
  }

  public TestProject file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public TestProject file(String path, byte[] bytes) {
    Blob blob = Blob.of(bytes);
    files.put(new ProjectPath(path), blob);
    blobs.put(blob.digest(), blob);
    return this;
  }

  /// Takes a file out of it.
  void forgetFile(String path) {
    files.remove(new ProjectPath(path));
  }

  /// The same, but called so from now on.
  TestProject calledBy(Invocation other) {
    invocation = Optional.of(other);
    return this;
  }

  boolean has(String path) {
    return files.containsKey(new ProjectPath(path));
  }

  /// Its files on disk.
  void writeTo(Path folder) {
    files.forEach(
        (path, blob) -> {
          try {
            Path file = folder.resolve(path.value());
            Files.createDirectories(file.getParent());
            Files.write(file, blob.bytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// A content as text, or as what it is in hexadecimal.
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return HexFormat.of().formatHex(bytes);
    }
  }

  public void forget(String path) {
    blobs.remove(files.get(new ProjectPath(path)).digest());
  }

  /// Forgets something that was compiled.
  void forgetWhatBecameOf(Plan.Task task) {
    blobs.keySet().removeAll(Objects.requireNonNull(outcomes.get(task.key())).blobs());
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
        BundledToolchain.identity().digest(),
        snapshot.digest(),
        new ProjectPath("tsconfig.json"),
        invocation);
  }

  /// The plan, which must succeed.
  public Plan plan(TstlCompiler compiler) {
    Product product = tryToPlan(compiler);
    product.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    if (product.outcome() instanceof PlanJob.Planned planned) {
      outcomes.put(PlanJob.key(project()), planned);
      return Json.read(blobs.get(planned.plan()).bytes(), Plan.class);
    }
    throw new AssertionError("not planned: " + product.outcome());
  }

  Product tryToPlan(TstlCompiler compiler) {
    return tryToPlan(compiler, project(), this);
  }

  static Product tryToPlan(TstlCompiler compiler, Project project, ContentSource contents) {
    return new PlanWork(contents, keys -> Map.of())
        .run(new PlanJob("job", "build", project), compiler);
  }

  /// One task of the plan, which was made before.
  Product transpile(TstlCompiler compiler, Plan.Subject subject) {
    Map<CompileKey, Product> products = new HashMap<>();
    CompileKey key = CompileKey.of("test", subject.toString());
    new TranspileWork(new Plans(this::known, this), this)
        .run(
            new TranspileJob("job", "build", project(), List.of(new Plan.Task(key, subject, 1))),
            compiler,
            (of, task) -> products.put(of, task.get()));
    return products.get(key);
  }

  /// Transpiles a task of the plan, and knows its outcome from then on.
  void settle(TstlCompiler compiler, Plan.Task task) {
    Product product = transpile(compiler, task.subject());
    product.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    outcomes.put(task.key(), (Settled) product.outcome());
  }

  /// Links what was settled of the plan.
  Product link(TstlCompiler compiler) {
    return link(compiler, new TreeSet<>());
  }

  /// Links what was settled of the plan, without these tasks.
  Product link(TstlCompiler compiler, SortedSet<CompileKey> without) {
    return link(compiler, new LinkJob("job", "build", project(), without, false));
  }

  /// Links what was settled of the plan, with diagnostics in the words of `tstl`.
  Product linkExactly(TstlCompiler compiler) {
    return link(compiler, new LinkJob("job", "build", project(), new TreeSet<>(), true));
  }

  private Product link(TstlCompiler compiler, LinkJob job) {
    return new LinkWork(new Plans(this::known, this), this::known, this).run(job, compiler);
  }

  /// What changed in the keys of its scripts since an earlier state.
  SortedMap<ProjectPath, List<KeyChange>> explain(TstlCompiler compiler, Project before) {
    CompileOutcome outcome =
        new ExplainWork(this, this::known)
            .run(new ExplainJob("job", "build", project(), before), compiler)
            .outcome();
    if (outcome instanceof ExplainJob.Explained explained) {
      return explained.scripts();
    }
    throw new AssertionError("not explained: " + outcome);
  }

  Product save(TstlCompiler compiler, String script, Emit emit) {
    return new SaveWork(this)
        .run(new SaveJob("job", "build", project(), new ProjectPath(script), emit), compiler);
  }

  /// Bytecode of what was linked from the project.
  ///
  /// @param contents has the Lua
  CompileOutcome bytecode(
      TstlCompiler compiler, LinkJob.Linked linked, BytecodeFormat format, ContentSource contents) {
    outcomes.put(LinkJob.key(project()), linked);
    List<Product> products = new ArrayList<>();
    new BytecodeWork(this::known, contents)
        .run(
            new BytecodeJob("job", "build", project(), Set.of(format)),
            compiler,
            (key, piece) -> products.add(piece.get()));
    return products.getFirst().outcome();
  }

  /// Knows what this one knows, with other files.
  TestProject sharing(TestProject store) {
    blobs.putAll(store.blobs);
    outcomes.putAll(store.outcomes);
    return this;
  }

  /// Stores what linking gave.
  Product stored(Product product) {
    product.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    outcomes.putAll(product.byproducts());
    if (product.outcome() instanceof LinkJob.Linked linked) {
      outcomes.put(LinkJob.key(project()), linked);
    }
    return product;
  }

  Map<CompileKey, Settled> known(Set<CompileKey> keys) {
    return new UnrefutedOutcomes(
            new OutcomeIndex() {
              @Override
              public Map<CompileKey, Settled> find(Set<CompileKey> wanted) {
                Map<CompileKey, Settled> known = new HashMap<>(outcomes);
                known.keySet().retainAll(wanted);
                return known;
              }

              @Override
              public void record(Map<CompileKey, Settled> more) {
                outcomes.putAll(more);
              }
            })
        .find(keys);
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
        .forEach(o -> texts.put(o.path(), text(build.read(o.digest()).orElseThrow().bytes())));
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
}
