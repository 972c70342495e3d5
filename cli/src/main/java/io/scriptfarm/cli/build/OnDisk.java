package io.scriptfarm.cli.build;

import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.JsEngines;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.CompilerLimits;
import io.scriptfarm.compiler.tstl.ContentSource;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.toolchain.BundledToolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// A project's files, for a compiler in this process; checked against the digests that the snapshot
/// has of them.
public record OnDisk(ProjectSnapshot snapshot) implements ContentSource {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final CompilerLimits LIMITS =
      new CompilerLimits(new Limits(PATIENCE, 2L << 30), PATIENCE, 1);

  /// A compiler as a worker has it, with limits for somebody who waits for one project.
  public static TstlCompiler compiler(Toolchains toolchains) {
    return new TstlCompiler(
        JsEngines.select(EnginePreference.AUTO), toolchains, LuaCompilers.ofThisMachine(), LIMITS);
  }

  /// What a compiler is to be asked about.
  public Project project() {
    return new Project(
        BundledToolchain.identity().digest(), snapshot.digest(), snapshot.configPath());
  }

  @Override
  public Optional<Blob> read(Digest digest) {
    if (digest.equals(snapshot.digest())) {
      return Optional.of(snapshot.encoded());
    }
    ProjectSnapshot.Source source = snapshot.sources().get(digest);
    if (source == null) {
      return Optional.empty();
    }
    try {
      Blob blob = Blob.of(Files.readAllBytes(source.file()));
      return blob.digest().equals(digest) ? Optional.of(blob) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as good as gone; the build says what is missing
    }
  }

  @Override
  public void prefetch(Set<Digest> digests) {}
}
