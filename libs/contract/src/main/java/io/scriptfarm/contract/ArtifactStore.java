package io.scriptfarm.contract;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// Blobs by digest. Implementations are safe for concurrent use, block the calling thread, and
/// throw {@link StoreUnavailableException} when the store cannot be reached.
///
/// - What was written can be read until it expires.
/// - A read never gives bytes that do not match their digest: such an entry is as good as missing.
/// - Reading or writing a blob restarts its time to live.
public interface ArtifactStore {
  /// The largest blob in bytes: more than ten times the largest source or typings file that was
  /// seen.
  int MAX_BLOB_BYTES = 64 * 1024 * 1024;

  /// The blobs of `digests` that exist; the others are absent from the map.
  Map<Digest, Blob> read(Set<Digest> digests);

  /// Stores all of `blobs`; storing one twice changes nothing.
  ///
  /// @throws PayloadTooLargeException when one exceeds {@link #MAX_BLOB_BYTES}; nothing is stored
  ///     then
  void write(Collection<Blob> blobs);

  /// Those of `digests` that do not exist.
  Set<Digest> missing(Set<Digest> digests);
}
