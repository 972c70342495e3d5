package io.scriptfarm.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.build.DiagnosticFormat;
import io.scriptfarm.cli.build.OnDisk;
import io.scriptfarm.cli.doctor.Diagnosis.Compilers;
import io.scriptfarm.cli.doctor.Diagnosis.Farm;
import io.scriptfarm.cli.doctor.Diagnosis.Lacks;
import io.scriptfarm.cli.doctor.Diagnosis.NoAnswer;
import io.scriptfarm.cli.doctor.Diagnosis.Travel;
import io.scriptfarm.cli.snapshot.ProjectRoot;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.cli.snapshot.ProjectSnapshot.Source;
import io.scriptfarm.client.FarmAddress;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.compiler.toolchain.MissingContentException;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.compiler.toolchain.UnusableToolchainException;
import io.scriptfarm.compiler.tstl.ContentSource;
import io.scriptfarm.compiler.tstl.PlanWork;
import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.compiler.tstl.TstlCompiler;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans a project in this process, as a worker plans it, and asks what else might be in the way of
/// building it. Used once.
final class Examination {
  private static final String TSTL = "typescript-to-lua";
  private static final Set<String> IGNORED_OPTIONS =
      Set.of("tstlVerbose", "measurePerformance", "pretty");
  private static final List<String> DECLARATIONS = List.of(".d.ts", ".d.mts", ".d.cts");
  private static final List<String> ENDINGS =
      List.of("", ".ts", ".tsx", ".d.ts", ".json", ".lua", "/index.ts", "/index.d.ts");
  // So many of a kind are named; who has more of them has one cause for all.
  private static final int SHOWN = 10;

  private final ProjectSnapshot snapshot;
  private final Path current;
  private final FarmAddress farm;
  private final OnDisk disk;
  private final Set<Digest> read = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /// @param current the folder that paths in messages are relative to
  Examination(ProjectSnapshot snapshot, Path current, FarmAddress farm) {
    this.snapshot = snapshot;
    this.current = current;
    this.farm = farm;
    this.disk = new OnDisk(snapshot);
    read.add(snapshot.digest());
  }

  Diagnosis run(List<String> rootReasons) {
    snapshot.warnings().stream()
        .sorted()
        .limit(SHOWN)
        .forEach(warning -> problems.add(Problem.note(warning, "")));
    more(snapshot.warnings().size(), "files left out");
    Toolchains toolchains = new Toolchains();
    Optional<Compilers> compilers = compilers(toolchains);
    Optional<Plan> plan = compilers.isEmpty() ? Optional.empty() : plan(toolchains);
    plan.ifPresent(this::judge);
    Optional<Travel> travel = plan.map(_ -> travel());
    Optional<Farm> farm = travel.map(_ -> askFarm());
    return new Diagnosis(snapshot, rootReasons, compilers, plan, travel, farm, problems);
  }

  /// The project's files as a farm has them: none that it cannot take. Notes what is read.
  private Optional<Blob> read(Digest digest) {
    if (isTooLarge(digest)) {
      return Optional.empty();
    }
    read.add(digest);
    return disk.read(digest);
  }

  private boolean isTooLarge(Digest digest) {
    Source source = snapshot.sources().get(digest);
    return source != null && source.size() > ArtifactStore.MAX_BLOB_BYTES;
  }

  private Optional<Compilers> compilers(Toolchains toolchains) {
    try {
      Toolchains.Installed installed =
          toolchains.of(
              snapshot.snapshot(),
              snapshot.configPath(),
              digest -> read(digest).map(blob -> new String(blob.bytes(), StandardCharsets.UTF_8)));
      Optional<String> folder = Optional.ofNullable(installed.folders().get(TSTL));
      if (folder.isEmpty()) {
        wantedButNotInstalled();
      }
      return Optional.of(
          new Compilers(
              installed.pack().identity(),
              folder,
              installed.pack().equals(toolchains.bundled().pack())));
    } catch (UnusableToolchainException e) {
      problems.add(Problem.error(message(e), ""));
    } catch (MissingContentException e) {
      absent(e.candidates().stream().filter(d -> read(d).isEmpty()).toList());
    }
    return Optional.empty();
  }

