package io.scriptfarm.orchestration.publish;

import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.TrustedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The farm's keys, in a folder that all gateways share: `current.key` is the private half of the
/// one that signs, readable by its owner only; `{id}.pub` are the public halves of all that ever
/// signed, so that manifests stay verifiable. All in Base64 (PKCS #8, X.509). Thread-safe, also
/// between processes.
public final class SigningKeys {
  private static final String CURRENT = "current.key";
  private static final String PUBLIC = ".pub";

  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock(); // files' locks are not

  private final Path folder;

  /// The keys in a folder, which need not exist yet.
  public SigningKeys(Path folder) {
    this.folder = folder;
  }

  /// The key that signs; made now if there is none.
  public SigningKey current() {
    try {
      return read();
    } catch (NoSuchFileException e) {
      return replace(false);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /// Makes another key the one that signs. What the old one signed stays valid; its private half is
  /// deleted.
  public SigningKey rotate() {
    return replace(true);
  }

  /// All public halves.
  public TrustedKeys trusted() {
    var unused = current();
    List<byte[]> keys = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(PUBLIC)).sorted().toList()) {
        keys.add(decode(file));
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    return TrustedKeys.of(keys);
  }

  private SigningKey read() throws IOException {
    String[] halves = Files.readString(folder.resolve(CURRENT)).strip().split("\\s+");
    if (halves.length != 2) {
      throw new IOException(CURRENT + " is damaged");
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return SigningKey.of(base64.decode(halves[0]), base64.decode(halves[1]));
    } catch (IllegalArgumentException e) {
      throw new IOException(CURRENT + " is damaged: " + e.getMessage(), e);
    }
  }

  private SigningKey replace(boolean always) {
    IN_THIS_PROCESS.lock();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!always && Files.exists(folder.resolve(CURRENT))) {
          return read(); // another gateway was first
        }
        SigningKey key = SigningKey.generate();
        Base64.Encoder base64 = Base64.getEncoder();
        // The public half first: nothing is signed by a key that nobody knows.
        write(key.id() + PUBLIC, base64.encodeToString(key.x509()), "rw-r--r--");
        write(
            CURRENT,
            base64.encodeToString(key.pkcs8()) + "\n" + base64.encodeToString(key.x509()),
            "rw-------");
        return key;
      }
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private void write(String name, String text, String permissions) throws IOException {
    Path temporary = Files.createTempFile(folder, ".new-", "", attributes(permissions));
    Files.writeString(temporary, text + "\n");
    Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private FileAttribute<?>[] attributes(String permissions) throws IOException {
    Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static byte[] decode(Path file) throws IOException {
    try {
      return Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new FileSystemException(file.toString(), null, "is no key");
    }
  }

  private UncheckedIOException unusable(IOException e) {
    return new UncheckedIOException(
        "the signing keys in "
            + folder
            + " cannot be used ("
            + e.getMessage()
            + "); farm.gateway.keys names their folder",
        e);
  }
}
