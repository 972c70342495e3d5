package io.scriptfarm.compiler.toolchain;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import io.scriptfarm.toolchain.BundledToolchain;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The compilers of a process: the bundled pair, and those of the projects that were compiled last.
/// Thread-safe.
public final class Toolchains {
  /// Packs of projects are some 15 MB each, and made anew in a third of a second.
  private static final int KEPT = 3;

  private final Map<Digest, String> bundledPaths = new HashMap<>();
  private final CompilerPack bundled;
  private final Map<Digest, CompilerPack> packs =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, CompilerPack> eldest) {
          return size() > KEPT;
        }
      };

  /// Finds the bundled pair, whose texts are read when they are needed.
  public Toolchains() {
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    BundledToolchain.listing()
        .forEach(
            (path, file) -> {
              bundledPaths.put(file.digest(), path);
              entries.put(
                  new ProjectPath("node_modules/" + path),
                  new Snapshot.File(file.digest(), file.size()));
            });
    try {
      InstalledPackages packages =
          InstalledPackages.find(new SnapshotTree(Snapshot.of(entries)), "", this::bundledText)
              .orElseThrow();
      bundled = CompilerPack.reading(packages, BundledToolchain::text);
    } catch (MissingContentException | UnusableToolchainException e) {
      throw new IllegalStateException("the bundled toolchain is broken: " + e.getMessage(), e);
    }
  }

  /// The compilers of a project: what compiles it, and where the project has it.
  ///
  /// @param folders of the packages, relative to the snapshot's root; empty for the bundled pair
  public record Installed(CompilerPack pack, Map<String, String> folders) {}

  /// The pair of projects that bring none.
  public Installed bundled() {
    return new Installed(bundled, Map.of());
  }

  /// The text of a content that is part of the bundled pair, and so need not be in any store.
  public Optional<String> bundledText(Digest digest) {
    return Optional.ofNullable(bundledPaths.get(digest)).map(BundledToolchain::text);
  }

  /// The pair with this identity, if it is the bundled one or was used lately.
  public Optional<CompilerPack> recent(Digest toolchain) {
    if (toolchain.equals(bundled.identity().digest())) {
      return Optional.of(bundled);
    }
    synchronized (packs) {
      return Optional.ofNullable(packs.get(toolchain));
    }
  }

  /// What compiles the project whose tsconfig is in this snapshot.
  ///
  /// @throws MissingContentException when contents of its compilers are not there
  /// @throws UnusableToolchainException when its compilers cannot be used
  public Installed of(Snapshot snapshot, ProjectPath config, Texts texts)
      throws MissingContentException, UnusableToolchainException {
    Texts all = digest -> bundledText(digest).or(() -> texts.read(digest));
    Optional<InstalledPackages> found =
        InstalledPackages.find(new SnapshotTree(snapshot), folder(config), all);
    return found.isEmpty()
        ? bundled()
        : new Installed(pack(found.get(), all), found.get().folders());
  }

  private CompilerPack pack(InstalledPackages packages, Texts texts)
      throws MissingContentException, UnusableToolchainException {
    Digest identity = CompilerPack.identify(packages.files());
    Optional<CompilerPack> known = recent(identity);
    if (known.isPresent()) {
      return known.get();
    }
    CompilerPack made = CompilerPack.of(packages, texts);
    synchronized (packs) {
      packs.put(identity, made);
    }
    return made;
  }

  private static String folder(ProjectPath config) {
    int slash = config.value().lastIndexOf('/');
    return slash < 0 ? "" : config.value().substring(0, slash);
  }
}
