package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.HeapLimitException;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.ScriptException;
import io.scriptfarm.compiler.engine.TimeLimitException;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.JavaScriptAnswer;
import io.scriptfarm.compiler.protocol.JavaScriptRequest;
import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.compiler.protocol.LinkRequest;
import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.compiler.protocol.ScriptRequest;
import io.scriptfarm.compiler.toolchain.CompilerPack;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// TypeScriptToLua, resident: keeps engine sessions with parsed libraries and the latest programs,
/// one for each pair of compilers that it served last, and opens a new one when a limit ended it.
/// Code that a project brings for its build runs in a session of its own, which ends with the
/// build: nothing that a plugin does reaches another build. Not thread-safe: one thread at a time.
///
/// Every method gives a {@link Product}; what the code under compilation does, however bad, is a
/// value and never an exception.
public final class TstlCompiler implements AutoCloseable {
  private final JsEngine engine;
  private final Sessions sessions;
  private final Toolchains toolchains;
  private final ProjectCompilers compilers;
  private final CompilerLimits limits;
  private final BytecodeCompiler bytecode;
  private final Digest farm = BundledToolchain.identity().digest();

  public TstlCompiler(
      JsEngine engine, Toolchains toolchains, LuaCompilers lua, CompilerLimits limits) {
    this.engine = engine;
    this.sessions = new Sessions(engine, limits);
    this.toolchains = toolchains;
    this.compilers = new ProjectCompilers(toolchains);
    this.bytecode = new BytecodeCompiler(lua);
    this.limits = limits;
  }

  /// Opens the session of the bundled pair now rather than with the first job; takes about a second
  /// on V8, several on GraalJS.
  public void warmUp() {
    sessions.resident(toolchains.bundled().pack());
  }

  /// Has the engine keep what makes sessions of the bundled pair open faster; takes seconds.
  ///
  /// @return whether it has that now
  public static boolean prepare(JsEngine engine, Toolchains toolchains) {
    return engine.prepare(WarmUpProject.of(toolchains.bundled().pack()));
  }

  /// As {@link #plan(Project, ContentSource, KnownOutcomes)}, where nothing is known yet.
  public Product plan(Project project, ContentSource contents) {
    return plan(project, contents, keys -> Map.of());
  }

  /// Parses the project's configuration and resolves its program: {@link PlanJob.Planned}.
  ///
  /// @param known tells outcomes of earlier work
  public Product plan(Project project, ContentSource contents, KnownOutcomes known) {
    return resident(
        project,
        contents,
        site -> {
          ProjectGraph graph = site.call(DriverCall.PLAN, site.reference());
          InferenceSearch inferences = new InferenceSearch(site, known);
          Planning.Planned planned =
              Planning.plan(site.installed().pack().identity(), graph, inferences);
          Blob plan = Blob.ofUtf8(Json.write(planned.plan()));
          if (!planned.provisional()) {
            return new Product(
                new PlanJob.Planned(plan.digest(), Optional.empty()),
                List.of(plan),
                inferences.found());
          }
          Blob kept = Blob.ofUtf8(Json.write(graph));
          return new Product(
              new PlanJob.Planned(plan.digest(), Optional.of(kept.digest())),
              List.of(plan, kept),
              inferences.found());
        });
  }

  /// Reads the project's program, so that the next task finds it. Contents that are missing, and
  /// whatever else goes wrong, is heard of then.
  public void open(Project project, ContentSource contents) {
    var unheard =
        resident(
            project,
            contents,
            site -> {
              var open = site.call(DriverCall.OPEN, site.reference());
              return Product.of(new CompileOutcome.Incomplete(Set.of()));
            });
  }

  /// Runs one task of the project's plan: {@link TranspileJob.Transpiled}, {@link
  /// TranspileJob.Emitted} or {@link TranspileJob.DeclarationsChecked}.
  public Product run(
      Project project, Plan.Work work, Plan.Subject subject, ContentSource contents) {
    return resident(
        project,
        contents,
        site ->
            switch (subject) {
              case Plan.Script(ProjectPath path) -> transpile(site, work, path);
              case Plan.JavaScript(ProjectPath path) ->
                  JavaScriptProduct.emitted(
                      javaScript(site, site.reference(work), path, true), path);
              case Plan.Declarations() ->
                  Product.of(
                      new TranspileJob.DeclarationsChecked(
                          List.of(site.call(DriverCall.CHECK_DECLARATIONS, site.reference(work)))));
            });
  }

  /// Fetches the contents of the plan's program in one go, unless its program is resident.
  public void prefetch(Project project, Plan plan, ContentSource contents) {
    // What fails here fails again where it is heard, or a new session makes it work.
    var unheard =
        resident(
            project,
            contents,
            site -> {
              if (!site.call(DriverCall.IS_RESIDENT, site.reference())) {
                contents.prefetch(plan.sources());
              }
              return Product.of(new CompileOutcome.Incomplete(Set.of()));
            });
  }

