package io.scriptfarm.cli.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What the launcher and its agent know of each other: 128 random bits each, so that neither a
/// command nor its output comes from anybody who cannot read the user's files. They are in one
/// file, with the port and the process id, which only the user may read.
///
/// @param secret what the launcher says first
/// @param proof what the agent answers
record Credentials(String secret, String proof) {
  private static final int BYTES = 16;

  static Credentials create() {
    SecureRandom random = new SecureRandom();
    return new Credentials(token(random), token(random));
  }

  private static String token(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// An agent that serves, or did.
  record Address(int port, Credentials credentials) {}

  /// The agent that `file` tells of, if it tells of one.
  static Optional<Address> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> fields = List.of(Files.readString(file).strip().split(" "));
    return fields.size() == 4 && fields.getFirst().matches("[0-9]{1,5}")
        ? Optional.of(
            new Address(
                Integer.parseInt(fields.get(0)), new Credentials(fields.get(1), fields.get(2))))
        : Optional.empty();
  }

  /// Replaces `file`, which nobody else may read at any moment.
  void write(Path file, int port) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(fresh);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(
        fresh, port + " " + secret + " " + proof + " " + ProcessHandle.current().pid() + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
