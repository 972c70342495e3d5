package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Compiles the linked Lua to bytecode: in the format of the project's target first, then in those
/// that were asked for. Asks for a {@link BytecodeJob}, which mostly linking has done already;
/// tells {@link BuildEvent.OutputReady} for each file.
final class BytecodeStage {
  private final Build build;
  private final Fleet fleet;

  BytecodeStage(Build build, Fleet fleet) {
    this.build = build;
    this.fleet = fleet;
  }

  /// @return what became of each format; a format that failed does not fail the build
  Map<BytecodeFormat, CompileOutcome> run(Plan plan, LinkJob.Linked linked)
      throws Fleet.NotSettledException, InterruptedException {
    Map<BytecodeFormat, CompileOutcome> code = compile(formats(plan, linked));
    for (CompileOutcome outcome : code.values()) {
      if (outcome instanceof CompileOutcome.Lost lost) {
        throw new Fleet.NotSettledException(lost);
      }
    }
    for (OutputFile output : linked.outputs()) {
      List<BuildEvent.Bytecode> forms = new ArrayList<>();
      if (output.lua()) {
        code.forEach((format, outcome) -> forms.add(inOneFormat(format, outcome, output.path())));
      }
      build.reporter().outputReady(output, forms);
    }
    return code;
  }

  private Map<CompileKey, BytecodeFormat> formats(Plan plan, LinkJob.Linked linked) {
    Map<CompileKey, BytecodeFormat> formats = new LinkedHashMap<>();
    // What is linked without some scripts is not the Lua that a bytecode job would find.
    boolean all = build.setAside().skippedTasks().isEmpty();
    if (all && linked.outputs().stream().anyMatch(OutputFile::lua)) {
      plan.bytecode()
          .ifPresent(format -> formats.put(BytecodeJob.key(build.project(), format), format));
      build.request().products().bytecode().stream()
          .sorted()
          .forEach(format -> formats.putIfAbsent(BytecodeJob.key(build.project(), format), format));
    }
    return formats;
  }

  private Map<BytecodeFormat, CompileOutcome> compile(Map<CompileKey, BytecodeFormat> formats)
      throws InterruptedException {
    Map<CompileKey, CompileOutcome> outcomes =
        fleet.settle(
            formats.keySet(),
            build.order(),
            free ->
                List.<Job>of(
                    new BytecodeJob(
                        Build.jobId(),
                        build.id(),
                        build.project(),
                        free.stream().map(formats::get).collect(Collectors.toSet()))));
    Map<BytecodeFormat, CompileOutcome> code = new LinkedHashMap<>();
    formats.forEach((key, format) -> code.put(format, Objects.requireNonNull(outcomes.get(key))));
    return code;
  }

  /// One file in one format.
  private static BuildEvent.Bytecode inOneFormat(
      BytecodeFormat format, CompileOutcome outcome, String path) {
    return switch (outcome) {
      case BytecodeJob.BytecodeCompiled(var chunks, var _, var _) ->
          switch (Objects.requireNonNull(chunks.get(path))) {
            case BytecodeJob.Loadable(Digest digest, long size) ->
                new BuildEvent.Loadable(format, digest, size);
            case BytecodeJob.Invalid(int line, String message) ->
                new BuildEvent.Invalid(format, line, message);
          };
      case CompileOutcome.Failed(CompileOutcome.Blame _, String reason) ->
          new BuildEvent.Unavailable(format, reason);
      case CompileOutcome.TooMuch(var _, String reason) ->
          new BuildEvent.Unavailable(format, reason);
      case CompileOutcome.Incomplete _,
          CompileOutcome.Lost _,
          ParityJob.Provisional _,
          CompileOutcome.Settled _ ->
          throw new IllegalStateException("bytecode ended as " + outcome);
    };
  }
}
