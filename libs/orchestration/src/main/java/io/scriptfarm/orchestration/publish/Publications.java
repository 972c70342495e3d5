package io.scriptfarm.orchestration.publish;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.orchestration.publish.RecentBuilds.RecentBuild;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Manifest.Artifact;
import io.scriptfarm.publication.Manifest.Entry;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.WorkspaceName;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes generations of builds (requirements R20, R26). Safe for concurrent use.
public final class Publications {
  private final Releases releases;
  private final ReleaseStore releaseStore;
  private final ArtifactStore store;
  private final SavedScripts savedScripts;
  private final RecentBuilds recent = new RecentBuilds();
  private final SigningKeys keys;
  private final ReleaseLog log;
  private final int keep;
  private final InstantSource clock;

  /// @param keep how many generations of a workspace are kept, whether or not anybody runs them
  public Publications(
      Releases releases,
      ReleaseStore releaseStore,
      ArtifactStore store,
      SigningKeys keys,
      ReleaseLog log,
      int keep,
      InstantSource clock) {
    this.releases = releases;
    this.releaseStore = releaseStore;
    this.store = store;
    this.savedScripts = new SavedScripts(store);
    this.keys = keys;
    this.log = log;
    this.keep = keep;
    this.clock = clock;
  }

  /// What a build delivers.
  ///
  /// @param bytecode of each file that has any, by the format's id
  public record Built(
      Project project,
      Plan plan,
      List<OutputFile> outputs,
      Map<String, Map<String, Artifact>> bytecode) {}

  /// What came of it.
  public sealed interface Result {}

  /// A generation holds the build.
  ///
  /// @param difference to the generation before; nothing where that already was the same
  public record Published(Manifest manifest, Manifest.Difference difference) implements Result {}

  /// There is no generation, for these reasons.
  public record Refused(List<Diagnostic> problems) implements Result {}

  /// There is no generation, because the store lost so many artifacts of the build; whoever makes
  /// them again may publish.
  public record Vanished(int artifacts) implements Result {}

  /// Nobody asked for one.
  public record NotWanted() implements Result {}

  /// Publishes a build, if the request or the project's `scriptfarm.json` says so. A file that
  /// makes no sense are refused also when nobody asked: they may have wanted it.
  ///
  /// @throws io.scriptfarm.contract.StoreUnavailableException when Redis does not answer
  public Result publish(Built built, Optional<BuildRequest.Publish> wanted) {
    Placements placements = new Placements(built.plan().placement(), built.project().config());
    WorkspaceFile file = placements.file();
    if (wanted.isEmpty() && !file.publish() && placements.problems().isEmpty()) {
      return new NotWanted();
    }
    Optional<WorkspaceName> workspace =
        wanted.flatMap(BuildRequest.Publish::workspace).or(() -> workspace(placements));
    List<Entry> entries = BuiltEntries.of(built, placements);
    if (workspace.isEmpty() || !placements.problems().isEmpty()) {
      return new Refused(placements.problems());
    }
    Optional<Manifest> before =
        releases.latest(workspace.get()).map(release -> release.full().unverified());
    Manifest manifest =
        new Manifest(
            Manifest.VERSION,
            workspace.get(),
            1,
            Manifest.View.FULL,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            built.project().snapshot(),
            built.plan().toolchain(),
            Optional.empty(),
            file.cdn(),
            entries);
    Result result =
        before.filter(manifest::holdsTheSameAs).isPresent()
            ? published(before, before.get())
            : store(manifest, before);
    if (result instanceof Published done && built.project().invocation().isEmpty()) {
      listing(built.project())
          .ifPresent(
              listing ->
                  recent.remember(
                      new RecentBuild(
                          done.manifest(), built.project().config(), built.plan(), listing)));
    }
    return result;
  }

  /// What scripts that were saved can be published upon, before the project is built.
  public static final class Base {
    private final Project project;
    private final Blob listing; // of the project
    private final RecentBuild before;

    private Base(Project project, Blob listing, RecentBuild before) {
      this.project = project;
      this.listing = listing;
      this.before = before;
    }
  }

  /// Finds what was published of a project in which nothing but `saved` has changed since.
  ///
  /// @return empty where saves are not to be published, more has changed, or the project is built
  ///     as by a call with options or from another folder
  public Optional<Base> base(
      Project project, Set<ProjectPath> saved, Optional<BuildRequest.Publish> wanted) {
    boolean isCalled = project.invocation().isPresent();
    if (isCalled || wanted.filter(BuildRequest.Publish::saves).isEmpty()) {
      return Optional.empty();
    }
    return listing(project)
        .flatMap(
            files ->
                recent
                    .before(
                        project.config(),
                        wanted.flatMap(BuildRequest.Publish::workspace),
                        files,
                        saved)
                    .map(before -> new Base(project, files, before)));
  }

