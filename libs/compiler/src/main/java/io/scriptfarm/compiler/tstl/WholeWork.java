package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.EngineException;
import io.scriptfarm.compiler.protocol.DriverCall;
import io.scriptfarm.compiler.protocol.LinkAnswer;
import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.protocol.ReadSet;
import io.scriptfarm.compiler.protocol.WholeAnswer;
import io.scriptfarm.compiler.protocol.WholeRequest;
import io.scriptfarm.compiler.protocol.WholeRequest.PluginsKnown;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectCompilers;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.compiler.session.TooMuchException;
import io.scriptfarm.compiler.tstl.LeftBuilds.Left;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PluginSet;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import io.scriptfarm.contract.wire.MalformedException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compiles all of a project in one go, with the plugins and transformers that its configuration
/// names. They run in a session that nobody else gets, and read what the snapshot has and nothing
/// else. The outcome is known by what was read, too. Thread-safe.
final class WholeWork {
  private static final System.Logger LOG = System.getLogger(WholeWork.class.getName());

  private final ContentSource contents;
  private final KnownOutcomes known;
  private final ReadKeys keys;
  private final LeftBuilds leftBuilds;
  private final PluginEvidence evidence;

  /// @param known tells what earlier builds made of what they read
  WholeWork(KnownOutcomes known, ContentSource contents) {
    this.contents = contents;
    this.known = known;
    this.keys = new ReadKeys(known, contents);
    this.leftBuilds = new LeftBuilds(known, contents);
    this.evidence = new PluginEvidence(known);
  }

  /// {@link LinkJob.Linked}, with bytecode as {@link LinkWork} has it. What a build by changes says
  /// has the words of its checker, so where exact diagnostics are asked for, all is made anew.
  Product run(LinkJob job, Plan plan, Plan.Whole work, TstlCompiler compiler) {
    CompileKey first = first(work, job.exactDiagnostics());
    return find(job.project(), plan, first)
        .orElseGet(() -> compile(job, plan, work, first, compiler));
  }

  private static CompileKey first(Plan.Whole work, boolean exact) {
    return CompileKey.of(exact ? "whole-reads-exact" : "whole-reads", work.program().toString());
  }

  private Optional<Product> find(Project project, Plan plan, CompileKey first) {
    try {
      return find(project, ProjectCompilers.snapshot(project, contents), plan, first);
    } catch (ProjectCompilers.Refused e) {
      return Optional.empty(); // compiling says why
    }
  }

  /// The outcome of another snapshot in which the build reads the same, where this one has room for
  /// all that it writes.
  private Optional<Product> find(Project project, Snapshot snapshot, Plan plan, CompileKey first) {
    return keys.find(first, new SnapshotTree(snapshot))
        .filter(
            found ->
                found.outcome() instanceof LinkJob.Linked linked
                    && OutputGuard.allows(project, snapshot, plan, linked.outputs()))
        .map(
            found ->
                Product.found(
                    found.outcome(),
                    bytecode(
                        plan,
                        format -> known(BytecodeJob.key(found.key(), format)),
                        format -> BytecodeJob.key(project, format))));
  }

  private Product compile(
      LinkJob job, Plan plan, Plan.Whole work, CompileKey first, TstlCompiler compiler) {
    contents.prefetch(plan.sources());
    return compiler
        .inSessionOfItsOwn(
            job.project(),
            contents,
            installed -> leftBuilds.find(LeftBuilds.key(job.project(), installed, plan)),
            (session, own) ->
                build(session, job.exactDiagnostics(), own, plan, work, first, compiler))
        .orElse(Product::of);
  }

