package io.scriptfarm.access;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The credentials that a farm knows: `{"credentials": [{"name": …, "role": …, "sha256": …,
/// "workspaces": […]}]}`, where `sha256` is the digest of the token, so that the file gives no
/// tokens away. Read again when it changes, within a second; a version that makes no sense is
/// logged and does not count. Thread-safe.
public final class AccessFile {
  private static final System.Logger LOG = System.getLogger(AccessFile.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path file;
  private volatile Known known;
  private volatile long looked = System.nanoTime();

  private record Known(FileTime version, Map<Digest, Credential> byToken) {}

  /// The file as it is written; names are unique, so that logs tell whom they mean.
  public record Content(List<Entry> credentials) {
    public Content {
      credentials = List.copyOf(credentials);
      if (credentials.stream().map(Entry::name).distinct().count() < credentials.size()) {
        throw new IllegalArgumentException("two credentials have the same name");
      }
    }
  }

  /// A line of the file.
  ///
  /// @param sha256 of the token's UTF-8
  public record Entry(
      String name, Role role, Digest sha256, Optional<Set<WorkspaceName>> workspaces) {
    Credential credential() {
      return new Credential(name, role, workspaces.orElse(Set.of()));
    }
  }

  /// @throws IllegalArgumentException when the file is not there, or makes no sense; says why
  public AccessFile(Path file) {
    this.file = file;
    try {
      this.known = read();
    } catch (IOException | MalformedException e) {
      throw new IllegalArgumentException(
          "the access file %s cannot be used (%s); `farm token` writes one"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// Who a token belongs to.
  public Optional<Credential> holder(String token) {
    long now = System.nanoTime();
    if (now - looked > PAUSE.toNanos()) {
      looked = now;
      refresh();
    }
    return Optional.ofNullable(known.byToken.get(Digest.ofUtf8(token)));
  }

  private void refresh() {
    try {
      if (!Files.getLastModifiedTime(file).equals(known.version)) {
        known = read();
      }
    } catch (IOException | UncheckedIOException | MalformedException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "access file not read, the one from before counts: file={0} {1}",
          file,
          e.getMessage());
    }
  }

  /// What a file holds.
  ///
  /// @throws MalformedException when it makes no sense
  public static Content load(Path file) throws IOException {
    Content content = Json.read(Files.readAllBytes(file), Content.class);
    try {
      content.credentials().forEach(Entry::credential);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()), e);
    }
    return content;
  }

  /// Replaces a file at once; only its owner may read it.
  public static void save(Path file, Content content) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, ".access-", ""); // for its owner alone
    Files.writeString(temporary, Json.write(content) + "\n");
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Known read() throws IOException {
    FileTime version = Files.getLastModifiedTime(file);
    Map<Digest, Credential> byToken = new HashMap<>();
    for (Entry entry : load(file).credentials()) {
      byToken.put(entry.sha256(), entry.credential());
    }
    return new Known(version, Map.copyOf(byToken));
  }
}
