package io.scriptfarm.bench;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.RedisStoreConfig;
import io.scriptfarm.store.StoreStatistics;
import io.scriptfarm.store.memory.MemoryStore;
import io.scriptfarm.testkit.LocalRedis;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long the operations of a build of 300 scripts take in the store, in milliseconds: in the
/// memory of the process, and in a Redis of its own on this machine.
///
/// `java -cp 'proof/bench/target/*:proof/bench/target/lib/*'
/// org.openjdk.jmh.Main StoreBenchmark`, after a build of the modules below proof/
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StoreBenchmark {
  private static final Duration LEASE = Duration.ofMinutes(1);

  /// Which store.
  public enum Kind {
    MEMORY,
    REDIS
  }

  /// A store that holds the build.
  @State(Scope.Benchmark)
  @NullUnmarked // JMH and set-up give the fields their values
  public static class Build {
    @Param Kind kind;

    private AutoCloseable store;
    private AutoCloseable redis;
    private ArtifactStore artifacts;
    private OutcomeIndex index;
    private Claims claims;
    private List<Blob> blobs;
    private Set<Digest> digests;
    private Map<CompileKey, Settled> outcomes;

    @Setup(Level.Trial)
    public void open() {
      switch (kind) {
        case MEMORY -> {
          MemoryStore memory = new MemoryStore(Duration.ofDays(1), InstantSource.system());
          store = () -> {};
          redis = () -> {};
          artifacts = memory.artifacts();
          index = memory.outcomes();
          claims = memory.claims();
        }
        case REDIS -> {
          LocalRedis server = LocalRedis.start();
          RedisStore connected =
              RedisStore.connect(RedisStoreConfig.of(server.uri()), InstantSource.system());
          redis = server;
          store = connected;
          artifacts = connected.artifacts();
          index = connected.outcomes();
          claims = connected.claims();
        }
      }
      blobs = scripts();
      digests = new HashSet<>();
      outcomes = new HashMap<>();
      for (Blob blob : blobs) {
        digests.add(blob.digest());
        outcomes.put(
            CompileKey.of("speed", blob.digest().hex()),
            new Transpiled(
                Optional.of(blob.digest()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of()));
      }
      artifacts.write(blobs);
      index.record(outcomes);
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
      store.close();
      redis.close();
    }
  }

  /// A Redis store that holds the build's blobs.
  @State(Scope.Benchmark)
  public static class OnRedis {
    private final LocalRedis redis = LocalRedis.start();
    private final RedisStore store =
        RedisStore.connect(RedisStoreConfig.of(redis.uri()), InstantSource.system());

    @Setup(Level.Trial)
    public void write() {
      store.artifacts().write(scripts());
    }

    @TearDown(Level.Trial)
    public void close() {
      store.close();
      redis.close();
    }
  }

  @Benchmark
  public void write300BlobsOf4Kb(Build build) {
    build.artifacts.write(build.blobs);
  }

  @Benchmark
  public Set<Digest> missing300(Build build) {
    return build.artifacts.missing(build.digests);
  }

  @Benchmark
  public Map<Digest, Blob> read300(Build build) {
    return build.artifacts.read(build.digests);
  }

  @Benchmark
  public Map<Digest, Blob> read1(Build build) {
    return build.artifacts.read(Set.of(build.blobs.getFirst().digest()));
  }

  @Benchmark
  public void record300Outcomes(Build build) {
    build.index.record(build.outcomes);
  }

  @Benchmark
  public Map<CompileKey, Settled> find300Outcomes(Build build) {
    return build.index.find(build.outcomes.keySet());
  }

  @Benchmark
  public Set<CompileKey> claim300(Build build) {
    return build.claims.claim(build.outcomes.keySet(), "ann", LEASE);
  }

  @Benchmark
  public StoreStatistics statistics(OnRedis redis) {
    return redis.store.statistics();
  }

  private static List<Blob> scripts() {
    return IntStream.range(0, 300).mapToObj(StoreBenchmark::script).toList();
  }

  private static Blob script(int seed) {
    Random random = new Random(seed);
    StringBuilder lua = new StringBuilder();
    while (lua.length() < 4_000) {
      lua.append("local v").append(random.nextInt(1_000)).append(" = self.items[");
      lua.append(random.nextInt()).append("]\n");
    }
    return Blob.ofUtf8(lua.toString());
  }
}
