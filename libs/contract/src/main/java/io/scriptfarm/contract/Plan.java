package io.scriptfarm.contract;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What building a project takes, as TypeScript's own configuration parser and module resolution
/// see it. `toolchain` is what compiles it; `diagnostics` are those of the configuration; `sources`
/// are the contents that the program reads, so that a worker can fetch them in one go; `bytecode`
/// is what the engines of its target load besides source. `options`, `refused` and `unresolved` are
/// for people who ask what the farm sees: the configuration's options by name where they are one
/// value or a list; what plugins may stumble over; what scripts import and nobody has. `placement`
/// matters when the build is published.
public record Plan(
    Toolchain toolchain,
    List<Plugin> plugins,
    Work work,
    List<Diagnostic> diagnostics,
    Set<Digest> sources,
    Optional<BytecodeFormat> bytecode,
    SortedMap<String, String> options,
    List<Refused> refused,
    List<Unresolved> unresolved,
    Placement placement) {

  private static final long UNKNOWN_WEIGHT = 4_000; // a script as most are

  public Plan {
    plugins = List.copyOf(plugins);
    diagnostics = List.copyOf(diagnostics);
    sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    refused = List.copyOf(refused);
    unresolved = List.copyOf(unresolved);
  }

  /// The tasks of a build that gives JavaScript: every script by itself, with plugins too, since
  /// those are about Lua. What a script's Lua depends on covers all that its JavaScript does.
  public List<Task> javaScript() {
    return switch (work) {
      case Sharded(List<Task> tasks) ->
          tasks.stream()
              .map(
                  task ->
                      task.subject() instanceof Script(ProjectPath path)
                          ? new Task(
                              CompileKey.of("javascript", task.key().toString()),
                              new JavaScript(path),
                              task.weight())
                          : task)
              .toList();
      case Whole(List<ProjectPath> scripts, CompileKey program) ->
          scripts.stream()
              .map(
                  path ->
                      new Task(
                          CompileKey.of("javascript", program.toString(), path.value()),
                          new JavaScript(path),
                          UNKNOWN_WEIGHT))
              .toList();
    };
  }

  /// How the project is compiled.
  public sealed interface Work {
    /// The files that become Lua, in program order.
    List<ProjectPath> scripts();
  }

  /// Script by script, on as many workers as there are; linked at the end. The tasks are in program
  /// order, each with its key.
  public record Sharded(List<Task> tasks) implements Work {
    public Sharded {
      tasks = List.copyOf(tasks);
    }

    @Override
    public List<ProjectPath> scripts() {
      return tasks.stream()
          .map(Task::subject)
          .filter(Script.class::isInstance)
          .map(subject -> ((Script) subject).path())
          .toList();
    }
  }

  /// All at once on one worker, because code of the project takes part in compiling it, and that
  /// may see the whole program and keep what it saw. `program` is a key of all that was read to
  /// make the plan: the configuration, every file of the program, what plugins consist of.
  public record Whole(List<ProjectPath> scripts, CompileKey program) implements Work {
    public Whole {
      scripts = List.copyOf(scripts);
    }
  }

  /// A plugin or transformer that the configuration names. `file` is empty when there is nothing by
  /// that name, which TSTL reports; `lacksTsNode` when it is TypeScript and the project has no
  /// ts-node for TSTL to load it with, which TSTL reports too.
  public record Plugin(
      String name, PluginKind kind, Optional<ProjectPath> file, boolean lacksTsNode) {}

  /// What a plugin plugs into.
  public enum PluginKind {
    /// TSTL: `tstl.luaPlugins`.
    PLUGIN,
    /// TypeScript: `compilerOptions.plugins`.
    TRANSFORMER
  }

  /// A built-in module of Node that plugins do not get on a farm, and a file of theirs that names
  /// it. Naming is no error; calling what is in it is.
  public record Refused(String module, ProjectPath file) {}

  /// A module that a script imports and that is neither found in the snapshot nor declared.
  public record Unresolved(String name, ProjectPath from) {}

  /// What a project says of where its scripts belong in a game, unread: the text of the
  /// `scriptfarm.json` beside the configuration, and of scripts what a comment `// @scriptfarm …`
  /// before their first statement says.
  public record Placement(Optional<String> settings, SortedMap<ProjectPath, String> pragmas) {
    public static final Placement NONE = new Placement(Optional.empty(), new TreeMap<>());

    public Placement {
      pragmas = Collections.unmodifiableSortedMap(new TreeMap<>(pragmas));
    }
  }

  /// One cacheable piece of a build. `weight` is the length of what it reads itself, in UTF-16
  /// units: a first guess at its cost.
  public record Task(CompileKey key, Subject subject, long weight) {}

  /// What a task compiles.
  public sealed interface Subject {}

  /// One TypeScript, TSX or JSON file that becomes Lua.
  public record Script(ProjectPath path) implements Subject {}

  /// One such file that becomes JavaScript.
  public record JavaScript(ProjectPath path) implements Subject {}

  /// All declaration files of the program together: nothing is emitted, but they have diagnostics.
  public record Declarations() implements Subject {}
}