  private Product build(
      ProjectSession session,
      boolean exact,
      OwnSession own,
      Plan plan,
      Plan.Whole work,
      CompileKey first,
      TstlCompiler compiler) {
    try {
      Optional<Left> before = own.left();
      PluginsKnown known = before.map(Left::plugins).map(evidence::of).orElse(PluginsKnown.NOTHING);
      ProjectRef reference = session.reference();
      WholeAnswer answer =
          session.call(
              DriverCall.BUILD_WHOLE,
              new WholeRequest(
                  exact ? reference.afresh() : reference,
                  known,
                  exact,
                  before.filter(_ -> own.resumes()).map(Left::build)));
      LinkAnswer built = answer.built();
      Optional<ReadSet> reads =
          reads(session, own.read())
              .map(
                  read ->
                      answer.changed().isPresent()
                          ? before.map(Left::reads).map(read::and).orElse(read)
                          : read);
      Optional<PluginSet> plugins = PluginEvidence.set(session, answer.plugins(), own.code());
      Optional<LeftBuilds.Making> leaving =
          leaving(session, answer, before, plugins, reads, own.code());
      reads
          .filter(_ -> answer.clean())
          .ifPresent(read -> own.keep(read, leaving.map(LeftBuilds.Making::left)));
      LinkAnswer allowed = OutputGuard.allowed(session, plan, built);
      Product product =
          BytecodeWork.beside(
                  LinkProduct.of(
                      allowed,
                      allowed.diagnostics(),
                      Map.of(),
                      plugins.map(set -> new LinkJob.Plugged(set, changed(answer)))),
                  session.project(),
                  plan,
                  compiler,
                  contents)
              .with(
                  plugins
                      .map(
                          set ->
                              PluginEvidence.found(
                                  set,
                                  before.map(Left::plugins).filter(set::equals).isPresent()
                                      ? known
                                      : PluginsKnown.NOTHING,
                                  answer.verdict()))
                      .orElse(Map.of()))
              .compiling(changed(answer).map(Set::size).orElse(work.scripts().size()));
      LOG.log(
          System.Logger.Level.DEBUG,
          "project={0} scripts={1} compiled={2} resumed={3} plugins={4} {5}",
          session.project().config(),
          String.valueOf(work.scripts().size()),
          String.valueOf(product.scripts()),
          before.isPresent(),
          answer.verdict().kind(),
          answer.verdict().reason().orElse("-"));
      Product found =
          reads
              .filter(_ -> allowed == built)
              .map(named -> remembering(product, session, plan, first, named))
              .orElse(product);
      CompileKey next = LeftBuilds.key(session.project(), session.installed(), plan);
      return leaving.map(left -> left.with(found, next)).orElse(found);
    } catch (MalformedException | IllegalArgumentException e) {
      return Product.of(
              new CompileOutcome.Failed(
                  Blame.USER,
                  "a plugin changed the compiler so that it gives no proper result: "
                      + e.getMessage()))
          .compiling(work.scripts().size());
    }
  }

  private static Optional<SortedSet<ProjectPath>> changed(WholeAnswer answer) {
    return answer
        .changed()
        .map(scripts -> new TreeSet<>(scripts.stream().map(ProjectPath::new).toList()));
  }

  /// What the next build can go on from, wherever it is made.
  private static Optional<LeftBuilds.Making> leaving(
      ProjectSession session,
      WholeAnswer answer,
      Optional<Left> before,
      Optional<PluginSet> plugins,
      Optional<ReadSet> reads,
      Set<Digest> code) {
    return answer
        .left()
        .filter(_ -> answer.clean() && plugins.isPresent() && reads.isPresent())
        .map(
            left ->
                LeftBuilds.make(session.project(), left, before, plugins.get(), reads.get(), code));
  }

  /// What the build read. The session says that itself, and code of the project may have changed
  /// how. So it is believed only if it names each content that was handed in: a build that hides
  /// what it read is known by its snapshot alone.
  private static Optional<ReadSet> reads(ProjectSession session, Set<Digest> handedIn) {
    ReadSet reads;
    try {
      reads = session.call(DriverCall.READS, session.reference());
    } catch (EngineException | TooMuchException | MalformedException e) {
      return Optional.empty();
    }
    SnapshotTree snapshot = new SnapshotTree(session.snapshot());
    Set<Digest> unnamed = new HashSet<>(handedIn);
    unnamed.remove(session.project().snapshot());
    for (String path : reads.contents()) {
      snapshot
          .at(path)
          .filter(Snapshot.File.class::isInstance)
          .ifPresent(file -> unnamed.remove(((Snapshot.File) file).digest()));
    }
    return unnamed.isEmpty() ? Optional.of(reads) : Optional.empty();
  }

  /// The product, to be found by what was read.
  private Product remembering(
      Product product, ProjectSession session, Plan plan, CompileKey first, ReadSet reads) {
    CompileKey key = ReadKeys.key(first, reads, new SnapshotTree(session.snapshot()));
    Map<CompileKey, Settled> code =
        bytecode(
            plan,
            format -> product.byproducts().get(BytecodeJob.key(session.project(), format)),
            format -> BytecodeJob.key(key, format));
    return keys.remembering(product, first, reads, key).with(code);
  }

  /// The bytecode for the project's target by another key, if there is any.
  private static Map<CompileKey, Settled> bytecode(
      Plan plan,
      Function<BytecodeFormat, @Nullable Settled> known,
      Function<BytecodeFormat, CompileKey> key) {
    return plan.bytecode()
        .flatMap(
            format ->
                Optional.ofNullable(known.apply(format))
                    .map(code -> Map.of(key.apply(format), code)))
        .orElse(Map.of());
  }

  private @Nullable Settled known(CompileKey key) {
    return known.find(Set.of(key)).get(key);
  }
}
