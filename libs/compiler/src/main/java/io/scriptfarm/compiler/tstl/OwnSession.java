package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.JsSession;
import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.protocol.ReadSet;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.compiler.session.ProjectCompilers;
import io.scriptfarm.compiler.session.ProjectSession;
import io.scriptfarm.compiler.session.SessionGuard;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotChanges;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A session in which code of one project runs: plugins and transformers. It reads what the
/// project's snapshot has and nothing else. After a build that left it clean it goes on to another
/// state of the same project, which has the same paths and the same contents but for a few scripts.
/// Whoever knows all that is who the code and the sources in it are of. None of the changed
/// contents may be code: what runs in it is what ran in it before. Confined to one thread at a
/// time.
final class OwnSession implements AutoCloseable {
  private final JsSession engine;
  private final Set<Digest> code = new HashSet<>(); // that was run in it, ever
  private Set<Digest> read = new HashSet<>(); // by this build
  private @Nullable State last;
  private @Nullable ReadSet reads; // of the last build, if that left it clean
  private Optional<LeftBuilds.Left> left =
      Optional.empty(); // by a build that this one may go on from
  private boolean resumes; // from another session's build

  OwnSession(JsSession engine) {
    this.engine = engine;
  }

  /// A project with what compiles it, and its listing.
  record State(Project project, Installed installed, Blob listing) {
    /// By the same configuration file, called alike, and the same compilers in the same places.
    private boolean isCompiledAs(State other) {
      return project.config().equals(other.project.config())
          && project.invocation().equals(other.project.invocation())
          && installed.folders().equals(other.installed.folders())
          && installed.pack().identity().equals(other.installed.pack().identity());
    }
  }

  /// Something is to be run that did not run before; it needs a session that nothing ran in.
  static final class NewCodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NewCodeException() {
      super("other code than before", null, false, false);
    }
  }

  /// Goes on from what a build of another session left, as {@link #since} does from one of this.
  /// For a session in which nothing was built.
  ///
  /// @param listing of that build's snapshot
  Optional<ProjectRef.Since> resume(LeftBuilds.Left from, Blob listing, State next) {
    last = new State(from.project(), next.installed(), listing);
    reads = from.reads();
    code.addAll(from.code());
    Optional<ProjectRef.Since> since = since(next);
    if (since.isPresent()) {
      left = Optional.of(from);
      resumes = true;
    } else {
      last = null;
      reads = null;
      code.clear();
    }
    return since;
  }

  /// Whether the last state is one of this project, as far as names tell.
  boolean isOf(Project project) {
    return last != null && last.project().of(project.snapshot()).equals(project);
  }

  /// What changes from the last state to this one, when the session may go on to it.
  Optional<ProjectRef.Since> since(State next) {
    State before = last;
    ReadSet readBefore = reads;
    if (before == null
        || readBefore == null
        || !engine.isUsable()
        || !before.isCompiledAs(next)
        || SnapshotChanges.between(next.listing(), before.listing())
            .filter(old -> mayChange(old, readBefore, next.installed()))
            .isEmpty()) {
      return Optional.empty();
    }
    CompileKey id = PlanJob.key(before.project());
    return SnapshotChanges.between(before.listing(), next.listing())
        .map(changed -> ProjectRef.Since.of(id, changed));
  }

  /// Whether none of these files was run, and each is a script or was not read.
  private boolean mayChange(
      Map<ProjectPath, Snapshot.File> files, ReadSet readBefore, Installed installed) {
    return files.entrySet().stream()
        .allMatch(
            file ->
                !code.contains(file.getValue().digest())
                    && (!readBefore.contents().contains(file.getKey().value())
                        || ProjectCompilers.isScript(file.getKey(), installed.folders())));
  }

  /// The project in this session. Until it is {@link #keep kept}, it is not to be lent again.
  ///
  /// @param since as {@link #since} gave it
  ProjectSession lend(State state, Optional<ProjectRef.Since> since, ContentSource contents) {
    last = state;
    reads = null;
    read = new HashSet<>();
    Set<Digest> listed = new HashSet<>(Set.of(state.project().snapshot()));
    for (Snapshot.Entry entry : SnapshotCodec.decode(state.listing()).entries().values()) {
      if (entry instanceof Snapshot.File(Digest digest, long _)) {
        listed.add(digest);
      }
    }
    Set<Digest> changed = new HashSet<>();
    since.ifPresent(from -> from.changed().values().forEach(file -> changed.add(file.digest())));
    SessionGuard guard =
        new SessionGuard() {
          @Override
          public boolean mayRead(Digest content) {
            boolean may = listed.contains(content);
            if (may) {
              read.add(content);
            }
            return may || (resumes && printed(left).contains(content));
          }

          @Override
          public void runs(Digest content) {
            if (changed.contains(content)) {
              throw new NewCodeException();
            }
            code.add(content);
          }
        };
    return new ProjectSession(state.project(), state.installed(), since, engine, contents, guard);
  }

  /// Which contents this build was handed.
  Set<Digest> read() {
    return Set.copyOf(read);
  }

  private static Collection<Digest> printed(Optional<LeftBuilds.Left> left) {
    return left.<Collection<Digest>>map(from -> from.build().printed().values()).orElse(Set.of());
  }

  /// What was run in it, and in those that it goes on from.
  Set<Digest> code() {
    return Set.copyOf(code);
  }

  /// What a build left that the next one may go on from.
  Optional<LeftBuilds.Left> left() {
    return left;
  }

  /// Whether that build was another session's.
  boolean resumes() {
    return resumes;
  }

  /// The build is done, and left the session as good as new.
  ///
  /// @param read what it read
  /// @param leaves what it leaves; that of the build before still holds where there is nothing
  void keep(ReadSet read, Optional<LeftBuilds.Left> leaves) {
    reads = read;
    left = leaves.or(() -> left);
    resumes = false;
  }

  boolean isKept() {
    return reads != null && engine.isUsable();
  }

  /// As {@link JsSession#heapBytes}.
  long heapBytes() {
    return engine.heapBytes();
  }

  /// Collects garbage.
  void trim() {
    engine.trim();
  }

  @Override
  public void close() {
    engine.close();
  }
}
