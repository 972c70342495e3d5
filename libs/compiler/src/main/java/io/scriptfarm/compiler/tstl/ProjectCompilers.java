package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.toolchain.CompilerPack;
import io.scriptfarm.compiler.toolchain.MissingContentException;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.compiler.toolchain.UnusableToolchainException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which compilers a project has, remembered for the projects that were asked about last. Confined
/// to one thread at a time.
final class ProjectCompilers {
  private static final int REMEMBERED = 16;

  private final Toolchains toolchains;
  private final Map<CompileKey, Place> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CompileKey, Place> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// Which compilers a project has, without the compilers themselves: they are large.
  private record Place(Digest toolchain, Map<String, String> folders) {}

  ProjectCompilers(Toolchains toolchains) {
    this.toolchains = toolchains;
  }

  /// A project cannot be compiled for this reason.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient CompileOutcome outcome;

    private Refused(CompileOutcome outcome) {
      super(outcome.toString(), null, false, false);
      this.outcome = outcome;
    }

    CompileOutcome outcome() {
      return outcome;
    }
  }

  Installed of(Project project, ContentSource contents) throws Refused {
    Place place = known.get(project.planKey());
    if (place != null) {
      Optional<CompilerPack> pack = toolchains.recent(place.toolchain());
      if (pack.isPresent()) {
        return new Installed(pack.get(), place.folders());
      }
    }
    Installed found;
    try {
      found =
          toolchains.of(
              snapshot(project, contents),
              project.config(),
              digest -> contents.read(digest).map(SourceText::decode));
    } catch (MissingContentException e) {
      throw new Refused(new CompileOutcome.Incomplete(absent(e.candidates(), contents)));
    } catch (UnusableToolchainException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    known.put(project.planKey(), new Place(found.pack().identity().digest(), found.folders()));
    return found;
  }

  /// The snapshot; what came over the wire and is none is refused, and everything after trusts it.
  static Snapshot snapshot(Project project, ContentSource contents) throws Refused {
    Optional<Blob> listing = contents.read(project.snapshot());
    if (listing.isEmpty()) {
      throw new Refused(new CompileOutcome.Incomplete(Set.of(project.snapshot())));
    }
    try {
      Snapshot snapshot = SnapshotCodec.decode(listing.get());
      if (snapshot.entries().containsKey(project.config())) {
        return snapshot;
      }
      throw refused("the project has no file " + project.config());
    } catch (MalformedException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private Set<Digest> absent(Set<Digest> candidates, ContentSource contents) {
    contents.prefetch(candidates);
    Set<Digest> absent = new HashSet<>();
    for (Digest digest : candidates) {
      if (toolchains.bundledText(digest).isEmpty() && contents.read(digest).isEmpty()) {
        absent.add(digest);
      }
    }
    return absent;
  }

  private static Refused refused(String reason) {
    return new Refused(new CompileOutcome.Failed(Blame.USER, reason));
  }
}
