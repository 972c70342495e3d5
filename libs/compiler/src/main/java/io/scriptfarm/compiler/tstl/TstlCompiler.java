package io.scriptfarm.compiler.tstl;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.compiler.engine.HeapLimitException;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.ScriptException;
import io.scriptfarm.compiler.engine.TimeLimitException;
import io.scriptfarm.compiler.lua.LuaJBytecode;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Bytecode;
import io.scriptfarm.contract.CompileOutcome.OutputFile;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// TypeScriptToLua, resident: keeps an engine session with parsed libraries and the latest
/// programs, and opens a new one when a limit ended it. Not thread-safe: one thread at a time.
///
/// Every method gives a {@link Product}; what the code under compilation does, however bad, is a
/// value and never an exception.
public final class TstlCompiler implements AutoCloseable {
  private final JsEngine engine;
  private final Limits limits;
  private final String driver = BundledToolchain.driver();
  private final Map<String, String> toolchainFiles = BundledToolchain.files();
  private final String toolchainIndex = Json.write(toolchainFiles.keySet());
  private final Digest toolchain = BundledToolchain.identity().digest();
  private @Nullable JsSession session;

  public TstlCompiler(JsEngine engine, Limits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  /// Opens the session now rather than with the first job; takes about a second on V8, several on
  /// GraalJS.
  public void warmUp() {
    session();
  }

  /// Parses the project's configuration and resolves its program: {@link CompileOutcome.Planned}.
  public Product plan(Project project, ContentSource contents) {
    return attempt(
        project,
        contents,
        () -> {
          Optional<Product> refused = checkSnapshot(project, contents);
          if (refused.isPresent()) {
            return refused.get();
          }
          JsonNode answer = call("scriptfarmPlan", Json.write(ProjectRef.of(project)), contents);
          if (isIncomplete(answer)) {
            return Product.of(incomplete(answer));
          }
          if (answer.has("unsupported")) {
            return refused(answer.path("unsupported").asText());
          }
          ProjectGraph graph = Json.read(answer.toString(), ProjectGraph.class);
          Blob plan = Blob.ofUtf8(Json.write(Planning.plan(toolchain, graph)));
          return new Product(new CompileOutcome.Planned(plan.digest()), List.of(plan));
        });
  }

  /// Runs one task of the project's plan: {@link CompileOutcome.Transpiled} or {@link
  /// CompileOutcome.DeclarationsChecked}.
  public Product run(Project project, Plan.Subject subject, ContentSource contents) {
    return attempt(
        project,
        contents,
        () ->
            switch (subject) {
              case Plan.Script(ProjectPath path) -> transpile(project, path, contents);
              case Plan.Declarations() -> checkDeclarations(project, contents);
            });
  }

  /// Fetches the contents of the plan's program in one go, unless its program is resident.
  public void prefetch(Project project, Plan plan, ContentSource contents) {
    try {
      String reference = Json.write(ProjectRef.of(project));
      if (!call("scriptfarmIsResident", reference, contents).asBoolean()) {
        contents.prefetch(plan.sources());
      }
    } catch (ScriptException | TimeLimitException | HeapLimitException e) {
      discardSession(); // what follows opens a new one, and reads piece by piece
    }
  }

  /// Links the settled tasks of the project's plan: {@link CompileOutcome.Linked}. Bytecode is
  /// compiled along with it.
  public Product link(
      Project project, Plan plan, Map<CompileKey, Settled> outcomes, ContentSource contents) {
    return attempt(
        project,
        contents,
        () -> {
          JsonNode answer =
              call(
                  "scriptfarmLink",
                  Json.write(LinkRequest.of(ProjectRef.of(project), plan, outcomes)),
                  contents);
          if (isIncomplete(answer)) {
            return Product.of(incomplete(answer));
          }
          LinkAnswer linked = Json.read(answer.toString(), LinkAnswer.class);
          List<Blob> blobs = new ArrayList<>();
          List<OutputFile> outputs = new ArrayList<>();
          for (LinkAnswer.Output output : linked.outputs()) {
            Blob text = Blob.ofUtf8(output.text());
            blobs.add(text);
            outputs.add(
                new OutputFile(
                    output.path(),
                    output.script(),
                    text.digest(),
                    text.size(),
                    bytecode(output, blobs)));
          }
          return new Product(
              new CompileOutcome.Linked(
                  outputs,
                  ofWholeBuild(project, plan, outcomes, linked, contents),
                  linked.emitSkipped()),
              blobs);
        });
  }

  @Override
  public void close() {
    discardSession();
  }

  /// Refuses what came over the wire and is no snapshot; everything after trusts it.
  private static Optional<Product> checkSnapshot(Project project, ContentSource contents) {
    Optional<Blob> listing = contents.read(project.snapshot());
    if (listing.isEmpty()) {
      return Optional.of(Product.of(new CompileOutcome.Incomplete(Set.of(project.snapshot()))));
    }
    try {
      Snapshot snapshot = SnapshotCodec.decode(listing.get());
      return snapshot.entries().containsKey(project.config())
          ? Optional.empty()
          : Optional.of(refused("the project has no file " + project.config()));
    } catch (MalformedException e) {
      return Optional.of(refused(String.valueOf(e.getMessage())));
    }
  }

  private List<Diagnostic> ofWholeBuild(
      Project project,
      Plan plan,
      Map<CompileKey, Settled> outcomes,
      LinkAnswer linked,
      ContentSource contents) {
    List<Diagnostic> ofTasks = new ArrayList<>();
    for (Settled outcome : outcomes.values()) {
      ofTasks.addAll(
          linked.checksOnly() && outcome instanceof CompileOutcome.Transpiled transpiled
              ? transpiled.checks()
              : outcome.diagnostics());
    }
    return Diagnostic.sortAndDeduplicate(
        Stream.of(
                plan.diagnostics().stream(),
                reworded(project, ofTasks, contents).stream(),
                linked.diagnostics().stream())
            .flatMap(s -> s));
  }

  /// The diagnostics in the words of `tstl`. How TypeScript shows a union depends on what its
  /// checker saw before, which differs between workers; so where a union is shown, a new checker
  /// goes through the program in order. Costs about as much as checking the project, once a build,
  /// and only while there is such a diagnostic.
  private List<Diagnostic> reworded(
      Project project, List<Diagnostic> diagnostics, ContentSource contents) {
    TreeSet<String> paths = new TreeSet<>();
    diagnostics.stream()
        .filter(TstlCompiler::showsUnion)
        .flatMap(diagnostic -> diagnostic.location().stream())
        .forEach(location -> paths.add(location.file()));
    if (paths.isEmpty()) {
      return diagnostics;
    }
    JsonNode answer;
    try {
      answer =
          call(
              "scriptfarmReword",
              Json.write(new RewordRequest(ProjectRef.of(project), List.copyOf(paths))),
              contents);
    } catch (ScriptException | TimeLimitException | HeapLimitException e) {
      discardSession();
      return diagnostics; // a project too large for one go; the words are right, only their order
    }
    Map<List<Object>, String> words = new HashMap<>();
    diagnostics(answer, "checks")
        .forEach(diagnostic -> words.putIfAbsent(place(diagnostic), diagnostic.message()));
    return diagnostics.stream()
        .map(diagnostic -> showsUnion(diagnostic) ? inWords(diagnostic, words) : diagnostic)
        .toList();
  }

  private static boolean showsUnion(Diagnostic diagnostic) {
    return diagnostic.source().isEmpty() && diagnostic.message().contains(" | ");
  }

  private static List<Object> place(Diagnostic diagnostic) {
    return List.of(diagnostic.code(), diagnostic.location());
  }

  private static Diagnostic inWords(Diagnostic diagnostic, Map<List<Object>, String> words) {
    return new Diagnostic(
        diagnostic.category(),
        diagnostic.code(),
        diagnostic.source(),
        diagnostic.location(),
        words.getOrDefault(place(diagnostic), diagnostic.message()));
  }

  private static Product refused(String reason) {
    return Product.of(new CompileOutcome.Failed(Blame.USER, reason));
  }

  private Product transpile(Project project, ProjectPath path, ContentSource contents) {
    JsonNode answer =
        call(
            "scriptfarmTranspile",
            Json.write(new TranspileRequest(ProjectRef.of(project), path)),
            contents);
    if (isIncomplete(answer)) {
      return Product.of(incomplete(answer));
    }
    List<Diagnostic> checks = diagnostics(answer, "checks");
    List<Diagnostic> transforms = diagnostics(answer, "transforms");
    if (!answer.has("text")) {
      return Product.of(new CompileOutcome.Transpiled(Optional.empty(), checks, transforms));
    }
    Blob text = Blob.ofUtf8(answer.get("text").toString());
    return new Product(
        new CompileOutcome.Transpiled(Optional.of(text.digest()), checks, transforms),
        List.of(text));
  }

  private Product checkDeclarations(Project project, ContentSource contents) {
    JsonNode answer =
        call("scriptfarmCheckDeclarations", Json.write(ProjectRef.of(project)), contents);
    return Product.of(
        isIncomplete(answer)
            ? incomplete(answer)
            : new CompileOutcome.DeclarationsChecked(diagnostics(answer, "checks")));
  }

  private static Bytecode bytecode(LinkAnswer.Output output, List<Blob> blobs) {
    if (!output.path().endsWith(".lua")) {
      return new Bytecode.None();
    }
    return switch (LuaJBytecode.compile(output.text(), "@" + output.path())) {
      case LuaJBytecode.Result.Chunk(Blob code) -> {
        blobs.add(code);
        yield new Bytecode.LuaJ(code.digest());
      }
      case LuaJBytecode.Result.NotLua52(String message, int line) ->
          new Bytecode.Unavailable(line == 0 ? message : "line " + line + ": " + message);
    };
  }

  /// Runs compile work, and turns what can go wrong around the user's code into outcomes.
  private Product attempt(Project project, ContentSource contents, Work work) {
    if (!project.toolchain().equals(toolchain)) {
      return Product.of(
          new CompileOutcome.Failed(
              Blame.RESOURCES,
              "this worker has the toolchain "
                  + toolchain
                  + ", the build wants "
                  + project.toolchain()
                  + "; update gateway and workers to the same version"));
    }
    try {
      return work.run();
    } catch (TimeLimitException e) {
      discardSession();
      return Product.of(
          new CompileOutcome.Failed(
              Blame.RESOURCES,
              "the compiler did not finish within "
                  + limits.time().toSeconds()
                  + " s; raise farm.worker.time-limit if the project needs that long"));
    } catch (HeapLimitException e) {
      discardSession();
      return Product.of(
          new CompileOutcome.Failed(
              Blame.RESOURCES,
              "the compiler needed more than "
                  + limits.heapBytes() / (1024 * 1024)
                  + " MiB; raise farm.worker.heap-limit if the project needs that much"));
    } catch (ScriptException e) {
      discardSession();
      return Product.of(
          new CompileOutcome.Failed(
              Blame.INTERNAL, "the compiler crashed: " + e.getMessage() + "\n" + e.scriptStack()));
    }
  }

  private interface Work {
    Product run();
  }

  private JsonNode call(String function, String request, ContentSource contents) {
    String answer =
        session()
            .call(
                function,
                request,
                (name, argument) ->
                    switch (name) {
                      case "snapshot", "blob" ->
                          contents.read(new Digest(argument)).map(Blob::utf8).orElse(null);
                      case "source" ->
                          contents.read(new Digest(argument)).map(SourceText::decode).orElse(null);
                      case "toolchain" ->
                          argument.isEmpty() ? toolchainIndex : toolchainFiles.get(argument);
                      default -> null;
                    });
    return Json.read(answer, JsonNode.class);
  }

  private JsSession session() {
    if (session == null) {
      session = engine.open("scriptfarm-driver.js", driver, limits);
    }
    return session;
  }

  private void discardSession() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  private static boolean isIncomplete(JsonNode answer) {
    return answer.has("missing");
  }

  private static CompileOutcome incomplete(JsonNode answer) {
    Set<Digest> missing = new HashSet<>();
    answer.path("missing").forEach(digest -> missing.add(new Digest(digest.asText())));
    return new CompileOutcome.Incomplete(missing);
  }

  private static List<Diagnostic> diagnostics(JsonNode answer, String of) {
    return List.of(Json.read(answer.path(of).toString(), Diagnostic[].class));
  }

  /// As the driver's `project.ts` has it.
  private record ProjectRef(CompileKey id, Digest snapshot, ProjectPath config) {
    static ProjectRef of(Project project) {
      return new ProjectRef(project.planKey(), project.snapshot(), project.config());
    }
  }

  private record TranspileRequest(ProjectRef project, ProjectPath path) {}

  /// As the driver's `wording.ts` has it.
  private record RewordRequest(ProjectRef project, List<String> paths) {}

  /// As the driver's `link.ts` has it.
  private record LinkRequest(
      ProjectRef project, List<Text> scripts, boolean checks, boolean transforms) {
    record Text(ProjectPath path, Digest text) {}

    static LinkRequest of(ProjectRef project, Plan plan, Map<CompileKey, Settled> outcomes) {
      List<Text> texts = new ArrayList<>();
      boolean checks = !plan.diagnostics().isEmpty();
      boolean transforms = false;
      for (Plan.Task task : plan.tasks()) {
        switch (outcomes.get(task.key())) {
          case CompileOutcome.Transpiled transpiled
              when task.subject() instanceof Plan.Script(ProjectPath path) -> {
            transpiled.text().ifPresent(digest -> texts.add(new Text(path, digest)));
            checks |= !transpiled.checks().isEmpty();
            transforms |= !transpiled.transforms().isEmpty();
          }
          case CompileOutcome.DeclarationsChecked(List<Diagnostic> diagnostics) ->
              checks |= !diagnostics.isEmpty();
          case null, default ->
              throw new IllegalStateException("linking before " + task.subject() + " is settled");
        }
      }
      return new LinkRequest(project, texts, checks, transforms);
    }
  }

  /// As the driver's `link.ts` has it.
  private record LinkAnswer(
      List<Output> outputs, List<Diagnostic> diagnostics, boolean emitSkipped, boolean checksOnly) {
    record Output(String path, Optional<ProjectPath> script, String text) {}
  }
}