  /// A project that names a TSTL in its manifest does not want any other.
  private void wantedButNotInstalled() {
    Path root = snapshot.root();
    for (Path folder = snapshot.config().folder();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      Path manifest = folder.resolve("package.json");
      Optional<String> wanted = wantedTstl(manifest);
      if (wanted.isPresent()) {
        problems.add(
            Problem.note(
                shown(manifest)
                    + " asks for "
                    + TSTL
                    + " "
                    + wanted.get()
                    + ", which is not installed: the farm's own pair would compile",
                "install it (npm ci)"));
        return;
      }
    }
  }

  private static Optional<String> wantedTstl(Path manifest) {
    if (!Files.isRegularFile(manifest)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(Files.readAllBytes(manifest), JsonNode.class);
      return Stream.of("dependencies", "devDependencies", "peerDependencies")
          .map(kind -> json.path(kind).path(TSTL))
          .filter(JsonNode::isTextual)
          .map(JsonNode::asText)
          .findFirst();
    } catch (IOException | MalformedException e) {
      return Optional.empty(); // whoever installs by it hears of it
    }
  }

  private Optional<Plan> plan(Toolchains toolchains) {
    ContentSource contents =
        new ContentSource() {
          @Override
          public Optional<Blob> read(Digest digest) {
            return Examination.this.read(digest);
          }

          @Override
          public void prefetch(Set<Digest> digests) {}
        };
    try (TstlCompiler compiler = OnDisk.compiler(toolchains)) {
      Product product =
          new PlanWork(contents, keys -> Map.of())
              .run(new PlanJob("doctor", "doctor", disk.project()), compiler);
      switch (product.outcome()) {
        case PlanJob.Planned _ -> {
          return Optional.of(Json.read(product.blobs().getFirst().bytes(), Plan.class));
        }
        case CompileOutcome.Incomplete(Set<Digest> missing) -> absent(missing);
        case CompileOutcome.TooMuch tooMuch ->
            problems.add(Problem.error(tooMuch.words(), "./farm build builds the rest"));
        case CompileOutcome.Failed(var _, String reason) ->
            problems.add(Problem.error(reason, "./farm build says the same"));
        case ParityJob.Provisional _, CompileOutcome.Lost _, CompileOutcome.Settled _ ->
            throw new IllegalStateException("planned as " + product.outcome());
      }
    }
    return Optional.empty();
  }

  /// Contents that the build reads and no farm can have.
  private void absent(Collection<Digest> digests) {
    for (Digest digest : digests) {
      Source source = snapshot.sources().get(digest);
      if (source != null && isTooLarge(digest)) {
        PayloadTooLargeException e =
            new PayloadTooLargeException(
                shown(source.file()), source.size(), ArtifactStore.MAX_BLOB_BYTES);
        problems.add(
            Problem.error(
                message(e),
                "the build reads this file: exclude it in "
                    + shown(snapshot.config().file())
                    + ", or make it smaller"));
      } else {
        problems.add(
            Problem.error(
                (source == null ? digest.hex() : shown(source.file()))
                    + " cannot be read, or changed meanwhile",
                "run the command again"));
      }
    }
  }

  private void judge(Plan plan) {
    DiagnosticFormat format = new DiagnosticFormat(snapshot.root(), current);
    for (Diagnostic diagnostic : plan.diagnostics()) {
      problems.add(new Problem(diagnostic.isError(), format.plain(diagnostic).stripTrailing(), ""));
    }
    plan.plugins().forEach(this::judge);
    for (Plan.Refused refused : plan.refused()) {
      problems.add(
          Problem.note(
              shown(refused.file())
                  + " names Node's '"
                  + refused.module()
                  + "', which plugins do not get on the farm",
              "nothing, unless it is called while it compiles: then the build fails and says so"));
    }
    for (String option : new TreeSet<>(IGNORED_OPTIONS)) {
      if (plan.options().containsKey(option)) {
        problems.add(Problem.note("the farm ignores " + option, ""));
      }
    }
    imports(plan.unresolved());
  }

