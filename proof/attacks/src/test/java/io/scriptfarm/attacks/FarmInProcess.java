package io.scriptfarm.attacks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.Urgency;
import io.scriptfarm.compiler.engine.EngineKind;
import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngine;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.engine.SnapshotFolder;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.orchestration.Build;
import io.scriptfarm.orchestration.BuildTrace;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.CompletionFeed;
import io.scriptfarm.orchestration.Fleet;
import io.scriptfarm.orchestration.Ledger;
import io.scriptfarm.orchestration.Shares;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.orchestration.publish.SigningKeys;
import io.scriptfarm.store.memory.MemoryJobQueue;
import io.scriptfarm.store.memory.MemoryReleaseLog;
import io.scriptfarm.store.memory.MemoryStore;
import io.scriptfarm.toolchain.BundledToolchain;
import io.scriptfarm.worker.artifact.CachedContents;
import io.scriptfarm.worker.compile.CompilerPool;
import io.scriptfarm.worker.execute.ClaimKeeper;
import io.scriptfarm.worker.execute.JobExecutor;
import io.scriptfarm.worker.execute.Marks;
import io.scriptfarm.worker.execute.WorkerExecutor;
import io.scriptfarm.worker.execute.WorkerMeters;
import io.scriptfarm.worker.execute.WorkerPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/// A gateway's builds and one worker with one compiler, over a store and a queue in memory. What is
/// between them on a real farm (HTTP, Kafka, Redis) is not here; everything else is the farm's.
final class FarmInProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Toolchains TOOLCHAINS = new Toolchains();

  /// A content in the store that is part of no project.
  static final Blob SOMEBODY_ELSES = Blob.ofUtf8("somebody else's");

  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), CLOCK);
  private final Damage damage = new Damage();
  private final ArtifactStore artifacts = damage.in(store.artifacts());
  private final OutcomeIndex outcomes = damage.in(store.outcomes());
  private final MemoryJobQueue queue = new MemoryJobQueue();
  private final JsEngine engine = engine();
  private final CompilerPool compilers;
  private final Builds builds;
  private final Thread worker;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /// How a build ended, and those of the files that it told which the store gives.
  record Ended(BuildEvent.Conclusion conclusion, Map<String, String> files) {
    /// What was said, to look for words in.
    String words() {
      return conclusion.toString();
    }
  }

  /// @param limit of each call of the compiler, and of a build in one go
  FarmInProcess(Duration limit) {
    artifacts.write(List.of(SOMEBODY_ELSES));
    compilers =
        new CompilerPool(
            1,
            () ->
                new TstlCompiler(
                    engine,
                    TOOLCHAINS,
                    LuaCompilers.ofThisMachine(),
                    new CompilerLimits(new Limits(limit, 512L << 20), limit, 1)));
    Patience patience = new Patience(PATIENCE, CLOCK);
    CompletionFeed completions = new CompletionFeed();
    Fleet fleet =
        new Fleet(
            outcomes,
            store.claims(),
            queue,
            store.quarantine(),
            completions,
            new Shares(() -> 1),
            CLOCK,
            PATIENCE);
    Publications publications =
        new Publications(
            store.releases(),
            store.releaseStore(),
            artifacts,
            new SigningKeys(Path.of("nowhere")),
            new MemoryReleaseLog(),
            1,
            CLOCK);
    builds =
        new Builds(
            fleet,
            artifacts,
            publications,
            patience,
            BundledToolchain.identity().digest(),
            new Ledger("gateway", store.buildRecords(), store.buildJournal()),
            event -> {},
            BuildTrace.Maker.NONE,
            64L << 20,
            CLOCK);
    WorkerPorts ports =
        new WorkerPorts(
            new CachedContents(artifacts, 1),
            outcomes,
            new ClaimKeeper(store.claims()),
            new Marks(store.claims(), patience, "worker"),
            store.attempts(),
            store.quarantine(),
            completions,
            () -> true,
            () -> {});
    WorkerMeters meters = new WorkerMeters(new SimpleMeterRegistry(), compiled -> {});
    JobExecutor executor = WorkerExecutor.of("worker", compilers, ports, meters, CLOCK);
    worker = Thread.ofPlatform().name("attacked-worker").start(() -> work(executor));
  }

  private static JsEngine engine() {
    JsEngine engine =
        JsEngines.select(
            EnginePreference.valueOf(System.getProperty("scriptfarm.test.engine", "AUTO")));
    return engine.kind() == EngineKind.V8
        ? engine.keeping(
            new SnapshotFolder(Path.of(System.getProperty("scriptfarm.test.snapshots"))))
        : engine;
  }

  private void work(JobExecutor executor) {
    try {
      while (true) {
        Job job = queue.take();
        executor.execute(job, done -> {});
        queue.done(job);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure.set(e); // a worker fails a job only by a defect
    }
  }

  /// What is wrong with the store.
  Damage damage() {
    return damage;
  }

  /// Uploads a project, whose tsconfig is at its root, and builds it.
  Ended build(Map<String, byte[]> files) throws InterruptedException {
    return submit(upload(files));
  }

  /// Stores what of a project the store lacks, as clients do; gives the digest of its listing.
  Digest upload(Map<String, byte[]> files) {
    Map<ProjectPath, Snapshot.Entry> entries = new TreeMap<>();
    Map<Digest, Blob> blobs = new HashMap<>();
    files.forEach(
        (path, content) -> {
          Blob blob = Blob.of(content);
          blobs.put(blob.digest(), blob);
          entries.put(new ProjectPath(path), new Snapshot.File(blob.digest(), blob.size()));
        });
    Blob listing = SnapshotCodec.encode(Snapshot.of(entries));
    blobs.put(listing.digest(), listing);
    blobs.keySet().retainAll(artifacts.missing(blobs.keySet()));
    artifacts.write(blobs.values());
    return listing.digest();
  }

  /// Builds what was uploaded.
  Ended submit(Digest listing) throws InterruptedException {
    return follow(
        builds.submit(
            BuildRequest.of(listing, new ProjectPath("tsconfig.json"), Urgency.INTERACTIVE),
            "attacker"));
  }

  private Ended follow(Build build) throws InterruptedException {
    Map<String, String> told = new TreeMap<>();
    for (long seen = 0; ; ) {
      List<BuildEvent> events = build.log().read(seen, Duration.ofSeconds(1));
      seen += events.size();
      for (BuildEvent event : events) {
        if (event instanceof BuildEvent.OutputReady ready) {
          Digest digest = ready.output().digest();
          Optional.ofNullable(artifacts.read(Set.of(digest)).get(digest))
              .ifPresent(blob -> told.put(ready.output().path(), blob.utf8()));
        } else if (event instanceof BuildEvent.Finished finished) {
          return new Ended(finished.conclusion(), told);
        }
      }
      if (failure.get() != null) {
        throw new AssertionError("the worker failed", failure.get());
      }
    }
  }

  /// Whether calls are still running that were given up.
  boolean isStuck() {
    return engine.isStuck();
  }

  @Override
  public void close() throws InterruptedException {
    builds.close();
    worker.interrupt();
    worker.join();
    compilers.close();
  }
}
