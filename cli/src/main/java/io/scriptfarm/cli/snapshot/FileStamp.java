package io.scriptfarm.cli.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What tells whether a file is still the one that was looked at before, without reading it: size
/// in bytes, times of the last change of content and of inode in nanoseconds since 1970, inode
/// number. Where the file system has no inodes, the last two are a copy of the time and 0.
public record FileStamp(Kind kind, long size, long modified, long changed, long inode) {
  /// What it is.
  public enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  private static final int FORMAT = 0170000; // stat(2): S_IFMT and its values
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMLINK = 0120000;

  /// The stamp of `file` itself, also when it is a link.
  public static FileStamp of(Path file) throws IOException {
    return of(file, LinkOption.NOFOLLOW_LINKS);
  }

  static FileStamp of(Path file, LinkOption... options) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return portable(Files.readAttributes(file, BasicFileAttributes.class, options));
    }
    Map<String, Object> unix =
        Files.readAttributes(file, "unix:mode,size,lastModifiedTime,ctime,ino", options);
    int mode = (Integer) field(unix, "mode");
    return new FileStamp(
        switch (mode & FORMAT) {
          case REGULAR -> Kind.FILE;
          case DIRECTORY -> Kind.FOLDER;
          case SYMLINK -> Kind.LINK;
          default -> Kind.OTHER;
        },
        (Long) field(unix, "size"),
        ((FileTime) field(unix, "lastModifiedTime")).to(TimeUnit.NANOSECONDS),
        ((FileTime) field(unix, "ctime")).to(TimeUnit.NANOSECONDS),
        (Long) field(unix, "ino"));
  }

  private static Object field(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }

  private static FileStamp portable(BasicFileAttributes attributes) {
    long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    Kind kind =
        attributes.isRegularFile()
            ? Kind.FILE
            : attributes.isDirectory()
                ? Kind.FOLDER
                : attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    return new FileStamp(kind, attributes.size(), modified, modified, 0);
  }

  /// When the file last changed, as far as one can tell.
  long latest() {
    return Math.max(modified, changed);
  }
}
