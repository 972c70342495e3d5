package io.scriptfarm.fuzz;

import static io.scriptfarm.fuzz.Decoding.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.PlanWork;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.toolchain.BundledToolchain;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

/// A project's configuration, which TypeScript reads in a session. The fuzzer does not see which
/// paths it takes there.
@DisplayName("R44 whoever plans a project takes it or refuses it:")
class TsconfigFuzzTest {
  private static final ProjectPath CONFIG = new ProjectPath("tsconfig.json");
  private static final Blob SCRIPT = Blob.ofUtf8("export const one = 1;\n");
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final TstlCompiler COMPILER =
      new TstlCompiler(
          JsEngines.select(EnginePreference.AUTO),
          new Toolchains(),
          LuaCompilers.ofThisMachine(),
          new CompilerLimits(new Limits(LONGEST, 512L << 20), LONGEST, 1));

  @FuzzTest
  @DisplayName("a tsconfig")
  void tsconfig(byte[] text) {
    Blob config = Blob.of(text);
    Blob listing =
        SnapshotCodec.encode(
            Snapshot.of(
                Map.of(
                    CONFIG,
                    new Snapshot.File(config.digest(), config.size()),
                    new ProjectPath("src/a.ts"),
                    new Snapshot.File(SCRIPT.digest(), SCRIPT.size()))));
    Map<Digest, Blob> contents = new HashMap<>();
    for (Blob blob : Set.of(config, SCRIPT, listing)) {
      contents.put(blob.digest(), blob);
    }
    Project project = new Project(BundledToolchain.identity().digest(), listing.digest(), CONFIG);

    CompileOutcome outcome =
        new PlanWork(new InMemory(contents), keys -> Map.of())
            .run(new PlanJob("job", "build", project), COMPILER)
            .outcome();

    require(
        outcome instanceof PlanJob.Planned
            || outcome instanceof CompileOutcome.TooMuch
            || outcome instanceof CompileOutcome.Failed(CompileOutcome.Blame blame, String why)
                && blame == CompileOutcome.Blame.USER
                && !why.isEmpty(),
        "it is neither: " + outcome);
  }

  private record InMemory(Map<Digest, Blob> contents) implements ContentSource {
    @Override
    public Optional<Blob> read(Digest digest) {
      return Optional.ofNullable(contents.get(digest));
    }

    @Override
    public void prefetch(Set<Digest> digests) {
      // everything is here
    }
  }
}
