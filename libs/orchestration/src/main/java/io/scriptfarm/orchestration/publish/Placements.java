package io.scriptfarm.orchestration.publish;

import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.orchestration.publish.WorkspaceFile.Statement;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.Service;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the scripts of a project belong in a game: by their folders, by what `scriptfarm.json`
/// says, and by what they say themselves, which counts more in this order. What contradicts itself
/// becomes a diagnostic, and belongs to the server. Scripts of which nothing is said belong to the
/// server, too: what nobody thought of must not reach clients. Not thread-safe.
final class Placements {
  /// The code of the farm's own diagnostic for it.
  private static final int CODE = 4;

  private final Plan.Placement said;
  private final Path folder;
  private final String fileName;
  private final WorkspaceFile file;
  private final Map<PathMatcher, Statement> rules = new LinkedHashMap<>();
  private final Map<String, List<PathMatcher>> packages = new LinkedHashMap<>();
  private final List<Diagnostic> problems = new ArrayList<>();

  /// @param config the configuration file that was built
  Placements(Plan.Placement said, ProjectPath config) {
    this.said = said;
    Path parent = Path.of(config.value()).getParent();
    this.folder = parent == null ? Path.of("") : parent;
    this.fileName = folder.resolve(WorkspaceFile.FILE).toString();
    this.file = said.settings().map(this::parse).orElse(WorkspaceFile.NONE);
    file.scripts().forEach((glob, statement) -> rules.put(matcher(glob), statement));
    file.packages()
        .forEach((name, globs) -> packages.put(name, globs.stream().map(this::matcher).toList()));
  }

  /// @param replicate whether clients are given it
  /// @param pack the package that it is part of
  record Placement(
      Service service, RunContext runContext, boolean replicate, Optional<String> pack) {}

  WorkspaceFile file() {
    return file;
  }

  /// What contradicts itself, so far.
  List<Diagnostic> problems() {
    return List.copyOf(problems);
  }

  /// Where a script belongs.
  Placement ofScript(ProjectPath script) {
    Statement pragma =
        Optional.ofNullable(said.pragmas().get(script))
            .map(text -> pragma(script, text))
            .orElse(Statement.NONE);
    return place(
        script.value(),
        Path.of(script.value()),
        pragma,
        file.service().orElse(Service.SERVER_SCRIPT_SERVICE.label()));
  }

  /// Where an output belongs that is no script's: a bundle, or a library.
  ///
  /// @param shared whether it is the Lua library of TSTL, which both sides need
  Placement ofOutput(String path, boolean shared) {
    return place(
        path,
        Path.of(path),
        Statement.NONE,
        (shared ? Service.REPLICATED_STORAGE : Service.SERVER_SCRIPT_SERVICE).label());
  }

  void refuse(String file, String message) {
    problems.add(problem(Optional.of(new Diagnostic.Location(file, 0, 0, 1, 1)), message));
  }

  /// Why there is no generation.
  static Diagnostic problem(Optional<Diagnostic.Location> location, String message) {
    return new Diagnostic(
        Diagnostic.Category.ERROR, CODE, Optional.of("scriptfarm"), location, message);
  }

  private Placement place(String file, Path path, Statement pragma, String otherwise) {
    Path seen = folder.relativize(path);
    Statement rule =
        rules.entrySet().stream()
            .filter(each -> each.getKey().matches(seen))
            .map(Map.Entry::getValue)
            .reduce((first, second) -> second)
            .orElse(Statement.NONE);
    String label =
        agreed(file, "service", pragma.service(), rule.service())
            .or(() -> ofFolder(seen))
            .orElse(otherwise);
    Optional<Service> service = Service.of(label);
    if (service.isEmpty()) {
      refuse(
          file,
          "there is no service `%s`, but %s"
              .formatted(
                  label,
                  String.join(", ", Stream.of(Service.values()).map(Service::label).toList())));
      return server();
    }
    Optional<String> context = agreed(file, "runContext", pragma.runContext(), rule.runContext());
    Optional<RunContext> runContext =
        context.isEmpty() ? service.map(Service::runContext) : context.flatMap(RunContext::of);
    if (runContext.isEmpty()) {
      refuse(file, "runContext is Server, Client or Both, not `" + context.orElse("") + "`");
      return server();
    }
    if (!service.get().allows(runContext.get())) {
      refuse(
          file,
          "it belongs to %s, whose scripts run on %s, and says runContext=%s; move it, or change one of the two"
              .formatted(
                  label,
                  service.get().runContext() == RunContext.SERVER ? "the server" : "clients",
                  runContext.get().label()));
      return server();
    }
    boolean onClients = runContext.get().onClients();
    boolean replicate =
        agreed(file, "replicate", pragma.replicate(), rule.replicate()).orElse(onClients);
    if (replicate && !onClients) {
      refuse(
          file,
          "it runs on the server only and says replicate=true; a script for clients says runContext=Client or Both");
      return server();
    }
    return new Placement(service.get(), runContext.get(), replicate, pack(seen));
  }

  private static Placement server() {
    return new Placement(Service.SERVER_SCRIPT_SERVICE, RunContext.SERVER, false, Optional.empty());
  }

  private <T> Optional<T> agreed(String file, String what, Optional<T> pragma, Optional<T> rule) {
    if (pragma.isPresent() && rule.isPresent() && !pragma.equals(rule)) {
      refuse(
          file,
          "it says %s=%s, and %s says %s; remove one of the two"
              .formatted(what, pragma.get(), fileName, rule.get()));
    }
    return pragma.or(() -> rule);
  }

  private static Optional<String> ofFolder(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      return Optional.empty();
    }
    for (Path segment : parent) {
      String name = segment.toString();
      if (Service.of(name).isPresent()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private Optional<String> pack(Path path) {
    return packages.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(glob -> glob.matches(path)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private WorkspaceFile parse(String text) {
    try {
      return WorkspaceFile.parse(text);
    } catch (MalformedException e) {
      refuse(fileName, String.valueOf(e.getMessage()));
      return WorkspaceFile.NONE;
    }
  }

  private Statement pragma(ProjectPath script, String text) {
    try {
      return Statement.ofPragma(text);
    } catch (MalformedException e) {
      refuse(script.value(), String.valueOf(e.getMessage()));
      return Statement.NONE;
    }
  }

  private PathMatcher matcher(String glob) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (IllegalArgumentException e) {
      refuse(fileName, "`" + glob + "` is no pattern: " + e.getMessage());
      return path -> false;
    }
  }
}
