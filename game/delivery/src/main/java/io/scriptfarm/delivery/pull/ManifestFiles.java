package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Signed manifests in a folder, `WORKSPACE@VIEW@NUMBER.json`: of the current generation and of the
/// one before. What they say counts only after it was verified.
final class ManifestFiles {
  private static final Pattern NAME = Pattern.compile("(.*@[A-Z]+)@([1-9][0-9]{0,17})\\.json");
  private static final int KEPT = 2;

  private final Path folder;
  private final SafeFiles files;

  ManifestFiles(Path folder, SafeFiles files) throws IOException {
    this.folder = folder;
    this.files = files;
    Files.createDirectories(folder);
  }

  /// Keeps a manifest, and only the youngest before it.
  void keep(WorkspaceName workspace, Manifest.View view, long generation, SignedManifest signed)
      throws IOException {
    files.write(
        file(workspace, view, generation), Json.write(signed).getBytes(StandardCharsets.UTF_8));
    List<Long> older = numbers(workspace, view).stream().filter(n -> n < generation).toList();
    for (long number : older.subList(Math.min(KEPT - 1, older.size()), older.size())) {
      Files.deleteIfExists(file(workspace, view, number));
    }
  }

  private Path file(WorkspaceName workspace, Manifest.View view, long generation) {
    return folder.resolve(stem(workspace, view) + "@" + generation + ".json");
  }

  private static String stem(WorkspaceName workspace, Manifest.View view) {
    return workspace + "@" + view;
  }

  /// The generations that there are manifests of, youngest first.
  List<Long> numbers(WorkspaceName workspace, Manifest.View view) throws IOException {
    return names().stream()
        .filter(name -> name.group(1).equals(stem(workspace, view)))
        .map(name -> Long.parseLong(name.group(2)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<Matcher> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .toList();
    }
  }

  Optional<SignedManifest> read(WorkspaceName workspace, Manifest.View view, long generation) {
    return read(file(workspace, view, generation));
  }

  private static Optional<SignedManifest> read(Path file) {
    try {
      return Optional.of(Json.read(Files.readAllBytes(file), SignedManifest.class));
    } catch (IOException | MalformedException e) {
      return Optional.empty(); // as good as none: the farm has it
    }
  }

  /// Every artifact that a manifest in the folder names, also those of other processes.
  Set<Digest> named() throws IOException {
    Set<Digest> named = new HashSet<>();
    for (Matcher name : names()) {
      read(folder.resolve(name.group())).ifPresent(signed -> named.addAll(blobs(signed)));
    }
    return named;
  }

  private static Set<Digest> blobs(SignedManifest signed) {
    try {
      return signed.unverified().blobs(); // what it names is kept for it, and not believed
    } catch (MalformedException e) {
      return Set.of();
    }
  }
}
