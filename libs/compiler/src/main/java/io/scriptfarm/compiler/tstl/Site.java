package io.scriptfarm.compiler.tstl;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where a project is being compiled: its compilers in a session, and the contents that they may
/// read.
record Site(
    Project project,
    Installed installed,
    JsSession session,
    ContentSource contents,
    Predicate<Digest> readable) {

  Site(Project project, Installed installed, JsSession session, ContentSource contents) {
    this(project, installed, session, contents, digest -> true);
  }

  /// What names the project to the driver; as its `project.ts` has it.
  record Reference(
      CompileKey id, Digest snapshot, ProjectPath config, Map<String, String> packages) {}

  Reference reference() {
    return new Reference(
        project.planKey(), project.snapshot(), project.config(), installed.folders());
  }

  /// Calls a function of the driver.
  JsonNode call(String function, Object request) {
    return Json.read(session.call(function, Json.write(request), this::host), JsonNode.class);
  }

  /// What the store lacked, if that is the driver's answer.
  static Optional<CompileOutcome> incomplete(JsonNode answer) {
    if (!answer.has("missing")) {
      return Optional.empty();
    }
    Set<Digest> missing = new HashSet<>();
    answer.path("missing").forEach(digest -> missing.add(new Digest(digest.asText())));
    return Optional.of(new CompileOutcome.Incomplete(missing));
  }

  private @Nullable String host(String name, String argument) {
    return switch (name) {
      case "snapshot", "blob" -> read(argument).map(Blob::utf8).orElse(null);
      case "source" -> read(argument).map(SourceText::decode).orElse(null);
      case "toolchain" ->
          argument.isEmpty()
              ? Json.write(installed.pack().files().keySet())
              : installed.pack().files().get(argument);
      default -> null;
    };
  }

  private Optional<Blob> read(String hex) {
    return Digest.isValid(hex) && readable.test(new Digest(hex))
        ? contents.read(new Digest(hex))
        : Optional.empty();
  }
}
