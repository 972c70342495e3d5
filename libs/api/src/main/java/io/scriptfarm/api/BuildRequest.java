package io.scriptfarm.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Invocation;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.StrictJson;
import io.scriptfarm.publication.WorkspaceName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What somebody wants to be built.
///
/// @param snapshot the digest of an uploaded snapshot
/// @param config the path of a tsconfig.json in it
/// @param saved scripts that an editor saved just now: they are compiled and told first
/// @param bytecode formats that are wanted besides that of the project's `luaTarget`
/// @param publish asks for a generation; where it is absent, the project's `scriptfarm.json`
///     decides
/// @param session names the editor or the program that asks: a build takes the place of older ones
///     of its session that still run
/// @param invocation how tstl would be called, where that can matter
/// @param exactDiagnostics whether errors of types are told in tstl's own words, for which the
///     whole program is checked once more while there are any
/// @param insight what the build tells of itself besides
public record BuildRequest(
    Digest snapshot,
    ProjectPath config,
    Urgency urgency,
    Set<ProjectPath> saved,
    Emit emit,
    Set<BytecodeFormat> bytecode,
    Optional<Publish> publish,
    Optional<String> session,
    Optional<Invocation> invocation,
    boolean exactDiagnostics,
    Insight insight) {
  /// Each saved script is compiled once by itself and once with the build.
  private static final int MAX_SAVED = 16;

  /// Long enough for any name that is made up, in UTF-16 units.
  private static final int MAX_SESSION = 100;

  public BuildRequest {
    saved = Set.copyOf(saved);
    bytecode = Set.copyOf(bytecode);
  }

  /// As by `tstl -p` in the folder of the tsconfig.
  public BuildRequest(
      Digest snapshot,
      ProjectPath config,
      Urgency urgency,
      Set<ProjectPath> saved,
      Emit emit,
      Set<BytecodeFormat> bytecode,
      Optional<Publish> publish,
      Optional<String> session) {
    this(
        snapshot,
        config,
        urgency,
        saved,
        emit,
        bytecode,
        publish,
        session,
        Optional.empty(),
        false,
        Insight.NONE);
  }

  /// What a build tells of itself besides, which costs it something.
  ///
  /// @param profile whether it tells where its time goes
  /// @param since a state of the project: the build tells of each script that it compiles which
  ///     part of the script's key is another one than then
  public record Insight(boolean profile, Optional<Since> since) {
    public static final Insight NONE = new Insight(false, Optional.empty());
  }

  /// A state of the project that was built before.
  ///
  /// @param toolchain what it was compiled with, where that is known
  public record Since(Digest snapshot, Optional<Digest> toolchain) {}

  /// A generation is wanted.
  ///
  /// @param workspace where it is published; where it is absent, the project's `scriptfarm.json`
  ///     names the workspace
  /// @param saves whether saved scripts are published before they are checked, as a generation of
  ///     their own
  public record Publish(Optional<WorkspaceName> workspace, boolean saves) {}

  /// Asks for the Lua of a project and nothing else.
  public static BuildRequest of(Digest snapshot, ProjectPath config, Urgency urgency) {
    return new BuildRequest(
        snapshot,
        config,
        urgency,
        Set.of(),
        Emit.LUA,
        Set.of(),
        Optional.empty(),
        Optional.empty());
  }

  public BuildRequest withSaved(Set<ProjectPath> scripts) {
    return new BuildRequest(
        snapshot,
        config,
        urgency,
        scripts,
        emit,
        bytecode,
        publish,
        session,
        invocation,
        exactDiagnostics,
        insight);
  }

  /// The same on behalf of a session.
  public BuildRequest withSession(String name) {
    return new BuildRequest(
        snapshot,
        config,
        urgency,
        saved,
        emit,
        bytecode,
        publish,
        Optional.of(name),
        invocation,
        exactDiagnostics,
        insight);
  }

  /// The same with errors of types in tstl's own words.
  public BuildRequest withExactDiagnostics() {
    return new BuildRequest(
        snapshot,
        config,
        urgency,
        saved,
        emit,
        bytecode,
        publish,
        session,
        invocation,
        true,
        insight);
  }

  /// The same, telling where its time goes.
  public BuildRequest withProfile() {
    return with(new Insight(true, insight.since()));
  }

  /// The same, telling more of itself.
  public BuildRequest with(Insight more) {
    return new BuildRequest(
        snapshot,
        config,
        urgency,
        saved,
        emit,
        bytecode,
        publish,
        session,
        invocation,
        exactDiagnostics,
        more);
  }

  /// What is built, with the farm's own toolchain.
  public Project project(Digest toolchain) {
    return new Project(toolchain, snapshot, config, invocation);
  }

  /// The JSON of a request, as it comes in: `lane` is `bulk` (the default), `ci` or `interactive`,
  /// `emit` is `lua` (the default) or `js`, `bytecode` holds `lua51`, `lua52`, `lua53`, `lua54`,
  /// `luajit`, and `publish` is a workspace's name, or empty for the one that the project names.
  /// `folder` is the working directory, relative to the snapshot's root, and `options` are tstl's
  /// own. `exactDiagnostics` asks for errors of types in tstl's own words. `profile` asks where the
  /// time goes; `since` is a snapshot that was built before, and `sinceToolchain` what with, and
  /// they ask why scripts are compiled anew.
  public record Fields(
      Digest snapshot,
      ProjectPath config,
      Optional<String> lane,
      Optional<Set<ProjectPath>> saved,
      Optional<String> emit,
      Optional<Set<String>> bytecode,
      Optional<String> publish,
      Optional<Boolean> publishSaved,
      Optional<String> session,
      Optional<String> folder,
      Optional<List<String>> options,
      Optional<Boolean> exactDiagnostics,
      Optional<Boolean> profile,
      Optional<Digest> since,
      Optional<Digest> sinceToolchain) {}

  /// Reads and checks a request.
  ///
  /// @throws MalformedException when it is none; the message says where and what to do
  public static BuildRequest parse(String json) {
    return of(StrictJson.read(json, Fields.class, "BuildRequest"));
  }

  /// Checks a request.
  ///
  /// @throws MalformedException when a field has no meaning; the message says which and what to do
  public static BuildRequest of(Fields fields) {
    return new BuildRequest(
        fields.snapshot(),
        fields.config(),
        lane(fields.lane().orElse("bulk")),
        saved(fields.saved().orElse(Set.of())),
        emit(fields.emit().orElse("lua")),
        bytecode(fields.bytecode().orElse(Set.of())),
        fields.publish().map(name -> publish(name, fields.publishSaved().orElse(false))),
        fields.session().map(BuildRequest::session),
        invocation(fields.config(), fields.folder(), fields.options()),
        fields.exactDiagnostics().orElse(false),
        new Insight(
            fields.profile().orElse(false),
            fields.since().map(since -> new Since(since, fields.sinceToolchain()))));
  }

  /// The JSON that {@link #parse} reads; what has a default is left out.
  @JsonValue
  public Fields fields() {
    return new Fields(
        snapshot,
        config,
        Optional.of(
            switch (urgency) {
              case INTERACTIVE -> "interactive";
              case CI -> "ci";
              case BULK -> "bulk";
            }),
        saved.isEmpty() ? Optional.empty() : Optional.of(saved),
        emit == Emit.JS ? Optional.of("js") : Optional.empty(),
        bytecode.isEmpty()
            ? Optional.empty()
            : Optional.of(bytecode.stream().map(BytecodeFormat::id).collect(Collectors.toSet())),
        publish.map(wanted -> wanted.workspace().map(WorkspaceName::value).orElse("")),
        publish.filter(Publish::saves).map(Publish::saves),
        session,
        invocation.map(Invocation::folder),
        invocation.map(Invocation::options).filter(options -> !options.isEmpty()),
        exactDiagnostics ? Optional.of(true) : Optional.empty(),
        insight.profile() ? Optional.of(true) : Optional.empty(),
        insight.since().map(Since::snapshot),
        insight.since().flatMap(Since::toolchain));
  }

  /// What `folder` and `options` of a request mean; absent when it is what goes without saying.
  ///
  /// @throws MalformedException when they mean nothing
  static Optional<Invocation> invocation(
      ProjectPath config, Optional<String> folder, Optional<List<String>> options) {
    String own = config.value().substring(0, Math.max(0, config.value().lastIndexOf('/')));
    try {
      return Optional.of(new Invocation(folder.orElse(own), options.orElse(List.of())))
          .filter(said -> !said.folder().equals(own) || !said.options().isEmpty());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("`folder` and `options`: " + e.getMessage());
    }
  }

  private static String session(String name) {
    if (name.isEmpty() || name.length() > MAX_SESSION) {
      throw new MalformedException(
          "`session` has 1 to " + MAX_SESSION + " characters, not " + name.length());
    }
    return name;
  }

  private static Urgency lane(String name) {
    return switch (name) {
      case "interactive" -> Urgency.INTERACTIVE;
      case "ci" -> Urgency.CI;
      case "bulk" -> Urgency.BULK;
      default -> throw new MalformedException("lane is `interactive`, `ci` or `bulk`, not " + name);
    };
  }

  private static Set<ProjectPath> saved(Set<ProjectPath> scripts) {
    if (scripts.size() > MAX_SAVED) {
      throw new MalformedException(
          "`saved` names at most "
              + MAX_SAVED
              + " scripts, not "
              + scripts.size()
              + "; a build without it compiles them all");
    }
    return scripts;
  }

  private static Emit emit(String name) {
    return switch (name) {
      case "lua" -> Emit.LUA;
      case "js" -> Emit.JS;
      default -> throw new MalformedException("emit is `lua` or `js`, not " + name);
    };
  }

  private static Set<BytecodeFormat> bytecode(Set<String> formats) {
    try {
      return formats.stream().map(BytecodeFormat::of).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("`bytecode`: " + e.getMessage());
    }
  }

  private static Publish publish(String name, boolean saves) {
    if (name.isEmpty()) {
      return new Publish(Optional.empty(), saves);
    }
    if (!WorkspaceName.isValid(name)) {
      throw new MalformedException(
          "`publish` names a workspace by 1 to 64 lower-case letters, digits, `.`, `-` and `_`");
    }
    return new Publish(Optional.of(new WorkspaceName(name)), saves);
  }
}
