package io.scriptfarm.manifests;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `./farm check-manifests [DIR]`.
@Command(
    name = "check-manifests",
    mixinStandardHelpOptions = true,
    description = {
      "Renders every overlay of deploy/k8s, or of DIR, with kustomize, and checks it without a"
          + " cluster: against the",
      "types of the API, and against what the farm reads, listens on and connects to. DIR has a"
          + " folder overlays, or is",
      "an overlay itself. Exit code 1: something is wrong; 3: there is no kubectl or kustomize"
          + " (version 5) on the PATH."
    })
public final class CheckManifestsCommand implements Callable<Integer> {
  private static final int WRONG = 1;
  private static final int UNUSABLE = 3;

  private final Path repository;
  private final PrintStream out;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "default: deploy/k8s")
  private @Nullable Path folder;

  CheckManifestsCommand(Path repository, PrintStream out) {
    this.repository = repository;
    this.out = out;
  }

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Path repository = Path.of(Optional.ofNullable(System.getenv("FARM_REPOSITORY")).orElse("."));
    System.exit(new CommandLine(new CheckManifestsCommand(repository, out)).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Optional<Kustomize> kustomize = Kustomize.find();
    if (kustomize.isEmpty()) {
      out.println("farm: kubectl or kustomize, with kustomize 5, is not on the PATH");
      return UNUSABLE;
    }
    Path checked = folder == null ? repository.resolve("deploy/k8s") : folder;
    Farm farm = new Farm(repository);
    int wrong = 0;
    for (Path overlay : Kustomize.overlays(checked)) {
      Rendered rendered;
      try {
        rendered = kustomize.get().render(overlay);
      } catch (IOException e) {
        out.println(overlay + ": " + e.getMessage());
        wrong++;
        continue;
      }
      List<Finding> findings = ManifestChecks.check(rendered, farm);
      findings.forEach(finding -> out.println(overlay + ": " + finding));
      out.printf(
          "%s: %d objects, %d findings%n", overlay, rendered.objects().size(), findings.size());
      wrong += findings.size();
    }
    return wrong == 0 ? 0 : WRONG;
  }
}
