package io.scriptfarm.compiler.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Invocation;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What names a project to the driver. `id` is the key of its plan; `packages` are the folders of
/// the compilers that the project has installed, by package. `invocation` is the project's.
public record ProjectRef(
    CompileKey id,
    Digest snapshot,
    ProjectPath config,
    Map<String, String> packages,
    Optional<Since> since,
    Optional<Invocation> invocation) {

  /// The same project, without a state that the driver may go on from.
  public ProjectRef afresh() {
    return new ProjectRef(id, snapshot, config, packages, Optional.empty(), invocation);
  }

  /// A state of the project that the driver may know, by the key of its plan, and the scripts whose
  /// contents are others now, by path.
  public record Since(CompileKey id, SortedMap<String, ChangedFile> changed) {
    public static Since of(CompileKey id, Map<ProjectPath, Snapshot.File> changes) {
      SortedMap<String, ChangedFile> changed = new TreeMap<>();
      changes.forEach(
          (path, file) -> changed.put(path.value(), new ChangedFile(file.digest(), file.size())));
      return new Since(id, changed);
    }
  }

  /// @param size in bytes
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record ChangedFile(Digest digest, long size) {}
}