  /// Publishes scripts that were saved and are not checked yet, in the place of what was published
  /// of them: servers run them while the rest of the build goes on, which publishes once more if
  /// anything else changes by it (requirement R24).
  ///
  /// @param saved all scripts that have changed since
  /// @return empty where something else was published meanwhile, or other artifacts may change too
  public Optional<Published> publishSaved(Base base, Map<ProjectPath, SaveJob.Saved> saved) {
    Project project = base.project;
    Manifest old = base.before.manifest();
    if (!isYoungest(old)) {
      return Optional.empty();
    }
    Optional<Manifest> next =
        savedScripts
            .replace(base.before, saved)
            .map(
                entries ->
                    new Manifest(
                        old.version(),
                        old.workspace(),
                        1,
                        Manifest.View.FULL,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        project.snapshot(),
                        old.toolchain(),
                        Optional.empty(),
                        old.cdn(),
                        entries))
            .filter(manifest -> !manifest.holdsTheSameAs(old));
    if (next.isPresent() && store(next.get(), Optional.of(old)) instanceof Published done) {
      recent.remember(
          new RecentBuild(done.manifest(), project.config(), base.before.plan(), base.listing));
      return Optional.of(done);
    }
    return Optional.empty();
  }

  private boolean isYoungest(Manifest manifest) {
    return releases.numbers(manifest.workspace()).stream().findFirst().stream()
        .anyMatch(youngest -> youngest == manifest.generation());
  }

  private Optional<Blob> listing(Project project) {
    return Optional.ofNullable(store.read(Set.of(project.snapshot())).get(project.snapshot()));
  }

  /// Publishes what an earlier generation held once more, as the youngest.
  ///
  /// @return empty when there is no such generation
  public Optional<Result> rollBack(WorkspaceName workspace, long to) {
    Optional<Manifest> before =
        releases.latest(workspace).map(release -> release.full().unverified());
    Optional<Result> result =
        releases
            .find(workspace, to)
            .map(release -> release.full().unverified())
            .map(
                old ->
                    store(
                        new Manifest(
                            old.version(),
                            workspace,
                            1,
                            Manifest.View.FULL,
                            clock.instant().truncatedTo(ChronoUnit.MILLIS),
                            old.snapshot(),
                            old.toolchain(),
                            Optional.of(to),
                            old.cdn(),
                            old.entries()),
                        before));
    collect(workspace);
    return result;
  }

  private Result store(Manifest unnumbered, Optional<Manifest> before) {
    Manifest manifest = unnumbered.numbered(nextNumber(unnumbered.workspace()));
    Release release = Release.of(manifest, keys.current());
    Set<Digest> missing = releaseStore.store(release, manifest.blobs());
    if (!missing.isEmpty()) {
      return new Vanished(missing.size());
    }
    log.announce(release);
    return published(before, manifest);
  }

  /// Forgets the generations of a workspace that need not be kept any more. To be called when
  /// something was published and nobody waits for it any more.
  ///
  /// @throws io.scriptfarm.contract.StoreUnavailableException when Redis does not answer
  /// @throws io.scriptfarm.contract.QueueUnavailableException when the broker does not
  public void collect(WorkspaceName workspace) {
    for (long gone : releaseStore.collect(workspace, keep)) {
      log.forget(workspace, gone);
    }
  }

  /// A number that nobody was told before. A Redis that has lost its data would begin with 1 again.
  private long nextNumber(WorkspaceName workspace) {
    long number = releaseStore.nextNumber(workspace);
    if (number > log.highest(workspace)) {
      return number;
    }
    log.restore(releaseStore);
    return releaseStore.nextNumber(workspace);
  }

  private static Published published(Optional<Manifest> before, Manifest manifest) {
    return new Published(
        manifest,
        before
            .map(old -> old.to(manifest))
            .orElseGet(
                () ->
                    new Manifest.Difference(
                        manifest.entries().stream().map(Entry::path).toList(),
                        List.of(),
                        List.of())));
  }

  private static Optional<WorkspaceName> workspace(Placements placements) {
    Optional<String> name = placements.file().workspace();
    if (name.isEmpty()) {
      placements.refuse(
          WorkspaceFile.FILE,
          "the build is to be published, and nobody says in which workspace: "
              + WorkspaceFile.FILE
              + " may say it (\"workspace\": …), or --workspace");
      return Optional.empty();
    }
    if (!WorkspaceName.isValid(name.get())) {
      placements.refuse(
          WorkspaceFile.FILE,
          "`"
              + name.get()
              + "` is no name for a workspace: 1 to 64 lower-case letters, digits, `.`, `-` and `_`");
      return Optional.empty();
    }
    return name.map(WorkspaceName::new);
  }
}
