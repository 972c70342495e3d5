package io.scriptfarm.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A unit of work for one compile worker: names digests, carries no sources. Its id is also the
/// owner of the {@link Claims claims} on its keys. Idempotent: it may run twice, and nothing can be
/// wrong.
public sealed interface Job {
  String id();

  /// The build that asked first, and that owns the {@link Claims claims} on the keys; others may
  /// wait for the same.
  String build();

  Project project();

  /// What the job settles.
  Set<CompileKey> keys();

  /// Find out what the project consists of; settles its {@link Project#planKey}.
  record PlanProject(String id, String build, Project project) implements Job {
    @Override
    public Set<CompileKey> keys() {
      return Set.of(project.planKey());
    }
  }

  /// Read the project while another worker plans it, so that its program is there when the plan is;
  /// of no use after that, and settles nothing.
  record OpenProject(String id, String build, Project project) implements Job {
    @Override
    public Set<CompileKey> keys() {
      return Set.of();
    }
  }

  /// Transpile some of the plan's tasks, which share one type checker.
  record Transpile(String id, String build, Project project, List<Plan.Task> tasks) implements Job {
    public Transpile {
      tasks = List.copyOf(tasks);
    }

    @Override
    public Set<CompileKey> keys() {
      return tasks.stream().map(Plan.Task::key).collect(Collectors.toUnmodifiableSet());
    }
  }

  /// Link the transpiled scripts of a {@link Plan.Sharded} plan, or compile all of a {@link
  /// Plan.Whole} one; settles its {@link Project#linkKey}.
  record Link(String id, String build, Project project) implements Job {
    @Override
    public Set<CompileKey> keys() {
      return Set.of(project.linkKey());
    }
  }

  /// Compile the linked Lua to bytecode; settles {@link Project#bytecodeKey} of each of `formats`.
  /// Mostly linking has done that already.
  record CompileBytecode(String id, String build, Project project, Set<BytecodeFormat> formats)
      implements Job {
    public CompileBytecode {
      formats = Set.copyOf(formats);
    }

    @Override
    public Set<CompileKey> keys() {
      return formats.stream().map(project::bytecodeKey).collect(Collectors.toUnmodifiableSet());
    }
  }

  /// Compile one script that was saved, and nothing else; settles its {@link Project#saveKey}.
  record Save(String id, String build, Project project, ProjectPath script, Emit emit)
      implements Job {
    @Override
    public Set<CompileKey> keys() {
      return Set.of(project.saveKey(script, emit));
    }
  }

  /// Run one script in both languages, with `updates` calls of `onUpdate`, and compare; settles its
  /// {@link Project#parityKey}.
  record Parity(String id, String build, Project project, ProjectPath script, int updates)
      implements Job {
    @Override
    public Set<CompileKey> keys() {
      return Set.of(project.parityKey(script, updates));
    }
  }

  /// Which queue a job waits in.
  enum Lane {
    /// A person waits for it: single scripts, small projects.
    INTERACTIVE,
    BULK
  }
}
