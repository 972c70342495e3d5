package io.scriptfarm.cli.build;

import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.tstl.InProcessBuild;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.TranspileJob;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Compiles in this process, without a farm (requirement R11).
final class LocalBuild {
  private LocalBuild() {}

  static Built run(ProjectSnapshot project, Progress progress, InstantSource clock)
      throws FarmException {
    progress.phase("compiling here");
    long begin = clock.millis();
    OnDisk files = new OnDisk(project);
    try (TstlCompiler compiler = OnDisk.compiler(new Toolchains())) {
      InProcessBuild build = new InProcessBuild(compiler, files.project(), files);
      return switch (build.run(shown(progress))) {
        case InProcessBuild.Built built ->
            new Built(
                "",
                "local",
                built.diagnostics(),
                built.linked().emitSkipped(),
                built.linked().outputs(),
                List.of(), // nobody can fetch it
                summary(built, Duration.ofMillis(clock.millis() - begin)),
                Optional.empty(),
                0,
                (digests, taker) -> {
                  Set<Digest> gone = new HashSet<>();
                  for (Digest digest : digests) {
                    build.read(digest).ifPresentOrElse(taker, () -> gone.add(digest));
                  }
                  return gone;
                });
        case InProcessBuild.Stopped(CompileOutcome.TooMuch tooMuch) ->
            throw new FarmException(tooMuch.words());
        case InProcessBuild.Stopped(CompileOutcome.Failed(var blame, String reason)) ->
            throw new FarmException(reason);
        case InProcessBuild.Stopped(CompileOutcome.Incomplete(Set<Digest> missing)) ->
            throw new FarmException(
                missing.size() + " files cannot be read, or changed meanwhile; run it again");
        case InProcessBuild.Stopped(CompileOutcome.Lost other) ->
            throw new IllegalStateException("a build ended as " + other);
        case InProcessBuild.Stopped(ParityJob.Provisional other) ->
            throw new IllegalStateException("a build ended as " + other);
      };
    }
  }

  private static InProcessBuild.Progress shown(Progress progress) {
    return new InProcessBuild.Progress() {
      @Override
      public void planned(int tasks) {
        progress.planned(tasks, 0);
      }

      @Override
      public void taskDone() {
        progress.scriptFinished(true);
      }
    };
  }

  private static BuildEvent.Summary summary(InProcessBuild.Built built, Duration took) {
    int scripts = built.plan().work().scripts().size();
    int failed =
        (int)
            built.outcomes().values().stream()
                .filter(
                    outcome ->
                        outcome instanceof TranspileJob.Transpiled transpiled
                            && transpiled.text().isEmpty())
                .count();
    return new BuildEvent.Summary(scripts, scripts - failed, 0, failed, took);
  }
}