  /// Compiles one script for somebody who waits for it: {@link SaveJob.Saved}. Nothing is
  /// checked; a project whose Lua depends on that, or on other scripts, gives none.
  public Product save(Project project, ProjectPath script, Emit emit, ContentSource contents) {
    return resident(
        project,
        contents,
        site -> {
          if (emit == Emit.JS) {
            return JavaScriptProduct.saved(
                javaScript(site, site.reference(), script, false), script);
          }
          return SaveProduct.of(
              site.call(DriverCall.SAVE, new ScriptRequest(site.reference(), script)),
              project,
              bytecode,
              contents);
        });
  }

  /// Makes plain modules of one script in both languages, and has them run: {@link
  /// ParityJob.Compared}. Plugins and transformers do not take part.
  public Product parity(
      Project project,
      ProjectPath script,
      ContentSource contents,
      Function<RunnableScript, CompileOutcome> run) {
    return resident(
        project,
        contents,
        site -> {
          RunnableScript runnable =
              site.call(DriverCall.RUNNABLE, new ScriptRequest(site.reference(), script));
          return Product.of(
              runnable
                  .crash()
                  .<CompileOutcome>map(why -> new CompileOutcome.Failed(Blame.USER, why))
                  .orElseGet(() -> run.apply(runnable)));
        });
  }

  /// Links the settled tasks of the project's plan: {@link LinkJob.Linked}. Its bytecode is
  /// a by-product where this process can compile it.
  ///
  /// @param graph the program's, while the plan's keys are provisional; the final ones come as
  ///     by-products
  public Product link(
      Project project,
      Plan plan,
      Plan.Sharded work,
      Optional<Digest> graph,
      Map<CompileKey, Settled> outcomes,
      ContentSource contents) {
    return resident(
        project,
        contents,
        site -> {
          LinkAnswer linked =
              site.call(
                  DriverCall.LINK,
                  LinkRequest.of(
                      site.reference(work), !plan.diagnostics().isEmpty(), work, outcomes));
          Map<CompileKey, Settled> worded = inWords(site, work, outcomes);
          Map<CompileKey, Settled> byproducts = new HashMap<>(Wording.news(outcomes, worded));
          graph
              .flatMap(contents::read)
              .map(blob -> Json.read(blob.bytes(), ProjectGraph.class))
              .ifPresent(
                  program ->
                      byproducts.putAll(
                          Planning.settle(plan.toolchain().digest(), program, work, worded)));
          Map<CompileKey, Settled> told = toldOnce(site, work, worded);
          Product product =
              LinkProduct.of(
                  linked, ofWholeBuild(plan, told.values(), linked), maps(work, outcomes));
          return withBytecode(project, plan, product, byproducts, contents);
        });
  }

  /// Compiles all of a project in one go, with the plugins and transformers that its configuration
  /// names: {@link LinkJob.Linked}, with bytecode as {@link #link} has it. They may read
  /// what the snapshot has and nothing else.
  public Product compileWhole(Project project, Plan plan, ContentSource contents) {
    return attempt(
        project,
        contents,
        limits.whole(),
        found -> {
          Set<Digest> readable = new HashSet<>(Set.of(project.snapshot()));
          for (Snapshot.Entry entry :
              ProjectCompilers.snapshot(project, contents).entries().values()) {
            if (entry instanceof Snapshot.File(Digest digest, long _)) {
              readable.add(digest);
            }
          }
          try (JsSession session = sessions.single(found.installed().pack(), limits.whole())) {
            Site site = new Site(project, found, session, contents, readable::contains);
            LinkAnswer built = site.call(DriverCall.BUILD_WHOLE, site.reference());
            return withBytecode(
                project,
                plan,
                LinkProduct.of(built, built.diagnostics(), Map.of()),
                new HashMap<>(),
                contents);
          } catch (MalformedException | IllegalArgumentException e) {
            return Product.of(
                new CompileOutcome.Failed(
                    Blame.USER,
                    "a plugin changed the compiler so that it gives no proper result: "
                        + e.getMessage()));
          }
        });
  }

  /// Compiles the Lua of a linked build to bytecode: {@link BytecodeJob.BytecodeCompiled}, or
  /// {@link CompileOutcome.Failed} where this process cannot.
  public Product compileBytecode(
      Project project, LinkJob.Linked linked, BytecodeFormat format, ContentSource contents) {
    return bytecode.compile(format, project, linked.outputs(), contents);
  }

  @Override
  public void close() {
    sessions.close();
  }

  private static Map<ProjectPath, Digest> maps(
      Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    Map<ProjectPath, Digest> maps = new HashMap<>();
    for (Plan.Task task : work.tasks()) {
      if (task.subject() instanceof Plan.Script(ProjectPath path)
          && outcomes.get(task.key()) instanceof TranspileJob.Transpiled transpiled) {
        transpiled.map().ifPresent(map -> maps.put(path, map));
      }
    }
    return maps;
  }

