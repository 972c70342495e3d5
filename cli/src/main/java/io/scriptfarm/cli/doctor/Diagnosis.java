package io.scriptfarm.cli.doctor;

import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Toolchain;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was found out about a project; the later parts are empty when something is in the way of
/// finding them out.
///
/// @param rootReasons why the snapshot is taken of its root
record Diagnosis(
    ProjectSnapshot snapshot,
    List<String> rootReasons,
    Optional<Compilers> compilers,
    Optional<Plan> plan,
    Optional<Travel> travel,
    Optional<Farm> farm,
    List<Problem> problems) {

  Diagnosis {
    rootReasons = List.copyOf(rootReasons);
    problems = List.copyOf(problems);
  }

  /// What compiles the project.
  ///
  /// @param folder of its typescript-to-lua, relative to the root; empty when it has none, and the
  ///     bundled pair compiles it
  /// @param bundled whether it is the bundled pair, also where the project has a copy of it
  record Compilers(Toolchain toolchain, Optional<String> folder, boolean bundled) {}

  /// What a farm that knows nothing of the project is sent for a build; contents that are the same
  /// count once.
  ///
  /// @param others are the listing of the snapshot, manifests, compilers and plugins
  record Travel(int scripts, int declarations, int others, long bytes) {
    int files() {
      return scripts + declarations + others;
    }
  }

  /// What a farm has to say about it.
  sealed interface Farm {
    URI gateway();
  }

  /// It answers, and lacks so many files of those that travel.
  record Lacks(URI gateway, int files, long bytes) implements Farm {}

  /// It does not answer, for this reason.
  record NoAnswer(URI gateway, String reason) implements Farm {}

  boolean wouldBuild() {
    return problems.stream().noneMatch(Problem::inTheWay);
  }

  Map<String, Object> asJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("config", snapshot.configPath());
    json.put("root", snapshot.root().toString());
    json.put("rootReasons", rootReasons);
    json.put("snapshot", snapshot.digest());
    json.put("files", snapshot.sources().size());
    compilers.ifPresent(
        found -> {
          json.put("toolchain", found.toolchain());
          found.folder().ifPresent(folder -> json.put("toolchainFolder", folder));
          json.put("toolchainIsBundled", found.bundled());
        });
    plan.ifPresent(
        made -> {
          json.put("options", made.options());
          json.put("plugins", made.plugins());
          json.put("allAtOnce", made.work() instanceof Plan.Whole);
          json.put("scripts", made.work().scripts().size());
        });
    travel.ifPresent(found -> json.put("travels", found));
    farm.ifPresent(
        answer -> {
          Map<String, Object> said = new LinkedHashMap<>();
          said.put("gateway", answer.gateway().toString());
          switch (answer) {
            case Lacks(URI _, int files, long bytes) -> {
              said.put("lacksFiles", files);
              said.put("lacksBytes", bytes);
            }
            case NoAnswer(URI _, String reason) -> said.put("reason", reason);
          }
          json.put("farm", said);
        });
    json.put("problems", problems);
    json.put("wouldBuild", wouldBuild());
    return json;
  }
}
