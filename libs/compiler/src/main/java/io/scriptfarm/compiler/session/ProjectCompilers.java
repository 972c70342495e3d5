package io.scriptfarm.compiler.session;

import io.scriptfarm.compiler.protocol.ProjectRef;
import io.scriptfarm.compiler.toolchain.CompilerPack;
import io.scriptfarm.compiler.toolchain.MissingContentException;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.toolchain.Toolchains.Installed;
import io.scriptfarm.compiler.toolchain.UnusableToolchainException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Blame;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.contract.wire.SnapshotChanges;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which compilers a project has, remembered for the projects that were asked about last. Confined
/// to one thread at a time.
public final class ProjectCompilers {
  /// Listings take 100 bytes for each file of a project.
  private static final int REMEMBERED = 6;

  private static final Predicate<String> SCRIPT =
      Pattern.compile(".*\\.[cm]?tsx?").asMatchPredicate();

  private final Toolchains toolchains;
  private final LinkedHashMap<CompileKey, Place> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CompileKey, Place> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// Which compilers a project has, without the compilers themselves: they are large.
  private record Place(
      Project project, Blob listing, Digest toolchain, Map<String, String> folders) {
    /// Whether another state is compiled in the same way.
    boolean isLike(Project other) {
      return project.equals(other.of(project.snapshot()));
    }

    /// Whether these changes leave the compilers alone, and everything that tells where modules
    /// are.
    boolean survives(Set<ProjectPath> changes) {
      return changes.stream().allMatch(path -> isScript(path, folders));
    }
  }

  /// Whether a file is a script by its name, and not part of the compilers in these folders. What
  /// it says tells nothing of where modules are.
  public static boolean isScript(ProjectPath path, Map<String, String> folders) {
    return SCRIPT.test(path.value())
        && folders.values().stream().noneMatch(folder -> path.value().startsWith(folder + "/"));
  }

  /// The compilers of a project, and a state of it that was asked about before and from which it
  /// differs in a few scripts, if there is such.
  public record Found(Installed installed, Optional<ProjectRef.Since> since) {}

  public ProjectCompilers(Toolchains toolchains) {
    this.toolchains = toolchains;
  }

  /// A project cannot be compiled for this reason.
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Unsettled outcome;

    private Refused(Unsettled outcome) {
      super(outcome.toString(), null, false, false);
      this.outcome = outcome;
    }

    public Unsettled outcome() {
      return outcome;
    }
  }

  public Found of(Project project, ContentSource contents) throws Refused {
    Place place = known.get(PlanJob.key(project));
    if (place != null) {
      Optional<CompilerPack> pack = toolchains.recent(place.toolchain());
      if (pack.isPresent()) {
        return new Found(new Installed(pack.get(), place.folders()), Optional.empty());
      }
    }
    Blob listing = listing(project, contents);
    Optional<Found> successor = successor(project, listing);
    if (successor.isPresent()) {
      return successor.get();
    }
    Installed found;
    try {
      found =
          toolchains.of(
              snapshot(project, listing),
              project.config(),
              digest -> contents.read(digest).map(SourceText::decode));
    } catch (MissingContentException e) {
      throw new Refused(new CompileOutcome.Incomplete(absent(e.candidates(), contents)));
    } catch (UnusableToolchainException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    remember(project, listing, found);
    return new Found(found, Optional.empty());
  }

  private Optional<Found> successor(Project project, Blob listing) {
    for (Map.Entry<CompileKey, Place> entry : List.copyOf(known.sequencedEntrySet()).reversed()) {
      Place place = entry.getValue();
      Optional<CompilerPack> pack = toolchains.recent(place.toolchain());
      if (pack.isEmpty() || !place.isLike(project)) {
        continue;
      }
      Optional<Map<ProjectPath, Snapshot.File>> changes =
          SnapshotChanges.between(place.listing(), listing)
              .filter(changed -> place.survives(changed.keySet()));
      if (changes.isPresent()) {
        Installed installed = new Installed(pack.get(), place.folders());
        remember(project, listing, installed);
        return Optional.of(
            new Found(installed, Optional.of(ProjectRef.Since.of(entry.getKey(), changes.get()))));
      }
    }
    return Optional.empty();
  }

  private void remember(Project project, Blob listing, Installed installed) {
    known.put(
        PlanJob.key(project),
        new Place(project, listing, installed.pack().identity().digest(), installed.folders()));
  }

  /// The snapshot; what came over the wire and is none is refused, and everything after trusts it.
  public static Snapshot snapshot(Project project, ContentSource contents) throws Refused {
    return snapshot(project, listing(project, contents));
  }

  public static Blob listing(Project project, ContentSource contents) throws Refused {
    return contents
        .read(project.snapshot())
        .orElseThrow(() -> new Refused(new CompileOutcome.Incomplete(Set.of(project.snapshot()))));
  }

  private static Snapshot snapshot(Project project, Blob listing) throws Refused {
    try {
      Snapshot snapshot = SnapshotCodec.decode(listing);
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
