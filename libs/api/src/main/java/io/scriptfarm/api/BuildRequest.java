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
/// @param turn when, and on whose behalf
/// @param products what is made of it
/// @param insight what the build tells of itself besides
public record BuildRequest(Source source, Turn turn, Products products, Insight insight) {
  /// Each saved script is compiled once by itself and once with the build.
  private static final int MAX_SAVED = 16;

  /// Long enough for any name that is made up, in UTF-16 units.
  private static final int MAX_SESSION = 100;

  /// What is built.
  ///
  /// @param snapshot the digest of an uploaded snapshot
  /// @param config the path of a tsconfig.json in it
  /// @param invocation how tstl would be called, where that can matter
  public record Source(Digest snapshot, ProjectPath config, Optional<Invocation> invocation) {
    /// As by `tstl -p` in the folder of the tsconfig.
    public static Source of(Digest snapshot, ProjectPath config) {
      return new Source(snapshot, config, Optional.empty());
    }
  }

  /// @param saved scripts that an editor saved just now: they are compiled and told first
  /// @param session names the editor or the program that asks: a build takes the place of older
  ///     ones of its session that still run
  public record Turn(Urgency urgency, Set<ProjectPath> saved, Optional<String> session) {
    public Turn {
      saved = Set.copyOf(saved);
    }

    public static Turn of(Urgency urgency) {
      return new Turn(urgency, Set.of(), Optional.empty());
    }
  }

  /// @param bytecode formats that are wanted besides that of the project's `luaTarget`
  /// @param publish asks for a generation; where it is absent, the project's `scriptfarm.json`
  ///     decides
  /// @param exactDiagnostics whether errors of types are told in tstl's own words, for which the
  ///     whole program is checked once more while there are any
  public record Products(
      Emit emit,
      Set<BytecodeFormat> bytecode,
      Optional<Publish> publish,
      boolean exactDiagnostics) {
    /// The Lua, and nothing else.
    public static final Products LUA = new Products(Emit.LUA, Set.of(), Optional.empty(), false);

    public Products {
      bytecode = Set.copyOf(bytecode);
    }

    public static Products published(Publish publish) {
      return new Products(Emit.LUA, Set.of(), Optional.of(publish), false);
    }
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
        Source.of(snapshot, config), Turn.of(urgency), Products.LUA, Insight.NONE);
  }

  public BuildRequest with(Turn other) {
    return new BuildRequest(source, other, products, insight);
  }

  public BuildRequest with(Products other) {
    return new BuildRequest(source, turn, other, insight);
  }

  public BuildRequest with(Insight other) {
    return new BuildRequest(source, turn, products, other);
  }

  /// The same with errors of types in tstl's own words.
  public BuildRequest withExactDiagnostics() {
    return with(new Products(products.emit(), products.bytecode(), products.publish(), true));
  }

  /// What is built, with the farm's own toolchain.
  public Project project(Digest toolchain) {
    return new Project(toolchain, source.snapshot(), source.config(), source.invocation());
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
        new Source(
            fields.snapshot(),
            fields.config(),
            invocation(fields.config(), fields.folder(), fields.options())),
        new Turn(
            lane(fields.lane().orElse("bulk")),
            saved(fields.saved().orElse(Set.of())),
            fields.session().map(BuildRequest::session)),
        new Products(
            emit(fields.emit().orElse("lua")),
            bytecode(fields.bytecode().orElse(Set.of())),
            fields.publish().map(name -> publish(name, fields.publishSaved().orElse(false))),
            fields.exactDiagnostics().orElse(false)),
        new Insight(
            fields.profile().orElse(false),
            fields.since().map(since -> new Since(since, fields.sinceToolchain()))));
  }

  /// The JSON that {@link #parse} reads; what has a default is left out.
  @JsonValue
  public Fields fields() {
    Optional<Publish> publish = products.publish();
    return new Fields(
        source.snapshot(),
        source.config(),
        Optional.of(
            switch (turn.urgency()) {
              case INTERACTIVE -> "interactive";
              case CI -> "ci";
              case BULK -> "bulk";
            }),
        Optional.of(turn.saved()).filter(saved -> !saved.isEmpty()),
        products.emit() == Emit.JS ? Optional.of("js") : Optional.empty(),
        Optional.of(products.bytecode())
            .filter(formats -> !formats.isEmpty())
            .map(formats -> formats.stream().map(BytecodeFormat::id).collect(Collectors.toSet())),
        publish.map(wanted -> wanted.workspace().map(WorkspaceName::value).orElse("")),
        publish.filter(Publish::saves).map(Publish::saves),
        turn.session(),
        source.invocation().map(Invocation::folder),
        source.invocation().map(Invocation::options).filter(options -> !options.isEmpty()),
        products.exactDiagnostics() ? Optional.of(true) : Optional.empty(),
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
