package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Jobs and what became of them, without a compiler.
final class Jobs {
  static final String BUILD = "build-1";
  static final Project PROJECT =
      new Project(
          Digest.ofUtf8("toolchain"), Digest.ofUtf8("snapshot"), new ProjectPath("tsconfig.json"));
  static final CompileOutcome.Failed FAILED =
      new CompileOutcome.Failed(CompileOutcome.Blame.RESOURCES, "out of time");

  private Jobs() {}

  /// A unit of so many scripts.
  static TranspileJob unit(int scripts) {
    return new TranspileJob(
        "job-1", BUILD, PROJECT, IntStream.range(0, scripts).mapToObj(Jobs::task).toList());
  }

  static CompileKey key(int script) {
    return CompileKey.of("test", "script " + script);
  }

  static Plan.Task task(int script) {
    return new Plan.Task(key(script), new Plan.Script(new ProjectPath("s" + script + ".ts")), 100);
  }

  /// The script was compiled: an outcome that names a blob of its own.
  static Product transpiled(int script) {
    Blob text = Blob.ofUtf8("the Lua of script " + script);
    return new Product(outcome(script), List.of(text)).compiling(1);
  }

  static TranspileJob.Transpiled outcome(int script) {
    return new TranspileJob.Transpiled(
        Optional.of(Digest.ofUtf8("the Lua of script " + script)),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }
}