  private Product withBytecode(
      Project project,
      Plan plan,
      Product linked,
      Map<CompileKey, Settled> byproducts,
      ContentSource contents) {
    byproducts.putAll(linked.byproducts());
    List<Blob> blobs = new ArrayList<>(linked.blobs());
    if (linked.outcome() instanceof LinkJob.Linked outcome && plan.bytecode().isPresent()) {
      BytecodeFormat format = plan.bytecode().get();
      Product made =
          compileBytecode(project, outcome, format, ContentSource.of(linked.blobs(), contents));
      if (made.outcome() instanceof Settled code) {
        byproducts.put(BytecodeJob.key(project, format), code);
        byproducts.putAll(made.byproducts());
        blobs.addAll(made.blobs());
      }
    }
    return new Product(linked.outcome(), blobs, byproducts);
  }

  private static List<Diagnostic> ofWholeBuild(
      Plan plan, Collection<Settled> outcomes, LinkAnswer linked) {
    List<Diagnostic> ofTasks = new ArrayList<>();
    for (Settled outcome : outcomes) {
      ofTasks.addAll(
          linked.checksOnly() && outcome instanceof TranspileJob.Transpiled transpiled
              ? transpiled.checks()
              : outcome.diagnostics());
    }
    return Diagnostic.sortAndDeduplicate(
        Stream.of(plan.diagnostics(), ofTasks, linked.diagnostics()).flatMap(List::stream));
  }

  /// A project may be too large to check in one go: then the words are right, only not their order.
  private Map<CompileKey, Settled> inWords(
      Site site, Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    return tryTo(() -> Wording.of(site, work, outcomes), site, outcomes);
  }

  /// As above: then some conversions are told more often than `tstl` does.
  private Map<CompileKey, Settled> toldOnce(
      Site site, Plan.Sharded work, Map<CompileKey, Settled> outcomes) {
    return tryTo(() -> Conversions.toldOnce(site, work, outcomes), site, outcomes);
  }

  private Map<CompileKey, Settled> tryTo(
      Supplier<Map<CompileKey, Settled>> refine, Site site, Map<CompileKey, Settled> outcomes) {
    try {
      return refine.get();
    } catch (ScriptException | TimeLimitException | HeapLimitException e) {
      sessions.discard(site.installed().pack());
      return outcomes;
    }
  }

  private static JavaScriptAnswer javaScript(
      Site site, ProjectRef project, ProjectPath path, boolean checked) {
    return site.call(DriverCall.JAVA_SCRIPT, new JavaScriptRequest(project, path, checked));
  }

  private static Product transpile(Site site, Plan.Work work, ProjectPath path) {
    return TranspileProduct.of(
        site.call(DriverCall.TRANSPILE, new ScriptRequest(site.reference(work), path)));
  }

  private interface Work<T> {
    Product with(T place) throws ProjectCompilers.Refused;
  }

  /// Runs work in the session that keeps the project's compilers.
  private Product resident(Project project, ContentSource contents, Work<Site> work) {
    return attempt(
        project,
        contents,
        limits.call(),
        found -> {
          if (!sessions.isResident(found.installed().pack())) {
            return inSession(project, found, contents, work);
          }
          try {
            return inSession(project, found, contents, work);
          } catch (HeapLimitException e) {
            // Earlier work was in memory too: only what does not fit alone is too large.
            return inSession(project, found, contents, work);
          }
        });
  }

  private Product inSession(
      Project project, ProjectCompilers.Found found, ContentSource contents, Work<Site> work)
      throws ProjectCompilers.Refused {
    CompilerPack pack = found.installed().pack();
    boolean done = false;
    try {
      JsSession session = sessions.resident(pack);
      Product product = work.with(new Site(project, found, session, contents, digest -> true));
      done = true;
      return product;
    } catch (Site.ContentMissingException e) {
      done = true;
      throw e;
    } finally {
      if (!done) {
        sessions.discard(pack);
      }
    }
  }

  /// Turns what can go wrong around the user's code into outcomes.
  private Product attempt(
      Project project, ContentSource contents, Limits limits, Work<ProjectCompilers.Found> work) {
    if (!project.toolchain().equals(farm)) {
      return Product.of(
          new CompileOutcome.Failed(
              Blame.RESOURCES,
              "this worker has the toolchain "
                  + farm
                  + ", the build wants "
                  + project.toolchain()
                  + "; update gateway and workers to the same version"));
    }
    try {
      return work.with(compilers.of(project, contents));
    } catch (ProjectCompilers.Refused e) {
      return Product.of(e.outcome());
    } catch (Site.ContentMissingException e) {
      return Product.of(e.outcome());
    } catch (TimeLimitException e) {
      return Product.of(
          new CompileOutcome.Failed(
              Blame.RESOURCES,
              "the compiler, or a plugin of the project in it, did not finish within "
                  + limits.time().toSeconds()
                  + " s; raise farm.worker.time-limit (farm.worker.whole-build-limit with plugins) if"
                  + " the project needs that long"));
    } catch (HeapLimitException e) {
      return Product.of(
          new CompileOutcome.Failed(
              Blame.RESOURCES,
              "the compiler, or a plugin of the project in it, needed more than " + e.limit()));
    } catch (ScriptException e) {
      return Product.of(
          new CompileOutcome.Failed(
              Blame.INTERNAL, "the compiler crashed: " + e.getMessage() + "\n" + e.scriptStack()));
    }
  }
}