  private void judge(Plan.Plugin plugin) {
    String name =
        switch (plugin.kind()) {
          case PLUGIN -> "the plugin ";
          case TRANSFORMER -> "the transformer ";
        };
    if (plugin.file().isEmpty()) {
      problems.add(
          Problem.error(
              name + plugin.name() + " is nowhere, seen from " + shown(snapshot.config().folder()),
              "check its name, or install it (npm ci)"));
    } else if (plugin.lacksTsNode()) {
      problems.add(
          Problem.error(
              name
                  + plugin.name()
                  + " is TypeScript, and there is no ts-node, with which "
                  + TSTL
                  + " would load it",
              "install ts-node, or transpile it to JavaScript"));
    }
  }

  private void imports(List<Plan.Unresolved> unresolved) {
    List<Plan.Unresolved> packages = new ArrayList<>();
    List<Problem> files = new ArrayList<>();
    for (Plan.Unresolved one : unresolved) {
      if (one.name().startsWith(".")) {
        files.add(ofFile(one));
      } else {
        packages.add(one);
      }
    }
    if (!packages.isEmpty()) {
      problems.add(
          Problem.error(
              "imports that are found nowhere: "
                  + packages.stream()
                      .limit(SHOWN)
                      .map(one -> one.name() + " (" + shown(one.from()) + ")")
                      .collect(Collectors.joining(", "))
                  + (packages.size() > SHOWN ? ", … " + packages.size() + " in all" : ""),
              "install what is missing (npm ci), or check paths in the tsconfig"));
    }
    files.stream().limit(SHOWN).forEach(problems::add);
    more(files.size(), "imports of files that are not there");
  }

  private Problem ofFile(Plan.Unresolved one) {
    Path root = snapshot.root();
    Path folder = Objects.requireNonNull(root.resolve(one.from().value()).getParent());
    Path target = folder.resolve(one.name()).normalize();
    String what = shown(one.from()) + " imports " + one.name();
    if (target.startsWith(root)) {
      return Problem.error(what + ", which is not there", "check its name");
    }
    String path = target.toString().replaceAll("\\.[cm]?jsx?$", "");
    Optional<Path> file =
        ENDINGS.stream()
            .map(ending -> Path.of(path + ending))
            .filter(Files::isRegularFile)
            .findFirst();
    return Problem.error(
        what + ", which lies outside of the root " + root,
        file.map(
                found -> "--root " + shown(ProjectRoot.commonAncestor(root, found)) + " holds both")
            .orElse("check its name; nothing is at " + target));
  }

  private void more(int count, String what) {
    if (count > SHOWN) {
      problems.add(Problem.note("… and " + (count - SHOWN) + " more " + what, ""));
    }
  }

  private Travel travel() {
    int scripts = 0;
    int declarations = 0;
    int others = 0;
    long bytes = 0;
    for (Digest digest : read) {
      bytes += size(digest);
      Source source = snapshot.sources().get(digest);
      String path = source == null ? "" : source.path().value();
      if (DECLARATIONS.stream().anyMatch(path::endsWith)) {
        declarations++;
      } else if (path.matches(".*\\.[cm]?tsx?")) {
        scripts++;
      } else {
        others++;
      }
    }
    return new Travel(scripts, declarations, others, bytes);
  }

  private long size(Digest digest) {
    Source source = snapshot.sources().get(digest);
    return source == null ? snapshot.encoded().size() : source.size();
  }

  private Farm askFarm() {
    URI gateway = farm.gateway();
    try (FarmClient client = new FarmClient(farm)) {
      Set<Digest> missing = client.blobs(client.cache()).missing(read);
      return new Lacks(gateway, missing.size(), missing.stream().mapToLong(this::size).sum());
    } catch (FarmException.Unreachable e) {
      return new NoAnswer(gateway, "no farm answers");
    } catch (FarmException e) {
      return new NoAnswer(gateway, message(e));
    }
  }

  private String shown(ProjectPath path) {
    return shown(snapshot.root().resolve(path.value()));
  }

  /// Relative to the current folder, unless that is far away.
  private String shown(Path path) {
    if (!path.startsWith(current)) {
      return path.toString();
    }
    String relative = current.relativize(path).toString();
    return relative.isEmpty() ? "." : relative;
  }

  private static String message(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), e.toString());
  }
}
