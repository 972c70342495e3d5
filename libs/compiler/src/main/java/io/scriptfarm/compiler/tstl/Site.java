package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where a project is being compiled: its compilers in a session, and the contents that they may
/// read.
record Site(
    Project project,
    Installed installed,
    Optional<Since> since,
    JsSession session,
    ContentSource contents,
    Predicate<Digest> readable) {

  Site(
      Project project,
      ProjectCompilers.Found found,
      JsSession session,
      ContentSource contents,
      Predicate<Digest> readable) {
    this(project, found.installed(), found.since(), session, contents, readable);
  }

  /// A state of the project that the driver may know, by the key of its plan, and the digest and
  /// size of each file that is another one now.
  record Since(CompileKey id, SortedMap<String, List<Object>> changed) {
    static Since of(CompileKey id, Map<ProjectPath, Snapshot.File> changes) {
      SortedMap<String, List<Object>> changed = new TreeMap<>();
      changes.forEach(
          (path, file) -> changed.put(path.value(), List.of(file.digest(), file.size())));
      return new Since(id, changed);
    }
  }

  /// What names the project to the driver; as its `project.ts` has it.
  record Reference(
      CompileKey id,
      Digest snapshot,
      ProjectPath config,
      Map<String, String> packages,
      Optional<Since> since,
      Optional<CompileKey> world) {}

  Reference reference() {
    return reference(Optional.empty());
  }

  /// @param work what of the project's plan is being done
  Reference reference(Plan.Work work) {
    return reference(
        work instanceof Plan.Sharded sharded ? Optional.of(sharded.world()) : Optional.empty());
  }

  private Reference reference(Optional<CompileKey> world) {
    return new Reference(
        PlanJob.key(project), project.snapshot(), project.config(), installed.folders(), since, world);
  }

  /// The store lacks contents that the driver reads.
  static final class ContentMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Set<Digest> missing;

    private ContentMissingException(Set<Digest> missing) {
      super(missing.size() + " contents", null, false, false);
      this.missing = missing;
    }

    CompileOutcome outcome() {
      return new CompileOutcome.Incomplete(missing);
    }
  }

  /// Calls a function of the driver.
  ///
  /// @throws ContentMissingException when that is its answer; the session is as good as before
  <T> T call(String function, Object request, Class<T> answer) {
    return Json.read(call(function, request), answer);
  }

  /// As {@link #call(String, Object, Class)}, with the answer as it comes.
  String call(String function, Object request) {
    String answer = session.call(function, Json.write(request), this::host);
    if (answer.startsWith("{\"missing\":")) {
      throw new ContentMissingException(Json.read(answer, Missing.class).missing());
    }
    return answer;
  }

  /// As the driver's `main.ts` has it.
  private record Missing(Set<Digest> missing) {}

  private @Nullable String host(String name, String argument) {
    return switch (name) {
      case "snapshot", "blob" -> read(argument).map(Blob::utf8).orElse(null);
      case "digest" -> Digest.ofUtf8(argument).hex();
      case "source" -> read(argument).map(SourceText::decode).orElse(null);
      case "toolchain" ->
          argument.isEmpty()
              ? Json.write(installed.pack().paths())
              : installed.pack().text(argument).orElse(null);
      default -> null;
    };
  }

  private Optional<Blob> read(String hex) {
    return Digest.isValid(hex) && readable.test(new Digest(hex))
        ? contents.read(new Digest(hex))
        : Optional.empty();
  }
}
