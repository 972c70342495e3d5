package io.scriptfarm.contract;

import java.util.Optional;
import java.util.stream.Stream;

/// A file that a build writes. `path` is relative to the snapshot's root and may begin with `..`
/// when the project's `outDir` lies outside; `script` is the source of a one-to-one output. `map`
/// is the source map (version 3) of Lua or JavaScript that TypeScript became, whether or not the
/// project ships maps; its sources are relative to the folder of `path`. `lua` says whether it is
/// Lua that an engine would load, whatever its path ends with.
public record OutputFile(
    String path,
    Optional<ProjectPath> script,
    Digest digest,
    long size,
    Optional<Digest> map,
    boolean lua) {
  /// The blobs that the file consists of.
  public Stream<Digest> blobs() {
    return Stream.concat(Stream.of(digest), map.stream());
  }
}
